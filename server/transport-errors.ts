import type { FastifyError, FastifyInstance } from 'fastify';

/** A URL is made of each request to the GraphQL door, and the client's own header is a part of it. */
const noHost = { statusCode: 400, message: 'The header Host names no host.' };

/**
 * What fails before the GraphQL door has it in hand, such as a body that is too large or no JSON, is
 * answered in GraphQL's form. The server's own 4xx sentences are shown; anything else is logged in
 * full and shown as one dull sentence.
 */
export function answerTransportErrors(app: FastifyInstance): void {
  app.setErrorHandler((raised: FastifyError, request, reply) => {
    const error = raised.code === 'ERR_INVALID_URL' ? noHost : raised;
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
