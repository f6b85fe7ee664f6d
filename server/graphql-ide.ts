import fastifyStatic from '@fastify/static';
import {
  getDistDirectory,
  isSandboxFrame,
  renderAltair,
  renderInitSnippet,
  type RenderOptions,
} from 'altair-static';
import type { FastifyInstance } from 'fastify';
import { print } from 'graphql';
import { ChatBusierHourlyDocument } from '../rest/operations.generated.js';

type Strategy = Parameters<FastifyInstance['addConstraintStrategy']>[0];
type RouteHandler = Parameters<ReturnType<Strategy['storage']>['set']>[1];

const assets = '/graphql/ide/';

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
 * The page reaches nothing but its own files and the GraphQL door. Its editor makes styles, and the
 * scripts that its user may write to run before a query are evaluated in a worker.
 */
const contentSecurityPolicy =
  "default-src 'none'; script-src 'self' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; worker-src 'self'; base-uri 'self'; form-action 'none'; frame-ancestors 'none'";

/**
 * A page to write and send queries at `/graphql`, for browsers alone: all other requests to that
 * address stay with the GraphQL door.
 */
export async function graphqlIde(app: FastifyInstance): Promise<void> {
  const page = renderAltair(options);
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
      const asks = new URLSearchParams(url.split('?')[1]).has('query');
      return wantsPage && !asks ? 'browser' : undefined;
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
    handler: (_request, reply) =>
      reply
        .headers({ vary: 'accept', 'cache-control': 'no-store' })
        .type('text/html; charset=utf-8')
        .send(page),
  });
  app.get(`${assets}options.js`, (_request, reply) =>
    reply.type('text/javascript; charset=utf-8').send(
      renderInitSnippet({
        ...options,
        initialVariables: JSON.stringify({ start: new Date() }, null, 2),
      }),
    ),
  );
  await app.register(fastifyStatic, {
    root: getDistDirectory(),
    prefix: assets,
    index: false,
    // A folder is no file; the frames are for plug-ins, of which there are none.
    allowedPath: (path) => !path.endsWith('/') && !isSandboxFrame(path),
    decorateReply: false,
  });
}
