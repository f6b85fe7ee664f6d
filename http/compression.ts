import { pipeline, type Readable, type Transform } from 'node:stream';
import { brotliCompress, constants, createBrotliCompress, createGzip, gzip } from 'node:zlib';
import { negotiate } from '@fastify/accept-negotiator';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { varyBy } from './vary.js';

/** Shorter responses gain less than they cost. */
const leastLength = 1024;

const compressible =
  /^(text\/(?!event-stream)|application\/(json|x-ndjson|graphql-response\+json|javascript)\b)/;

// For content that is compressed once for each response: the highest levels take ten times as long.
const brotli = {
  params: {
    [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
    [constants.BROTLI_PARAM_QUALITY]: 4,
    // 512 kB of memory in place of 4 MB.
    [constants.BROTLI_PARAM_LGWIN]: 18,
  },
};

type Encoding = 'br' | 'gzip';

/**
 * Compresses responses for clients that accept it: texts of 1 kB or more at once, in Node's thread
 * pool, and streams piece by piece, each of which is sent as soon as it is there. Files that are
 * stored compressed, parts of files and event streams are left alone.
 *
 * What an attacker sends can stand beside what is secret, and the length of a compressed response
 * reveals both. That needs responses to the requests of others: credentials are headers that no page
 * of another origin can add, and no response contains them.
 */
export function compressResponses(app: FastifyInstance): void {
  app.addHook('onSend', (request, reply, payload, done) => {
    const isText = typeof payload === 'string';
    const isLong = isText ? payload.length >= leastLength : isReadable(payload);
    if (!isLong || !isCompressible(reply)) {
      done();
      return;
    }
    varyBy(reply, 'accept-encoding');
    const accepted = encodingFor(request);
    if (accepted === undefined) {
      done();
      return;
    }
    if (!isText) {
      useEncoding(reply, accepted);
      done(null, compressedStream(payload as Readable, accepted));
      return;
    }
    compressText(payload, accepted, (error, compressed) => {
      // Plain, the response is still right.
      if (!error) useEncoding(reply, accepted);
      done(null, error ? payload : compressed);
    });
  });
}

function encodingFor({ headers }: FastifyRequest): Encoding | undefined {
  const header = headers['accept-encoding']?.toLowerCase() ?? '';
  const accepted = negotiate(header, ['br', 'gzip', 'identity']);
  return accepted === 'br' || accepted === 'gzip' ? accepted : undefined;
}

function isReadable(payload: unknown): payload is Readable {
  return typeof (payload as Partial<Readable> | null | undefined)?.pipe === 'function';
}

function isCompressible(reply: FastifyReply): boolean {
  return (
    reply.statusCode !== 206 &&
    !reply.hasHeader('content-encoding') &&
    compressible.test(String(reply.getHeader('content-type')))
  );
}

function useEncoding(reply: FastifyReply, encoding: Encoding): void {
  reply.header('content-encoding', encoding).removeHeader('content-length');
}

function compressText(
  text: string,
  encoding: Encoding,
  callback: (error: Error | null, compressed: Buffer) => void,
): void {
  const content = Buffer.from(text);
  if (encoding === 'br') {
    const size = { [constants.BROTLI_PARAM_SIZE_HINT]: content.byteLength };
    brotliCompress(content, { params: { ...brotli.params, ...size } }, callback);
  } else gzip(content, callback);
}

function compressedStream(source: Readable, encoding: Encoding): Transform {
  const compressor =
    encoding === 'br'
      ? createBrotliCompress({ ...brotli, flush: constants.BROTLI_OPERATION_FLUSH })
      : createGzip({ flush: constants.Z_SYNC_FLUSH });
  // Fastify reports the failure of the stream that it sends.
  return pipeline(source, compressor, () => undefined);
}
