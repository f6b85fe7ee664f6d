import { hash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** What a request claims to be: a user id and a login token or personal access token. */
export class Credentials {
  #key: string | undefined;

  constructor(
    readonly userId: string,
    readonly token: string,
  ) {}

  /** Stands for both without holding the token; no two pairs share one. */
  get key(): string {
    return (this.#key ??= `${hashedToken(this.token)} ${this.userId}`);
  }
}

/** The credentials of a request: both headers, neither empty, or `undefined`. */
export function credentialsOf(headers: IncomingHttpHeaders): Credentials | undefined {
  const userId = headers['x-user-id'];
  const token = headers['x-auth-token'];
  return typeof userId === 'string' && typeof token === 'string' && userId && token
    ? new Credentials(userId, token)
    : undefined;
}

/** The form in which Rocket.Chat stores a token: base64 of the SHA-256 of its UTF-8 bytes. */
export function hashedToken(token: string): string {
  return hash('sha256', token, 'base64');
}
