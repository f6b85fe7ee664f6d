import { hash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** What a request claims to be: a user id and a login token or personal access token. */
export interface Credentials {
  readonly userId: string;
  readonly token: string;
}

/** The credentials of a request: both headers, neither empty, or `undefined`. */
export function credentialsOf(headers: IncomingHttpHeaders): Credentials | undefined {
  const userId = headers['x-user-id'];
  const token = headers['x-auth-token'];
  return typeof userId === 'string' && typeof token === 'string' && userId && token
    ? { userId, token }
    : undefined;
}

/** The form in which Rocket.Chat stores a token: base64 of the SHA-256 of its UTF-8 bytes. */
export function hashedToken(token: string): string {
  return hash('sha256', token, 'base64');
}

/** A key of credentials that does not hold the token; no two pairs share one. */
export function credentialsKey({ userId, token }: Credentials): string {
  return `${hashedToken(token)} ${userId}`;
}
