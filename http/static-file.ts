import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { negotiate } from '@fastify/accept-negotiator';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { varyBy } from './vary.js';

interface Encoded {
  readonly plain: Buffer;
  readonly gzipped: Buffer;
}

/**
 * A handler that sends a file from one buffer that all responses share, loaded and compressed at the
 * first request: a copy per response would let a client that does not read fill the memory.
 */
export function staticFile(type: string, load: () => Promise<Buffer> | Buffer) {
  let loading: Promise<Encoded> | undefined;
  return async ({ headers }: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    loading ??= encode(load).catch((error: unknown) => {
      loading = undefined;
      throw error;
    });
    const { plain, gzipped } = await loading;
    const encoding = negotiate(headers['accept-encoding'] ?? '', ['gzip', 'identity']);
    varyBy(reply, 'accept-encoding');
    reply.header('content-type', type);
    if (encoding !== 'gzip') return reply.send(plain);
    return reply.header('content-encoding', 'gzip').send(gzipped);
  };
}

async function encode(load: () => Promise<Buffer> | Buffer): Promise<Encoded> {
  const plain = await load();
  return { plain, gzipped: await promisify(gzip)(plain, { level: 9 }) };
}
