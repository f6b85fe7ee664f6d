import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Limit } from '../engine/quotas.js';
import { runExchanges } from './exchanges.js';
import type { Endpoint, Metrics } from './metrics.js';

/** What a request's log line says of its viewer and its metrics. */
export interface LogFields {
  viewerId: string | undefined;
  /** Each once. */
  readonly metrics: string[];
  /** The limit that is exceeded where the response is a 429. */
  limit: Limit;
  readonly began: number;
}

declare module 'fastify' {
  interface FastifyRequest {
    logFields: LogFields;
  }
}

/**
 * The id of a request: the one that a trusted proxy gave it, where that can stand in a log, else a
 * new one. Without proxies the header is a client's, who could give many requests one id.
 */
export function requestIds(trustedProxies: number): (request: IncomingMessage) => string {
  if (trustedProxies === 0) return newRequestId;
  return ({ headers: { 'x-request-id': given } }) =>
    typeof given === 'string' && /^[\w.:-]{1,128}$/.test(given) ? given : newRequestId();
}

const idLength = 32;
/** Drawn many at a time: to draw one for each request took longer than to write its line. */
let ids = '';
let used = 0;

function newRequestId(): string {
  if (used === ids.length) {
    ids = randomBytes(256 * idLength).toString('hex');
    used = 0;
  }
  used += idLength;
  return ids.slice(used - idLength, used);
}

/** Records requests that are broken before they are complete, and so before their route handles them. */
export interface RequestRecords {
  /**
   * Records the request that is broken on a connection, and returns its id; `undefined` when another
   * response has begun there. One whose bytes end too early is recorded as aborted when its headers
   * are there.
   */
  broken(socket: Socket, status: number, isCut: boolean): string | undefined;
}

const maxPathLength = 256;

/** The path as it stands in the log: no query string, no scheme, user or host, and no more than fits. */
function loggedPath(url: string): string {
  const local = url.startsWith('/') ? url : url.replace(/^[a-z][a-z\d+.-]*:\/\/[^/?#]*/i, '');
  const [path = ''] = local.split(/[?#]/, 1);
  return path.length > maxPathLength ? `${path.slice(0, maxPathLength)}…` : path;
}

/**
 * One line in the log for each request, however it ends, and its part in the metrics: never its
 * query string, its headers or its body. The status is `aborted` when the client disconnects before
 * it has the whole response.
 */
export function recordRequests(
  app: FastifyInstance,
  prometheus: Metrics | undefined,
): RequestRecords {
  app.decorateRequest('logFields');
  app.addHook('onRequest', (request, reply, done) => {
    request.logFields = {
      began: performance.now(),
      viewerId: undefined,
      metrics: [],
      limit: 'connection limit',
    };
    reply.header('x-request-id', request.id);
    done();
  });
  const exchanges = runExchanges(app, record);

  return {
    broken(socket, status, isCut) {
      const unfinished = exchanges.on(socket);
      if (unfinished.some(({ reply }) => reply.raw.headersSent)) return undefined;
      const known = unfinished.find(({ request }) => !request.raw.complete)?.request;
      if (known) {
        if (!isCut) exchanges.end(known, status);
        return known.id;
      }
      const requestId = newRequestId();
      app.log.info({ requestId, status }, 'request');
      prometheus?.observeRequest({ endpoint: 'other', metrics: [], status }, 0);
      return requestId;
    },
  };

  function record(request: FastifyRequest, status: number | 'aborted'): void {
    const { viewerId, metrics, limit, began } = request.logFields;
    const durationMS = performance.now() - began;
    const path = loggedPath(request.originalUrl);
    const line = {
      method: request.method,
      path,
      status,
      durationMS: Math.round(durationMS * 10) / 10,
      metrics: metrics.length > 0 ? metrics : undefined,
      viewerId,
    };
    // Probes call these every few seconds.
    if (path === '/health' || path === '/ready') request.log.debug(line, 'request');
    else request.log.info(line, 'request');

    if (!prometheus) return;
    prometheus.observeRequest({ endpoint: endpointOf(request), metrics, status }, durationMS);
    if (status === 429) prometheus.countLimited(limit);
  }
}

function endpointOf({ routeOptions: { url } }: FastifyRequest): Endpoint {
  if (url === '/graphql') return 'graphql';
  if (url?.startsWith('/export/')) return 'export';
  return url?.startsWith('/api/') ? 'rest' : 'other';
}
