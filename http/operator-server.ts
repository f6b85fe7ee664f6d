import fastify, { LogController, type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import type { Metrics } from './metrics.js';
import { healthRoutes, type Readiness } from './readiness.js';

export interface OperationsOptions {
  readonly metrics: Metrics;
  readonly readiness: Readiness;
  readonly log: FastifyBaseLogger;
}

/** The listener for operators of the gateway, which no client is to reach. */
export function createOperations({ metrics, readiness, log }: OperationsOptions): FastifyInstance {
  const app = fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    forceCloseConnections: true,
    routerOptions: { ignoreTrailingSlash: true },
  });
  healthRoutes(app, readiness, { reportsMissing: true });
  app.get('/metrics', async (_request, reply) =>
    reply.type(metrics.contentType).send(await metrics.print()),
  );
  return app;
}
