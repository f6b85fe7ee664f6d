import type { ApolloServerPlugin } from '@apollo/server';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { FastifyBaseLogger } from 'fastify';
import type { Context } from './context.js';

/** Errors raised on purpose, by the gateway or by GraphQL about a request, carry a code. */
function isMeantForClients(error: unknown): boolean {
  return error instanceof GraphQLError && error.extensions.code !== undefined;
}

/** For Apollo's `formatError`: whatever nobody raised on purpose is shown as one dull sentence. */
export function maskedError(
  formatted: GraphQLFormattedError,
  error: unknown,
): GraphQLFormattedError {
  if (isMeantForClients(error)) return formatted;
  const { locations, path } = formatted;
  return {
    message: 'Internal server error',
    ...(locations && { locations }),
    ...(path && { path }),
    extensions: { code: 'INTERNAL_SERVER_ERROR' },
  };
}

/** Logs in full, once, what `maskedError` hides. */
export function unexpectedErrors(log: FastifyBaseLogger): ApolloServerPlugin<Context> {
  return {
    contextCreationDidFail: ({ error }) => {
      if (!isMeantForClients(error)) log.error(error);
      return Promise.resolve();
    },
    requestDidStart: () =>
      Promise.resolve({
        didEncounterErrors({ errors, contextValue }) {
          for (const error of errors) {
            if (!isMeantForClients(error)) contextValue.log.error(error.originalError ?? error);
          }
          return Promise.resolve();
        },
      }),
  };
}
