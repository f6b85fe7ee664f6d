import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Endpoint, Metrics } from './metrics.js';

/** What a request's log line says of its viewer and its metrics. */
export interface LogFields {
  viewerId: string | undefined;
  readonly metrics: Set<string>;
  readonly began: number;
}

declare module 'fastify' {
  interface FastifyRequest {
    logFields: LogFields;
  }
}

/** The id that a proxy gave the request, where it is one that can stand in a log, else a new one. */
export function requestId({ headers }: IncomingMessage): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && /^[\w.:-]{1,128}$/.test(given) ? given : randomUUID();
}

/**
 * One line in the log for each request, and its part in the metrics: never its query string, its
 * headers or its body.
 */
export function recordRequests(app: FastifyInstance, prometheus: Metrics | undefined): void {
  app.decorateRequest('logFields');
  app.addHook('onRequest', (request, reply, done) => {
    request.logFields = { began: performance.now(), viewerId: undefined, metrics: new Set() };
    reply.header('x-request-id', request.id);
    done();
  });
  app.addHook('onResponse', (request, reply, done) => {
    record(request, reply.statusCode, reply.elapsedTime);
    done();
  });
  // No response is sent to a client that has disconnected.
  app.addHook('onRequestAbort', (request, done) => {
    record(request, 'aborted', performance.now() - request.logFields.began);
    done();
  });

  function record(request: FastifyRequest, status: number | 'aborted', durationMS: number): void {
    const { viewerId, metrics } = request.logFields;
    const [path = ''] = request.originalUrl.split('?', 1);
    const line = {
      method: request.method,
      path,
      status,
      durationMS: Math.round(durationMS * 10) / 10,
      metrics: metrics.size > 0 ? [...metrics] : undefined,
      viewerId,
    };
    // Probes call these every few seconds.
    if (path === '/health' || path === '/ready') request.log.debug(line, 'request');
    else request.log.info(line, 'request');

    if (!prometheus) return;
    const endpoint = endpointOf(request);
    prometheus.observeRequest({ endpoint, metrics, status }, durationMS);
    if (status === 429) {
      prometheus.countLimited(
        endpoint === 'rest'
          ? 'rate limit'
          : viewerId === undefined
            ? 'anonymous rate limit'
            : 'query cost limit',
      );
    }
  }
}

function endpointOf({ routeOptions: { url } }: FastifyRequest): Endpoint {
  if (url === '/graphql') return 'graphql';
  return url?.startsWith('/api/') ? 'rest' : 'other';
}
