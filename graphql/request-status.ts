import type { ApolloServerPlugin } from '@apollo/server';
import { getOperationAST, GraphQLError, OperationTypeNode } from 'graphql';

const ownMediaType = 'application/graphql-response+json';

/**
 * GraphQL over HTTP: an answer in the media type `application/json` says 200 to a request that
 * GraphQL itself refuses (syntax, validation, values); only clients that accept the media type
 * made for it are told 400. Other statuses, such as 401 and 403, stand. Asking for an operation that
 * is not there, or for one of a kind that the schema has not, is refused so too.
 */
export const requestStatus: ApolloServerPlugin = {
  requestDidStart: () =>
    Promise.resolve({
      didResolveOperation({ document, request: { operationName } }) {
        const operation = getOperationAST(document, operationName);
        if (!operation) {
          throw unresolved(
            typeof operationName === 'string'
              ? `Unknown operation named "${operationName}".`
              : 'Must provide operation name if query contains multiple operations.',
          );
        }
        if (operation.operation !== OperationTypeNode.QUERY) {
          throw unresolved(`The schema has no ${operation.operation}.`);
        }
        return Promise.resolve();
      },
      willSendResponse({ request, response: { http, body } }) {
        const accepts = request.http?.headers.get('accept') ?? '';
        const wellFormed = request.query !== undefined;
        if (http.status === 400 && wellFormed && body.kind === 'single') {
          http.status = accepts.includes(ownMediaType) ? 400 : 200;
        }
        return Promise.resolve();
      },
    }),
};

function unresolved(message: string): GraphQLError {
  return new GraphQLError(message, {
    extensions: { code: 'OPERATION_RESOLUTION_FAILURE', http: { status: 400 } },
  });
}
