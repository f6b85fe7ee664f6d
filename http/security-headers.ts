import helmet from '@fastify/helmet';
import fastify, {
  type FastifyInstance,
  type FastifyPluginAsync,
  type FastifyPluginCallback,
} from 'fastify';

/** Of Helmet's headers those that also protect a response that is no page. */
const ofAllResponses = new Set([
  'content-security-policy',
  'cross-origin-resource-policy',
  'strict-transport-security',
  'x-content-type-options',
]);

/** The headers of every response, without which a browser could misuse it. */
export function responseHeaders(): Promise<Readonly<Record<string, string>>> {
  return helmetHeaders((name) => ofAllResponses.has(name));
}

/** Plugins that serve pages, with Helmet's other headers, which change how a browser shows a page. */
export function securePages(plugins: readonly (FastifyPluginAsync | FastifyPluginCallback)[]) {
  return async (app: FastifyInstance): Promise<void> => {
    const headers = await helmetHeaders((name) => !ofAllResponses.has(name));
    app.addHook('onRequest', (_request, reply, done) => {
      reply.headers(headers);
      done();
    });
    for (const plugin of plugins) await app.register(plugin);
  };
}

/** They are the same for all responses: to compute them for each took a fifth of a request's time. */
async function helmetHeaders(
  isSelected: (name: string) => boolean,
): Promise<Readonly<Record<string, string>>> {
  const app = fastify();
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
    },
  });
  app.get('/', (_request, reply) => reply.send(reply.raw.getHeaders()));
  const headers: Record<string, string> = (await app.inject('/')).json();
  return Object.fromEntries(Object.entries(headers).filter(([name]) => isSelected(name)));
}
