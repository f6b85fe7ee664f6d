import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Door, Metrics } from './metrics.js';

/** What is told of a request beside its line: who asked what. */
export interface Told {
  viewerId: string | undefined;
  readonly questions: Set<string>;
  readonly began: number;
}

declare module 'fastify' {
  interface FastifyRequest {
    told: Told;
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
export function recordRequests(app: FastifyInstance, metrics: Metrics | undefined): void {
  app.decorateRequest('told');
  app.addHook('onRequest', (request, reply, done) => {
    request.told = { began: performance.now(), viewerId: undefined, questions: new Set() };
    reply.header('x-request-id', request.id);
    done();
  });
  app.addHook('onResponse', (request, reply, done) => {
    record(request, reply.statusCode, reply.elapsedTime);
    done();
  });
  // A client that goes away is answered nothing.
  app.addHook('onRequestAbort', (request, done) => {
    record(request, 'aborted', performance.now() - request.told.began);
    done();
  });

  function record(request: FastifyRequest, status: number | 'aborted', durationMS: number): void {
    const { viewerId, questions } = request.told;
    const [path = ''] = request.originalUrl.split('?', 1);
    const line = {
      method: request.method,
      path,
      status,
      durationMS: Math.round(durationMS * 10) / 10,
      questions: questions.size > 0 ? [...questions] : undefined,
      viewerId,
    };
    // Whatever watches the gateway asks every few seconds.
    if (path === '/health' || path === '/ready') request.log.debug(line, 'request');
    else request.log.info(line, 'request');

    if (!metrics) return;
    const door = doorOf(request);
    metrics.observeRequest({ door, questions, status }, durationMS);
    if (status === 429) {
      metrics.countRefusal(
        door === 'rest'
          ? 'rest calls'
          : viewerId === undefined
            ? 'stranger budget'
            : 'viewer budget',
      );
    }
  }
}

function doorOf({ routeOptions: { url } }: FastifyRequest): Door {
  if (url === '/graphql') return 'graphql';
  return url?.startsWith('/api/') ? 'rest' : 'other';
}
