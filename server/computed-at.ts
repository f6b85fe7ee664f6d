import type { ApolloServerPlugin } from '@apollo/server';
import type { Context } from './context.js';

/** Tells in `extensions.computedAt`, per question, since when its answer in this response is known. */
export const computedAt: ApolloServerPlugin<Context> = {
  requestDidStart: () =>
    Promise.resolve({
      willSendResponse({ contextValue, response: { body } }) {
        if (body.kind === 'single' && contextValue.computedAt.size > 0) {
          body.singleResult.extensions = {
            ...body.singleResult.extensions,
            computedAt: Object.fromEntries(contextValue.computedAt),
          };
        }
        return Promise.resolve();
      },
    }),
};
