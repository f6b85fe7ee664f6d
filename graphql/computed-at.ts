import type { ApolloServerPlugin } from '@apollo/server';
import type { Context } from './context.js';

/** `extensions.computedAt`: per question, since when its answer in this response is known. */
export function extensionsOf({ computedAt }: Context): object | undefined {
  if (computedAt.size === 0) return undefined;
  const logFields: Record<string, string> = {};
  for (const [metric, time] of computedAt) logFields[metric] = new Date(time).toISOString();
  return { computedAt: logFields };
}

/** Adds these extensions to every response. */
export const computedAt: ApolloServerPlugin<Context> = {
  requestDidStart: () =>
    Promise.resolve({
      willSendResponse({ contextValue, response: { body } }) {
        const extensions = extensionsOf(contextValue);
        if (body.kind === 'single' && extensions) {
          body.singleResult.extensions = { ...body.singleResult.extensions, ...extensions };
        }
        return Promise.resolve();
      },
    }),
};
