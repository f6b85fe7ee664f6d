import type { ApolloServer } from '@apollo/server';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import type { FastifyReply, FastifyRequest, RouteHandlerMethod } from 'fastify';
import { OperationTypeNode, type GraphQLError } from 'graphql';
import type { RequestContext } from '../engine/engine.js';
import { extensionsOf } from './computed-at.js';
import { acceptsEvents, type eventStreams } from './event-stream.js';
import {
  formatErrors,
  graphqlMediaType,
  httpOf,
  logUnexpectedErrors,
  statusFor,
} from './response-errors.js';
import type { TrustedDocument, TrustedDocuments } from './trusted-documents.js';

export interface GraphqlHandlerOptions {
  readonly apollo: ApolloServer<RequestContext>;
  readonly documents: TrustedDocuments;
  readonly openRequest: (request: FastifyRequest, reply: FastifyReply) => Promise<RequestContext>;
  /** Streams a subscription, of a trusted document or of the request's own text. */
  readonly stream: ReturnType<typeof eventStreams>;
  /** Rejects every operation that is not a trusted document. */
  readonly persistedOnly: boolean;
}

interface GraphqlParameters {
  query?: unknown;
  documentId?: unknown;
  operationName?: unknown;
  variables?: unknown;
  extensions?: unknown;
}

/**
 * Handles GraphQL over HTTP. A trusted document in the usual form, a POST of JSON, is executed
 * directly; a trusted document in any other form, and every other operation, goes through Apollo.
 * Both give the same bytes.
 */
export function graphqlHandler({
  apollo,
  documents,
  openRequest,
  stream,
  persistedOnly,
}: GraphqlHandlerOptions): RouteHandlerMethod {
  // Its type describes responses more closely than any handler's, and would fit none.
  const byApollo = fastifyApolloHandler<RequestContext>(apollo, {
    context: openRequest,
  }) as unknown as RouteHandlerMethod;

  return function handle(request, reply) {
    const isGet = request.method === 'GET';
    const parameters = (isGet ? request.query : request.body) as GraphqlParameters | null;
    const document = isObject(parameters) ? trustedDocument(documents, parameters) : undefined;
    const id = isObject(parameters) && parameters.query === undefined && parameters.documentId;
    if (!document && (persistedOnly || typeof id === 'string')) {
      return reply.code(400).send({ errors: [notFound(persistedOnly)] });
    }
    if (document && !isGet) {
      const contentType = responseType(request, parameters ?? {}, document);
      if (contentType !== undefined) {
        const { variables } = parameters as { variables?: Record<string, unknown> | null };
        return sendResult(request, reply, document, variables ?? {}, contentType);
      }
    }
    if (!isGet && acceptsEvents(request.headers.accept)) return stream(request, reply, document);
    if (document) useText(request, document.text);
    return byApollo.call(this, request, reply);
  };

  async function sendResult(
    request: FastifyRequest,
    reply: FastifyReply,
    document: TrustedDocument,
    variables: Record<string, unknown>,
    contentType: string,
  ): Promise<string> {
    let context: RequestContext;
    try {
      context = await openRequest(request, reply);
    } catch (error) {
      logUnexpectedErrors([error], request.log);
      return errorText(reply, contentType, 500, {}, [error as GraphQLError]);
    }
    const { data, errors } = await document.execute(variables, context);
    const extensions = extensionsOf(context);
    if (!errors) {
      reply.header('content-type', contentType);
      return JSON.stringify({ data, extensions });
    }
    logUnexpectedErrors(errors, request.log);
    const isRequestError = data === undefined;
    const body = { ...(!isRequestError && { data }), ...(extensions && { extensions }) };
    const status = isRequestError ? 400 : 200;
    return errorText(reply, contentType, status, body, errors, document);
  }

  function errorText(
    reply: FastifyReply,
    contentType: string,
    status: number,
    body: object,
    errors: readonly GraphQLError[],
    document?: TrustedDocument,
  ): string {
    const http = httpOf(errors);
    const { accept } = reply.request.headers;
    const formatted = formatErrors(errors, document?.document);
    reply
      .code(statusFor(http.status ?? status, accept))
      .headers({ ...http.headers, 'content-type': contentType });
    return JSON.stringify({ errors: formatted, ...body });
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** The trusted document that a request names by its text, its id or its hash. */
function trustedDocument(
  documents: TrustedDocuments,
  { query, documentId, extensions }: GraphqlParameters,
): TrustedDocument | undefined {
  if (typeof query === 'string') return documents.byText(query);
  const id = typeof documentId === 'string' ? documentId : hashIn(extensions);
  return id === undefined ? undefined : documents.byId(id);
}

function hashIn(extensions: unknown): string | undefined {
  try {
    // In a URL they are text.
    const given: unknown = typeof extensions === 'string' ? JSON.parse(extensions) : extensions;
    const { persistedQuery } = given as { persistedQuery?: { sha256Hash?: unknown } };
    return typeof persistedQuery?.sha256Hash === 'string' ? persistedQuery.sha256Hash : undefined;
  } catch {
    return undefined;
  }
}

function notFound(persistedOnly: boolean) {
  const message = persistedOnly
    ? 'Only trusted documents are executed: send the text of one, its id or its SHA-256 (PERSISTED_ONLY).'
    : 'No trusted document has this documentId.';
  return { message, extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } };
}

/** JSON, which a page of another origin cannot send without a preflight. */
const jsonTypes = new Set([
  'application/json',
  'application/json; charset=utf-8',
  'application/json;charset=utf-8',
]);

/** The `accept` headers for which the type of the response needs no negotiation. */
const json = 'application/json; charset=utf-8';
const responseTypes = new Map<string | undefined, string>([
  [undefined, json],
  ['*/*', json],
  ['application/json', json],
  [graphqlMediaType, `${graphqlMediaType}; charset=utf-8`],
]);

/** The media type of the response to a request in the usual form; `undefined` for other forms. */
function responseType(
  { headers }: FastifyRequest,
  { operationName, variables, extensions, query }: GraphqlParameters,
  { name, operation }: TrustedDocument,
): string | undefined {
  return operation === OperationTypeNode.QUERY &&
    jsonTypes.has(headers['content-type'] ?? '') &&
    (operationName === undefined || operationName === null || operationName === name) &&
    (variables === undefined || (typeof variables === 'object' && !Array.isArray(variables))) &&
    (extensions === undefined || query === undefined)
    ? responseTypes.get(headers.accept)
    : undefined;
}

/** Makes the request carry the text, as Apollo wants it, instead of an id or a hash. */
function useText(request: FastifyRequest, text: string): void {
  const { url, body, method } = request;
  if (method !== 'GET') {
    const parameters = body as GraphqlParameters;
    if (parameters.query === undefined) {
      parameters.query = text;
      delete parameters.documentId;
      delete parameters.extensions;
    }
    return;
  }
  const [path = ''] = url.split('?', 1);
  const parameters = new URLSearchParams(url.slice(path.length));
  if (parameters.has('query')) return;
  parameters.set('query', text);
  parameters.delete('documentId');
  parameters.delete('extensions');
  request.raw.url = `${path}?${parameters.toString()}`;
}
