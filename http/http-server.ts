import type { Socket } from 'node:net';
import fastify, { LogController, type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import type { Config } from '../config/config.js';
import { brokenRequests, unservableRequests } from './broken-requests.js';
import { compressResponses } from './compression.js';
import { limitConnections } from './connection-limits.js';
import { headerTooLong } from './header-limits.js';
import type { Metrics } from './metrics.js';
import { recordRequests, requestIds } from './request-log.js';
import { responseHeaders } from './security-headers.js';
import { dropSlowReaders } from './slow-readers.js';
import { handleTransportErrors } from './transport-errors.js';

export interface HttpServerOptions {
  readonly config: Config;
  readonly log: FastifyBaseLogger;
  readonly metrics?: Metrics | undefined;
}

/** The server that all endpoints share: its limits for clients, its headers, its log. */
export async function createHttpServer({
  config,
  log,
  metrics,
}: HttpServerOptions): Promise<FastifyInstance> {
  const { clientTimeoutMS, trustedProxies } = config;
  const headers = await responseHeaders();
  const broken = brokenRequests();
  const app = fastify({
    loggerInstance: log,
    genReqId: requestIds(trustedProxies),
    rewriteUrl: ({ url = '/' }) => decodable(url),
    logController: new LogController({
      disableRequestLogging: true,
      requestIdLogLabel: 'requestId',
    }),
    // The address that many hops away is the client's; any further one it could have made up.
    trustProxy: trustedProxies > 0 && ((_address, hop) => hop < trustedProxies),
    bodyLimit: config.maxBodyBytes,
    requestTimeout: clientTimeoutMS,
    keepAliveTimeout: config.keepAliveTimeoutMS,
    // No bytes move during a database query, which must not count as an idle connection.
    connectionTimeout: config.requestTimeoutMS + clientTimeoutMS,
    http: {
      headersTimeout: clientTimeoutMS,
      connectionsCheckingInterval: 1000,
      // Rejected by ours, with its headers and its line in the log.
      requireHostHeader: false,
    },
    routerOptions: { ignoreTrailingSlash: true },
    clientErrorHandler: broken.onClientError,
    // What still comes while the gateway ends is answered, and its connection closed.
    return503OnClosing: false,
  });
  app.server.maxConnections = config.maxConnections;
  closeIdleConnections(app);
  dropSlowReaders(app.server, clientTimeoutMS);
  broken.start(app, recordRequests(app, metrics), headers);
  handleTransportErrors(app, config.maxBodyBytes);
  const unservable = unservableRequests(app);
  app.addHook('onRequest', (request, reply, done) => {
    reply.headers(headers);
    done(headerTooLong(request.raw) ?? unservable(request));
  });
  compressResponses(app);
  limitConnections(app, config);
  if (config.corsOrigins.length > 0) {
    await app.register((await import('@fastify/cors')).default, {
      origin: config.corsOrigins,
      methods: ['GET', 'HEAD', 'POST'],
      allowedHeaders: [
        'content-type',
        'x-auth-token',
        'x-user-id',
        'x-request-id',
        'x-requested-with',
        'apollo-require-preflight',
        'apollographql-client-name',
        'apollographql-client-version',
        'x-apollo-operation-name',
      ],
      exposedHeaders: [
        'content-disposition',
        'retry-after',
        'x-request-id',
        'x-ratelimit-limit',
        'x-ratelimit-remaining',
        'x-ratelimit-reset',
      ],
      maxAge: 600,
    });
  }
  return app;
}

/**
 * A broken escape in a path is taken as it stands. Such a path is none of ours; Fastify would answer
 * it without any hook, so that it had no headers and no line in the log.
 */
function decodable(url: string): string {
  if (!url.includes('%')) return url;
  const [path = ''] = url.split('?', 1);
  if (!path.includes('%')) return url;
  try {
    decodeURI(path);
    return url;
  } catch {
    return path.replaceAll('%', '%25') + url.slice(path.length);
  }
}

/**
 * While the server closes, connections fall idle whose answers it has still given. Node takes one on
 * which no request was ever sent, as browsers open them in advance, for one in use.
 */
function closeIdleConnections(app: FastifyInstance): void {
  const sockets = new Set<Socket>();
  app.server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  app.addHook('preClose', (done) => {
    const sweeping = setInterval(() => {
      app.server.closeIdleConnections();
      for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy();
    }, 50);
    app.server.once('close', () => {
      clearInterval(sweeping);
    });
    done();
  });
}
