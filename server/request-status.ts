import type { ApolloServerPlugin } from '@apollo/server';

const ownMediaType = 'application/graphql-response+json';

/**
 * GraphQL over HTTP: an answer in the media type `application/json` says 200 to a request that
 * GraphQL itself refuses (syntax, validation, values); only clients that accept the media type
 * made for it are told 400. Other statuses, such as 401 and 403, stand.
 */
export const requestStatus: ApolloServerPlugin = {
  requestDidStart: () =>
    Promise.resolve({
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
