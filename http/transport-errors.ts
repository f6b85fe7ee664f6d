import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyError, FastifyInstance } from 'fastify';

/**
 * What fails before the GraphQL endpoint handles it, such as a body that is too large or no JSON, is
 * answered in GraphQL's form. The server's own 4xx sentences are shown; anything else is logged in
 * full and shown as one dull sentence.
 */
export function handleTransportErrors(app: FastifyInstance, maxBodyBytes: number): void {
  /** What is said in words of our own, by the code of the error. */
  const known: Readonly<Record<string, { statusCode: number; message: string }>> = {
    // A URL is made of each request to the GraphQL endpoint, and this header is a part of it.
    ERR_INVALID_URL: { statusCode: 400, message: 'The header Host names no host.' },
    FST_ERR_CTP_BODY_TOO_LARGE: {
      statusCode: 413,
      message: `The body has more than ${maxBodyBytes} bytes (MAX_BODY_BYTES).`,
    },
  };
  app.setErrorHandler((raised: FastifyError, request, reply) => {
    const error = known[raised.code] ?? raised;
    const { statusCode = 500 } = error;
    const isClients = statusCode >= 400 && statusCode < 500;
    if (!isClients) request.log.error(error);
    const message = isClients ? error.message : 'Internal server error';
    const code =
      statusCode === 429
        ? 'TOO_MANY_REQUESTS'
        : isClients
          ? 'BAD_REQUEST'
          : 'INTERNAL_SERVER_ERROR';
    return reply
      .code(isClients ? statusCode : 500)
      .send({ errors: [{ message, extensions: { code } }] });
  });
}

const lingerMS = 1000;

/**
 * Responds to bytes that are no HTTP request, or one that is too long or too late, and closes the
 * connection. Closing it while the client still sends would reset it (from Node 24 on, each time),
 * and the client could lose the response: what still comes within a second is discarded first.
 */
export function respondToBrokenRequest({ code }: { code?: string }, socket: Socket): void {
  // Every further piece that comes is an error again.
  if (code === 'ECONNRESET' || socket.destroyed || socket.writableEnded) return;
  const [status, message] =
    code === 'HPE_HEADER_OVERFLOW'
      ? [431, 'The headers of the request are too long.']
      : code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? [408, 'The request took too long to arrive.']
        : [400, 'This is not a valid HTTP request.'];
  const body = JSON.stringify({ errors: [{ message, extensions: { code: 'BAD_REQUEST' } }] });
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  );
  setTimeout(() => socket.destroy(), lingerMS).unref();
}
