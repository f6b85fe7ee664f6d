import type { Socket } from 'node:net';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** A request and its response. */
export interface Exchange {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

interface StartedByTurn extends Exchange {
  readonly start: () => void;
}

/** The exchanges of each connection whose responses have not left it. */
export interface Exchanges {
  /** In the order of their requests. */
  readonly on: (socket: Socket) => readonly Exchange[];
  /** Ends one before its response has left. */
  readonly end: (request: FastifyRequest, status: number) => void;
}

/** More requests than any client pipelines, and few enough to wait in memory. */
const maxWaiting = 32;

/**
 * Runs the requests of a connection one after the other, as their responses leave it. Responses that
 * wait for an earlier one would otherwise all be held in memory, however large: 41 kB of requests
 * that were never read made 1.2 GB of them.
 * @param onEnd is called once for each exchange: with the status of its response when that has left,
 *   or `aborted` when the connection closes before.
 */
export function runExchanges(
  app: FastifyInstance,
  onEnd: (request: FastifyRequest, status: number | 'aborted') => void,
): Exchanges {
  const exchangesOf = new WeakMap<Socket, StartedByTurn[]>();
  app.addHook('onRequest', (request, reply, done) => {
    const { socket } = request.raw;
    const exchanges = exchangesOf.get(socket) ?? follow(socket);
    exchanges.push({ request, reply, start: done });
    if (exchanges.length === 1) done();
    // What waits is not begun, and what comes in the same packet neither.
    else if (exchanges.length > maxWaiting + 1) socket.destroy();
  });
  app.addHook('onResponse', (request, reply, done) => {
    const { socket } = request.raw;
    // Before Node 24 a response also finishes when its connection is destroyed.
    const hasLeft = !socket.destroyed && end(request, reply.statusCode);
    // Behind a response that closes the connection, another one would never be sent and never end.
    if (hasLeft && socket.writable) exchangesOf.get(socket)?.[0]?.start();
    done();
  });
  return { on: (socket) => exchangesOf.get(socket) ?? [], end };

  function follow(socket: Socket) {
    const exchanges: StartedByTurn[] = [];
    exchangesOf.set(socket, exchanges);
    // A response that waits behind another one of its connection has no event when that closes.
    socket.once('close', () => {
      for (const { request } of exchanges.splice(0)) onEnd(request, 'aborted');
    });
    return exchanges;
  }

  /** Whether it had not ended yet. */
  function end(request: FastifyRequest, status: number): boolean {
    const exchanges = exchangesOf.get(request.raw.socket) ?? [];
    if (exchanges[0]?.request === request) exchanges.shift();
    else {
      const index = exchanges.findIndex((exchange) => exchange.request === request);
      if (index === -1) return false;
      exchanges.splice(index, 1);
    }
    onEnd(request, status);
    return true;
  }
}
