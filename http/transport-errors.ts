import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/**
 * What fails before the GraphQL endpoint handles it, such as a body that is too large or no JSON, is
 * answered in GraphQL's form. The server's own 4xx messages are shown; anything else is logged in
 * full and shown as one generic message.
 */
export function handleTransportErrors(app: FastifyInstance, maxBodyBytes: number): void {
  /** What is said in words of our own, by the code of the error. */
  const known: Readonly<Record<string, { statusCode: number; message: string }>> = {
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

class UnsupportedEncoding extends Error {
  readonly statusCode = 415;
}

/** The error of a request whose body is encoded, which no endpoint decodes. */
export function encodingError(
  { headers }: FastifyRequest,
  reply: FastifyReply,
): UnsupportedEncoding | undefined {
  const encoding = headers['content-encoding'];
  if (encoding === undefined || /^\s*identity\s*$/i.test(encoding)) return undefined;
  reply.header('accept-encoding', 'identity');
  return new UnsupportedEncoding(
    `The body is encoded as ${JSON.stringify(encoding)} (Content-Encoding): send it without an encoding.`,
  );
}
