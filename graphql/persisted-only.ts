import { createHash } from 'node:crypto';
import type { preHandlerHookHandler } from 'fastify';
import { persistedOperations } from '../operations/persisted-operations.generated.js';

interface GraphqlParameters {
  query?: unknown;
  extensions?: unknown;
}

/**
 * Lets those GraphQL requests alone through whose operation is known, by its text or by its hash,
 * before anything of them is parsed. The door then sees the text.
 */
export const persistedOnly: preHandlerHookHandler = (request, reply, done) => {
  const isGet = request.method === 'GET';
  const parameters = (isGet ? request.query : request.body) as GraphqlParameters;
  const text = knownText(parameters);
  if (text === undefined) {
    const message =
      'Only known operations are executed here: send the text of one, or its SHA-256 (PERSISTED_ONLY).';
    void reply
      .code(400)
      .send({ errors: [{ message, extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }] });
    return;
  }
  if (isGet) {
    // The door reads these from the address itself.
    request.raw.url = addressWith(request.url, text);
  } else {
    parameters.query = text;
    delete parameters.extensions;
  }
  done();
};

function addressWith(address: string, text: string): string {
  const [path = ''] = address.split('?', 1);
  const parameters = new URLSearchParams(address.slice(path.length));
  parameters.set('query', text);
  parameters.delete('extensions');
  return `${path}?${parameters.toString()}`;
}

function knownText(parameters: GraphqlParameters | null | undefined): string | undefined {
  if (typeof parameters !== 'object' || parameters === null) return undefined;
  const { query } = parameters;
  const hash =
    typeof query === 'string'
      ? createHash('sha256').update(query.trim()).digest('hex')
      : hashIn(parameters.extensions);
  return hash === undefined ? undefined : persistedOperations.get(hash);
}

function hashIn(extensions: unknown): string | undefined {
  try {
    // In a URL it is text.
    const given: unknown = typeof extensions === 'string' ? JSON.parse(extensions) : extensions;
    const { persistedQuery } = given as { persistedQuery?: { sha256Hash?: unknown } };
    return typeof persistedQuery?.sha256Hash === 'string' ? persistedQuery.sha256Hash : undefined;
  } catch {
    return undefined;
  }
}
