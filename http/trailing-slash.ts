import type { FastifyRequest } from 'fastify';

/** Whether the path was sent with a slash at its end, which routes ignore. */
export function isFolder({ url }: FastifyRequest): boolean {
  return url.split('?', 1)[0]?.endsWith('/') === true;
}
