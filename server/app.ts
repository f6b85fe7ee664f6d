import type { FastifyBaseLogger, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { DayCache } from '../analytics/days/day-cache.js';
import type { HistoryDays } from '../analytics/series/history-days.js';
import { credentialsOf } from '../auth/credentials.js';
import { missingPermissionWarning } from '../auth/missing-permission.js';
import { protectedSchema } from '../auth/shield.js';
import { cachedViewers } from '../auth/viewer-cache.js';
import { viewerFinder } from '../auth/viewer.js';
import { resultCache } from '../engine/result-cache.js';
import { windowCounter } from '../engine/window-counter.js';
import type { Database } from '../data/mongo-workspace.js';
import { executableSchema } from '../resolvers/executable-schema.js';
import { openApiDocument } from '../rest/openapi.js';
import { callCounter } from '../rest/rate-limit.js';
import { restRoutes, sendNotFound } from '../rest/rest-routes.js';
import { apiDocs } from '../http/api-docs.js';
import { dashboardPage } from '../http/dashboard-page.js';
import { demoUsers } from '../embedded/demo/credentials.js';
import { quotas } from '../engine/quotas.js';
import type { Config } from '../config/config.js';
import { createEngine } from '../engine/engine.js';
import { liveToday } from '../engine/live-today.js';
import { lookUpLimit } from '../engine/look-up-limit.js';
import { clientOf } from '../http/client-address.js';
import { engineRequest } from '../http/engine-request.js';
import { eventStreams } from '../graphql/event-stream.js';
import { createApolloServer } from '../graphql/apollo-server.js';
import { showExpectedEnumValues } from '../graphql/expected-enum-values.js';
import { trustedDocuments } from '../graphql/trusted-documents.js';
import { storedDocuments } from '../operations/stored-documents.generated.js';
import { graphqlHandler } from '../graphql/graphql-handler.js';
import { exportRoutes } from '../export/export-routes.js';
import { createHttpServer } from '../http/http-server.js';
import type { Metrics } from '../http/metrics.js';
import { healthRoutes, readinessOf, type Readiness } from '../http/readiness.js';
import { securePages } from '../http/security-headers.js';
import type { Shared } from '../engine/shared-store.js';
import { createDayCache } from '../engine/create-day-cache.js';
import { encodingError } from '../http/transport-errors.js';

export interface AppOptions {
  readonly database: Database;
  readonly config: Config;
  readonly log: FastifyBaseLogger;
  /** Days that the database has no more. */
  readonly history?: HistoryDays | undefined;
  /** The cache of days; an empty one by default. */
  readonly days?: DayCache;
  readonly readiness?: Readiness;
  /** What gateways of this workspace share; each has its own where it is absent. */
  readonly shared?: Shared | undefined;
  /** The operator's trusted documents, hashes to texts. */
  readonly manifest?: ReadonlyMap<string, string> | undefined;
  /** Absent where nothing is measured. */
  readonly metrics?: Metrics | undefined;
  /** How soon a revoked token ends a stream, where it is not half a minute. */
  readonly recheckMS?: number | undefined;
}

/** The gateway, all endpoints, assembled but not listening; it opens nothing and reads no setting. */
export async function createApp({
  database,
  config,
  log,
  metrics,
  days = createDayCache({ database, config, log, metrics }),
  history,
  readiness = readinessOf(database),
  shared,
  manifest = new Map(),
  recheckMS,
}: AppOptions): Promise<FastifyInstance> {
  const schema = protectedSchema(executableSchema());
  if (config.development) showExpectedEnumValues(schema);
  const documents = trustedDocuments(schema, storedDocuments, manifest);
  const viewers = cachedViewers(
    viewerFinder({
      strictLoginExpiration: config.strictLoginExpiration,
      fallbackRoles: config.permissionFallbackRoles,
      onMissingPermission: missingPermissionWarning(config.permissionFallbackRoles, log),
    }),
    config.viewerCacheMS,
  );
  const openRequest = createEngine({
    database,
    days,
    history,
    viewers,
    results: resultCache({
      freshMS: config.answerCacheMS,
      settledMS: config.settledAnswerCacheMS,
      maxBytes: config.answerCacheMB * 1024 * 1024,
      shared: shared?.results,
      onResult: metrics?.countResult,
    }),
    followToday: liveToday({ database, days, timeoutMS: config.requestTimeoutMS, log }),
    timeoutMS: config.requestTimeoutMS,
  });
  const app = await createHttpServer({ config, log, metrics });
  healthRoutes(app, readiness, { reportsMissing: false });

  const quota = quotas(config, shared?.counts);
  const apollo = createApolloServer({ schema, config, log });
  await apollo.start();
  app.addHook('onClose', () => apollo.stop());
  const openGraphqlRequest = (request: FastifyRequest, reply: FastifyReply) =>
    openRequest(engineRequest(request, reply, credentialsOf(request.headers)), {
      arguments: config,
      quotas: quota,
      admit: quota.admit,
      forbiddenCost: 10,
    });
  app.route({
    method: ['GET', 'POST'],
    url: '/graphql',
    onRequest(request, reply, done) {
      // Apollo says so of errors alone.
      reply.header('cache-control', 'no-store');
      done(encodingError(request, reply));
    },
    handler: graphqlHandler({
      apollo,
      documents,
      persistedOnly: config.persistedOnly,
      openRequest: openGraphqlRequest,
      stream: eventStreams(app, {
        schema,
        config,
        openRequest: openGraphqlRequest,
        reopenRequest: (request, reply) =>
          openRequest(engineRequest(request, reply, credentialsOf(request.headers)), {
            quotas: quota,
          }),
        recheckMS,
        onStreams: metrics?.observeStreams,
      }),
    }),
  });

  const { rateLimitCalls, rateLimitWindowMS } = config;
  await app.register(
    restRoutes({
      contextOf: (request, reply, credentials) =>
        openRequest(engineRequest(request, reply, credentials), { quotas: quota }),
      operationNamed: documents.byName,
      isCached: (credentials) => viewers.cached(credentials) !== undefined,
      counter:
        rateLimitCalls === 0
          ? undefined
          : callCounter({
              calls: rateLimitCalls,
              counter: windowCounter({
                name: 'rest',
                points: rateLimitCalls,
                windowMS: rateLimitWindowMS,
                store: shared?.counts,
              }),
              lookUps: lookUpLimit(rateLimitWindowMS),
              clientOf: ({ ip }) => clientOf(ip),
            }),
      settings: config,
    }),
    { prefix: '/api' },
  );
  await app.register(
    exportRoutes({
      openRequest: openGraphqlRequest,
      operationNamed: documents.byName,
      maxPageSize: config.maxPageSize,
    }),
    { prefix: '/export' },
  );
  await app.register(
    securePages([
      apiDocs(openApiDocument),
      dashboardPage({ demoUsers: config.source === 'demo' ? demoUsers : [] }),
      ...(config.development ? [(await import('../graphql/graphql-ide.js')).graphqlIde] : []),
    ]),
  );
  app.setNotFoundHandler((_request, reply) => sendNotFound(reply));
  app.addHook('onListen', () => {
    void documents.compile();
  });
  return app;
}
