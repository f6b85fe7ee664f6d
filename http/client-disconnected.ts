import { setMaxListeners } from 'node:events';
import type { FastifyReply } from 'fastify';

/** A signal that aborts when the client closes its connection before it has the whole answer. */
export function clientDisconnected({ raw }: FastifyReply): AbortSignal {
  const disconnected = new AbortController();
  // Every metric of the request listens to it.
  setMaxListeners(0, disconnected.signal);
  const abort = () => {
    if (!raw.writableEnded) disconnected.abort();
  };
  if (raw.closed) abort();
  else raw.once('close', abort);
  return disconnected.signal;
}
