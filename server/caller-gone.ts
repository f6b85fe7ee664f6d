import type { FastifyReply } from 'fastify';

/** A signal that aborts when the client closes its connection before it has the whole answer. */
export function callerGone({ raw }: FastifyReply): AbortSignal {
  const gone = new AbortController();
  const abort = () => {
    if (!raw.writableEnded) gone.abort();
  };
  if (raw.closed) abort();
  else raw.once('close', abort);
  return gone.signal;
}
