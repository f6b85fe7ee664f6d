import type { FastifyReply } from 'fastify';

/** Adds a request header to those that the response depends on; CORS may have added its own. */
export function varyBy(reply: FastifyReply, name: string): void {
  const known = reply.getHeader('vary');
  reply.header('vary', known === undefined ? name : `${String(known)}, ${name}`);
}
