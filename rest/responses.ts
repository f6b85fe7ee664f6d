import { GraphQLError } from 'graphql';
import type { ErrorCode } from '../schema/errors.js';

/** What goes out: a status, headers and a body, not yet text. */
export interface RestResponse {
  readonly status: number;
  readonly body: object;
  readonly headers?: Readonly<Record<string, string | number>>;
}

/** The headers of every answer. */
export const noStoreHeaders = { 'cache-control': 'no-store', pragma: 'no-cache' };

/** Rocket.Chat's answer to a path or a method it does not have. */
const noSuchEndpoint = { status: 'error', message: 'API endpoint does not exist' };
export const notFound: RestResponse = { status: 404, body: noSuchEndpoint };
export const methodNotAllowed: RestResponse = {
  status: 405,
  headers: { allow: 'GET, OPTIONS' },
  body: noSuchEndpoint,
};

const notLoggedIn = 'You must be logged in to do this.';

/** The 401 as documented, and as version 7 and later send it. */
const unauthorized = { status: 'error', message: notLoggedIn };
const fourKeyUnauthorized = { success: false, error: notLoggedIn, ...unauthorized };

/** The body gets its last key. */
export function success(body: Record<string, unknown>): RestResponse {
  body.success = true;
  return { status: 200, body };
}

export const errorResponse = (status: number, error: string): RestResponse => ({
  status,
  body: { success: false, error },
});

/** The 429, with how long to wait. */
export function tooManyCalls(seconds: number): RestResponse {
  const error = `Error, too many requests. Please slow down. You must wait ${seconds} seconds before trying this endpoint again. [error-too-many-requests]`;
  return { ...errorResponse(429, error), headers: { 'retry-after': seconds } };
}

/** The response to an unexpected error, which is logged and not shown. */
export const internalError = errorResponse(500, 'Internal server error');

/**
 * An error in Rocket.Chat's words. Only the code is looked at, and the message of errors raised on
 * purpose; whatever carries no code of ours is `undefined` here, for the caller to log and mask.
 */
export function knownErrorResponse(
  error: unknown,
  settings: { readonly fourKeyUnauthorized: boolean },
): RestResponse | undefined {
  if (!(error instanceof GraphQLError)) return undefined;
  switch (error.extensions.code as ErrorCode | undefined) {
    case 'UNAUTHENTICATED':
      return {
        status: 401,
        body: settings.fourKeyUnauthorized ? fourKeyUnauthorized : unauthorized,
      };
    case 'FORBIDDEN':
      return errorResponse(403, error.message);
    case 'BAD_USER_INPUT':
      return errorResponse(400, error.message);
    case 'TOO_MANY_REQUESTS':
      return tooManyCalls(retryAfterSeconds(error));
    case 'TIMEOUT':
      return errorResponse(504, error.message);
    case 'SERVICE_UNAVAILABLE':
      return { ...errorResponse(503, error.message), headers: { 'retry-after': 1 } };
    default:
      return undefined;
  }
}

function retryAfterSeconds({ extensions }: GraphQLError): number {
  const { headers } = extensions.http as { headers: ReadonlyMap<string, string> };
  return Number(headers.get('retry-after'));
}
