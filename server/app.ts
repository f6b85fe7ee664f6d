import { fastifyApolloHandler } from '@as-integrations/fastify';
import fastify, { LogController, type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import { protectedSchema } from '../auth/shield.js';
import { cachedViewers } from '../auth/viewer-cache.js';
import { viewerFinder } from '../auth/viewer.js';
import { answerCache } from '../cache/answer-cache.js';
import type { Database } from '../data/mongo-workspace.js';
import { executableSchema } from '../resolvers/executable-schema.js';
import { callCounter } from '../rest/rate-limit.js';
import { restDoor, sendNoSuchPath } from '../rest/rest-door.js';
import type { Config } from './config.js';
import { contextOf } from './context.js';
import { compilingExecutor } from './executor.js';
import { graphqlDoor } from './graphql-door.js';
import { logRequests } from './log.js';
import type { Shared } from './shared-store.js';
import { answerTransportErrors } from './transport-errors.js';

export interface AppOptions {
  readonly database: Database;
  readonly config: Config;
  readonly log: FastifyBaseLogger;
  /** What gateways of this workspace share; each keeps its own where it is absent. */
  readonly shared?: Shared | undefined;
}

/** The gateway, both doors, assembled but not listening; it opens nothing and reads no setting. */
export async function createApp({
  database,
  config,
  log,
  shared,
}: AppOptions): Promise<FastifyInstance> {
  const schema = protectedSchema(executableSchema());
  const execute = compilingExecutor(schema);
  const context = contextOf({
    database,
    findViewer: cachedViewers(
      viewerFinder({
        strictLoginExpiration: config.strictLoginExpiration,
        fallbackRoles: config.permissionFallbackRoles,
        onMissingPermission: once(() => {
          log.warn(missingPermissionSentence(config.permissionFallbackRoles));
        }),
      }),
      config.viewerCacheMS,
    ),
    keepAnswers: answerCache({
      freshMS: config.answerCacheMS,
      settledMS: config.settledAnswerCacheMS,
      shared: shared?.answers,
    }),
    timeoutMS: config.requestTimeoutMS,
  });
  const apollo = graphqlDoor({ schema, execute, development: config.development, log });
  await apollo.start();

  const app = fastify({
    loggerInstance: log,
    // A path with a broken escape in it is none of ours.
    frameworkErrors: (_error, _request, reply) => {
      sendNoSuchPath(reply);
    },
    logController: new LogController({ disableRequestLogging: true }),
    // The address that many hops away is the client's; any further one it could have made up.
    trustProxy: (_address, hop) => hop < config.trustedProxies,
  });
  logRequests(app);
  answerTransportErrors(app);
  app.addHook('onClose', () => apollo.stop());
  app.route({
    method: ['GET', 'POST'],
    url: '/graphql',
    bodyLimit: 100_000,
    handler: fastifyApolloHandler(apollo, { context }),
  });
  await app.register(
    restDoor({
      contextOf: context,
      execute,
      countCall: callCounter(config, shared?.calls),
      settings: config,
    }),
    { prefix: '/api' },
  );
  app.setNotFoundHandler((_request, reply) => sendNoSuchPath(reply));
  return app;
}

function missingPermissionSentence(fallbackRoles: readonly string[]): string {
  const missing = 'The workspace has no document of the permission view-engagement-dashboard: ';
  return fallbackRoles.length > 0
    ? `${missing}the roles of PERMISSION_FALLBACK_ROLES may view the dashboard (${fallbackRoles.join(', ')}).`
    : `${missing}nobody may view the dashboard. PERMISSION_FALLBACK_ROLES can name roles that may.`;
}

function once(action: () => void): () => void {
  let done = false;
  return () => {
    if (!done) action();
    done = true;
  };
}
