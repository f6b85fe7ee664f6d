import { GraphQLError, type ASTNode, type GraphQLErrorOptions } from 'graphql';

/**
 * The errors that the gateway raises on purpose: a code, a status and a message each. Whatever
 * reaches an endpoint without one of these codes is unexpected, is logged, and is not shown.
 */
export type ErrorCode =
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'BAD_USER_INPUT'
  | 'TOO_MANY_REQUESTS'
  | 'TIMEOUT'
  | 'SERVICE_UNAVAILABLE';

/** There are no credentials, or they are no user's. */
export const unauthenticated = () =>
  clientError('UNAUTHENTICATED', 401, 'You must be logged in to do this.');

/** The viewer lacks the permission `view-engagement-dashboard`. */
export const forbidden = () =>
  clientError(
    'FORBIDDEN',
    403,
    'User does not have the permissions required for this action [error-unauthorized]',
  );

/** A value that cannot be used; `node` is where it stands in the query, if it stands there. */
export const badUserInput = (message: string, node?: ASTNode) =>
  clientError('BAD_USER_INPUT', 400, message, node && { nodes: node });

/** A limit is reached; it resets after that time. */
export const tooManyRequests = (message: string, resetsInMS: number) => {
  const seconds = Math.ceil(resetsInMS / 1000);
  return clientError('TOO_MANY_REQUESTS', 429, `${message} Try again in ${seconds} seconds.`, {
    retryAfterSeconds: seconds,
  });
};

/** The time for this request ran out. */
export const timedOut = (cause: Error) =>
  clientError('TIMEOUT', 504, 'The workspace did not answer in time.', {
    originalError: cause,
  });

/** The workspace's database is unreachable or overloaded. */
export const serviceUnavailable = (cause: Error) =>
  clientError('SERVICE_UNAVAILABLE', 503, 'The workspace cannot be asked at the moment.', {
    originalError: cause,
    retryAfterSeconds: 1,
  });

function clientError(
  code: ErrorCode,
  status: number,
  message: string,
  { retryAfterSeconds, ...options }: GraphQLErrorOptions & { retryAfterSeconds?: number } = {},
): GraphQLError {
  const headers =
    retryAfterSeconds === undefined
      ? undefined
      : new Map([['retry-after', String(retryAfterSeconds)]]);
  return new GraphQLError(message, {
    ...options,
    extensions: { code, http: { status, ...(headers && { headers }) } },
  });
}
