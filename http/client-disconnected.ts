import { setMaxListeners } from 'node:events';
import type { FastifyReply } from 'fastify';

/** A signal that aborts when the client closes its connection before it has the whole answer. */
export function callerGone({ raw }: FastifyReply): AbortSignal {
  const gone = new AbortController();
  // Every question of the request listens to it.
  setMaxListeners(0, gone.signal);
  const abort = () => {
    if (!raw.writableEnded) gone.abort();
  };
  if (raw.closed) abort();
  else raw.once('close', abort);
  return gone.signal;
}
