import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { RenderOptions } from 'altair-static';
import type { FastifyInstance } from 'fastify';
import { print } from 'graphql';
import { ChatBusierHourlyDocument } from '../operations/operations.generated.js';

type Strategy = Parameters<FastifyInstance['addConstraintStrategy']>[0];
type RouteHandler = Parameters<ReturnType<Strategy['storage']>['set']>[1];

const assets = '/graphql/ide/';
const folder = join(dirname(createRequire(import.meta.url).resolve('altair-static')), 'dist');

/** Loaded when a browser comes, since few starts ever see one and it takes long. */
const altair = () => import('altair-static');

/** No option leads away from the gateway: no account, no news, no plug-ins from elsewhere. */
const options: RenderOptions = {
  baseURL: assets,
  // A file of its own, so that the page needs no inline script.
  serveInitialOptionsInSeperateRequest: 'options.js',
  endpointURL: '/graphql',
  initialName: 'Engagement gateway',
  initialHeaders: { 'x-user-id': '', 'x-auth-token': '' },
  initialQuery: print(ChatBusierHourlyDocument),
  disableAccount: true,
  initialSettings: {
    'alert.disableUpdateNotification': true,
    'banners.disable': true,
    disablePushNotification: true,
    'plugin.list': [],
  },
};

/**
 * The page reaches nothing but its own files and the GraphQL endpoint. Its editor makes styles, and the
 * scripts that its user may write to run before a query are evaluated in a worker.
 */
const contentSecurityPolicy =
  "default-src 'none'; script-src 'self' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; worker-src 'self'; base-uri 'self'; form-action 'none'; frame-ancestors 'none'";

/**
 * A page to write and send queries at `/graphql`, for browsers alone: all other requests to that
 * address stay with the GraphQL endpoint.
 */
export async function graphqlIde(app: FastifyInstance): Promise<void> {
  app.addConstraintStrategy({
    name: 'reader',
    storage: () => {
      const routes = new Map<unknown, RouteHandler>();
      return {
        get: (reader) => routes.get(reader) ?? null,
        set: (reader, route) => {
          routes.set(reader, route);
        },
      };
    },
    deriveConstraint: ({ method, url = '', headers: { accept = '' } }) => {
      const wantsPage = method === 'GET' && /\btext\/html\b/.test(accept);
      const hasQuery = new URLSearchParams(url.split('?')[1]).has('query');
      return wantsPage && !hasQuery ? 'browser' : undefined;
    },
  });
  app.addHook('onRequest', (_request, reply, next) => {
    // On every file, since a worker obeys the policy that comes with its own.
    reply.header('content-security-policy', contentSecurityPolicy);
    next();
  });
  app.route({
    method: 'GET',
    url: '/graphql',
    constraints: { reader: 'browser' },
    exposeHeadRoute: false,
    handler: async (_request, reply) => {
      const { renderAltair } = await altair();
      return reply
        .headers({ vary: 'accept', 'cache-control': 'no-store' })
        .type('text/html; charset=utf-8')
        .send(renderAltair(options));
    },
  });
  app.get(`${assets}options.js`, async (_request, reply) => {
    const { renderInitSnippet } = await altair();
    const initialVariables = JSON.stringify({ start: new Date() }, null, 2);
    return reply
      .type('text/javascript; charset=utf-8')
      .send(renderInitSnippet({ ...options, initialVariables }));
  });
  await app.register((await import('@fastify/static')).default, {
    root: folder,
    prefix: assets,
    index: false,
    // A folder is no file; the frames are for plug-ins, of which there are none.
    allowedPath: (path) => !path.endsWith('/') && !path.includes('iframe-sandbox'),
    decorateReply: false,
  });
}
