import type { FastifyError, FastifyInstance } from 'fastify';

/**
 * What fails before the GraphQL door has it in hand, such as a body that is too large or no JSON, is
 * answered in GraphQL's form. The server's own 4xx sentences are shown; anything else is logged in
 * full and shown as one dull sentence.
 */
export function answerTransportErrors(app: FastifyInstance, maxBodyBytes: number): void {
  /** What is said in words of our own, by the code of the error. */
  const worded: Readonly<Record<string, { statusCode: number; message: string }>> = {
    // A URL is made of each request to the GraphQL door, and this header is a part of it.
    ERR_INVALID_URL: { statusCode: 400, message: 'The header Host names no host.' },
    FST_ERR_CTP_BODY_TOO_LARGE: {
      statusCode: 413,
      message: `The body has more than ${maxBodyBytes} bytes (MAX_BODY_BYTES).`,
    },
  };
  app.setErrorHandler((raised: FastifyError, request, reply) => {
    const error = worded[raised.code] ?? raised;
    const { statusCode = 500 } = error;
    const isClients = statusCode >= 400 && statusCode < 500;
    if (!isClients) request.log.error(error);
    const message = isClients ? error.message : 'Internal server error';
    const code = isClients ? 'BAD_REQUEST' : 'INTERNAL_SERVER_ERROR';
    return reply
      .code(isClients ? statusCode : 500)
      .send({ errors: [{ message, extensions: { code } }] });
  });
}
