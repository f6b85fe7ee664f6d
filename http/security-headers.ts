import helmet from '@fastify/helmet';
import fastify from 'fastify';

/**
 * Helmet's headers for answers that no browser is to show. They are the same every time, and so are
 * asked of it once: worked out for each request they took a fifth of its time.
 */
export async function securityHeaders(): Promise<Readonly<Record<string, string>>> {
  const asked = fastify();
  await asked.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
    },
  });
  asked.get('/', (_request, reply) => reply.send(reply.raw.getHeaders()));
  return (await asked.inject('/')).json();
}
