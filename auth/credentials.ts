import { hash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** What a request claims to be: a user id and a login token or personal access token. */
export interface Credentials {
  readonly userId: string;
  readonly token: string;
  /** Stands for both without holding the token; no two pairs share one. */
  readonly key: string;
}

/** The credentials of a request: both headers, neither empty, or `undefined`. */
export function credentialsOf(headers: IncomingHttpHeaders): Credentials | undefined {
  const userId = headers['x-user-id'];
  const token = headers['x-auth-token'];
  return typeof userId === 'string' && typeof token === 'string' && userId && token
    ? credentials(userId, token)
    : undefined;
}

export function credentials(userId: string, token: string): Credentials {
  return { userId, token, key: `${hashedToken(token)} ${userId}` };
}

/** The form in which Rocket.Chat stores a token: base64 of the SHA-256 of its UTF-8 bytes. */
export function hashedToken(token: string): string {
  return hash('sha256', token, 'base64');
}
