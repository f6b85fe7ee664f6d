import type { FastifyError, FastifyInstance } from 'fastify';

/**
 * What fails before the GraphQL door has it in hand, such as a body that is too large or no JSON, is
 * answered in GraphQL's form. The server's own 4xx sentences are shown; anything else is logged in
 * full and shown as one dull sentence.
 */
export function answerTransportErrors(app: FastifyInstance): void {
  app.setErrorHandler((error: FastifyError, request, reply) => {
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
