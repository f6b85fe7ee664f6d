import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { clientOf } from './client-address.js';

export interface ConnectionLimits {
  readonly trustedProxies: number;
  /** Connections of one client, or its requests in flight where they come from trusted proxies. */
  readonly maxConnectionsPerAddress: number;
}

class TooManyInFlight extends Error {
  readonly statusCode = 429;
}

/** Limits what one client can occupy. */
export function limitConnections(app: FastifyInstance, limits: ConnectionLimits): void {
  if (limits.trustedProxies === 0) limitConnectionsOf(app, limits.maxConnectionsPerAddress);
  else limitRequestsOf(app, limits.maxConnectionsPerAddress);
}

/** Closes connections beyond the limit at once. */
function limitConnectionsOf({ server }: FastifyInstance, limit: number): void {
  const counts = new ClientCounts();
  server.on('connection', (socket: Socket) => {
    const client = clientOf(socket.remoteAddress);
    if (counts.add(client) > limit) socket.destroy();
    socket.once('close', () => {
      counts.remove(client);
    });
  });
}

/** Rejects requests beyond the limit with 429. */
function limitRequestsOf(app: FastifyInstance, limit: number): void {
  const counts = new ClientCounts();
  app.addHook('onRequest', (request, reply, done) => {
    const client = clientOf(request.ip);
    const inFlight = counts.add(client);
    reply.raw.once('close', () => {
      counts.remove(client);
    });
    done(
      inFlight > limit
        ? new TooManyInFlight(
            `More than ${limit} requests of this address are in flight (MAX_CONNECTIONS_PER_ADDRESS).`,
          )
        : undefined,
    );
  });
}

class ClientCounts {
  readonly #counts = new Map<string, number>();

  add(client: string): number {
    const count = (this.#counts.get(client) ?? 0) + 1;
    this.#counts.set(client, count);
    return count;
  }

  remove(client: string): void {
    const count = (this.#counts.get(client) ?? 0) - 1;
    if (count > 0) this.#counts.set(client, count);
    else this.#counts.delete(client);
  }
}
