import type { ApolloServer } from '@apollo/server';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import type { FastifyRequest, RouteHandlerMethod } from 'fastify';
import { extensionsOf } from './computed-at.js';
import type { Context, ContextOf, Operation } from './context.js';
import { documentCache } from './document-cache.js';
import type { Execute } from './executor.js';

/** An operation that has been let through, and the media type of its answers. */
interface KnownOperation extends Operation {
  readonly contentType: string;
}

export interface GraphqlHandlerOptions {
  readonly apollo: ApolloServer<Context>;
  readonly contextOf: ContextOf;
  readonly execute: Execute;
}

const maxKeyLength = 10_000;

/**
 * Answers what is sent to the GraphQL door. Apollo judges its form, its text, the operation in it
 * and the media type of the answer. What it has let through once, and answered without an error, is
 * executed straight away when it comes again: only the variables and the viewer can be others then,
 * and those are judged by the executor and the rules. Where that ends in an error Apollo is given
 * the result, so that errors are worded in one place.
 */
export function graphqlHandler({
  apollo,
  contextOf,
  execute,
}: GraphqlHandlerOptions): RouteHandlerMethod {
  const operations = documentCache<string, KnownOperation>(({ length }) => length);
  const contexts = new WeakMap<FastifyRequest, Promise<Context>>();
  // Its type says more of the answer than that of any handler, and would fit none.
  const byApollo = fastifyApolloHandler<Context>(apollo, {
    context(request, reply) {
      const context = contexts.get(request) ?? contextOf(request, reply);
      contexts.set(request, context);
      return context;
    },
  }) as unknown as RouteHandlerMethod;

  return async function handle(request, reply) {
    const key = keyOf(request);
    const known = key === undefined ? undefined : operations.get(key);
    if (known) {
      const context = contextOf(request, reply);
      const text = await context.then(
        (made) => responseText(known, request.body, made),
        () => undefined,
      );
      if (text !== undefined) return reply.header('content-type', known.contentType).send(text);
      contexts.set(request, context);
    }
    const result: unknown = await byApollo.call(this, request, reply);
    if (key !== undefined && reply.statusCode === 200) {
      const { operation, result } = (await contexts.get(request))?.execution ?? {};
      if (operation && result && !result.errors) {
        operations.set(key, { ...operation, contentType: String(reply.getHeader('content-type')) });
      }
    }
    return result;
  };

  /** The text of an answer without errors. */
  async function responseText(
    { document, operationName }: Operation,
    body: unknown,
    context: Context,
  ): Promise<string | undefined> {
    const { variables } = body as { variables?: Record<string, unknown> | null };
    const result = await execute(document, variables ?? {}, context, operationName);
    if (!result.errors) {
      return JSON.stringify({ data: result.data, extensions: extensionsOf(context) });
    }
    context.execution.result = result;
    return undefined;
  }
}

/** JSON, which no page of another origin can send unasked. */
const contentType = /^application\/json(; ?charset=utf-8)?$/i;

/**
 * All that Apollo judges such a request by, or `undefined` for requests of another form. Only the
 * text, which comes last, may have a NUL in it, so that no two requests share a key.
 */
function keyOf({ method, host, headers, body }: FastifyRequest): string | undefined {
  if (method !== 'POST' || !contentType.test(headers['content-type'] ?? '')) return undefined;
  if (typeof body !== 'object' || body === null) return undefined;
  const { query, operationName, variables, extensions } = body as Record<string, unknown>;
  if (
    typeof query !== 'string' ||
    !isName(operationName) ||
    typeof (variables ?? {}) !== 'object' ||
    Array.isArray(variables) ||
    extensions !== undefined
  ) {
    return undefined;
  }
  const key = [host, headers.accept, operationName, query].join('\0');
  return key.length > maxKeyLength ? undefined : key;
}

/** Whether it may name an operation, or that there is but one. */
function isName(value: unknown): boolean {
  return (
    value === undefined || value === null || (typeof value === 'string' && /^\w+$/.test(value))
  );
}
