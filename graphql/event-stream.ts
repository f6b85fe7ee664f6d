import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import {
  getOperationAST,
  GraphQLError,
  Kind,
  OperationTypeNode,
  parse,
  specifiedRules,
  subscribe,
  validate,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';
import { permissionCheck } from '../auth/permissions.js';
import type { RequestContext } from '../engine/engine.js';
import { tooManyRequests } from '../schema/errors.js';
import { queryLimits, type QueryLimitSettings } from './query-limits.js';
import {
  formatErrors,
  httpOf,
  logUnexpectedErrors,
  unresolvedOperation,
} from './response-errors.js';
import type { TrustedDocument } from './trusted-documents.js';

const eventStreamType = 'text/event-stream';

export interface EventStreamOptions {
  readonly schema: GraphQLSchema;
  readonly config: QueryLimitSettings & {
    readonly development: boolean;
    readonly maxTokens: number;
    readonly maxStreams: number;
    readonly maxStreamsPerViewer: number;
  };
  readonly openRequest: (request: FastifyRequest, reply: FastifyReply) => Promise<RequestContext>;
  /** Looks up the viewer of an open stream, without the limits by which a look-up could be rejected. */
  readonly reopenRequest: (request: FastifyRequest, reply: FastifyReply) => Promise<RequestContext>;
  /** How soon a revoked token or permission ends a stream. */
  readonly recheckMS?: number | undefined;
  /** Called with the number of open streams whenever it changes. */
  readonly onStreams?: ((open: number) => void) | undefined;
}

/** A stream that is open, or being opened. */
interface Place {
  readonly viewerId: string;
  end: () => void;
}

interface RequestBody {
  readonly query?: unknown;
  readonly operationName?: unknown;
  readonly variables?: unknown;
}

type Stream = (
  request: FastifyRequest,
  reply: FastifyReply,
  document: TrustedDocument | undefined,
) => Promise<FastifyReply>;

/** Whether an `accept` header has the type, in any case and with a weight above 0. */
export function acceptsEvents(accept = ''): boolean {
  return accept
    .toLowerCase()
    .split(',')
    .map((range) => range.split(';').map((part) => part.trim()))
    .some(
      ([type, ...parameters]) =>
        type === eventStreamType && !parameters.some((part) => /^q=0(\.0*)?$/.test(part)),
    );
}

/** Proxies close connections on which nothing moves. */
const commentMS = 4_000;

/**
 * GraphQL over server-sent events, in distinct connections: one POST, one subscription, its results
 * as `next` events and `complete` at its end. Everything that can be rejected is rejected before the
 * first byte, as JSON with the status of the error. Streams end when the client disconnects, when
 * its permission is revoked and when the gateway shuts down.
 */
export function eventStreams(
  app: FastifyInstance,
  { schema, config, openRequest, reopenRequest, recheckMS = 30_000, onStreams }: EventStreamOptions,
): Stream {
  const places = new Set<Place>();
  app.addHook('preClose', (done) => {
    for (const { end } of places) end();
    done();
  });

  return async (request, reply, trusted) => {
    let results: AsyncGenerator<ExecutionResult, void, void>;
    let place: Place | undefined;
    try {
      const body = (request.body ?? {}) as RequestBody;
      // First, so that no work for an anonymous client is left uncounted.
      const context = await openRequest(request, reply);
      const document = trusted?.document ?? documentOf(body);
      assertSubscription(document, body);
      request.logFields.limit = 'stream limit';
      place = placeFor(context.viewer?.userId ?? '');
      request.logFields.limit = 'query cost limit';
      const result = await subscribe({
        schema,
        document,
        contextValue: context,
        variableValues: variablesOf(body),
        operationName: body.operationName as string | undefined,
      });
      if (!(Symbol.asyncIterator in result)) throw new Rejected(result.errors ?? [], document);
      results = result;
    } catch (error) {
      if (place) places.delete(place);
      return error instanceof Rejected
        ? sendErrors(reply, error.errors, error.document)
        : sendErrors(reply, [error as GraphQLError]);
    }
    return start(request, reply, results, place);
  };

  /** The valid subscription that a client sends. @throws Rejected. */
  function documentOf({ query }: RequestBody): DocumentNode {
    if (typeof query !== 'string')
      throw rejected('expected the text of a subscription in `query`.');
    let document: DocumentNode;
    try {
      document = parse(query, { maxTokens: config.maxTokens });
    } catch (error) {
      const { message } = error as GraphQLError;
      throw new Rejected([badRequest(message, 'GRAPHQL_PARSE_FAILED')]);
    }
    const errors = validationErrors(document);
    if (errors.length > 0) {
      throw new Rejected(
        errors.map(
          ({ message, nodes, originalError, extensions }) =>
            new GraphQLError(
              config.development ? message : message.replace(/ Did you mean [^?]+\?$/, ''),
              {
                nodes: nodes ?? [],
                originalError,
                extensions: {
                  code: 'GRAPHQL_VALIDATION_FAILED',
                  ...extensions,
                  http: { status: 400 },
                },
              },
            ),
        ),
        document,
      );
    }
    return document;
  }

  function validationErrors(document: DocumentNode): readonly GraphQLError[] {
    try {
      return validate(schema, document, [...specifiedRules, ...queryLimits(config)]);
    } catch (error) {
      // graphql-js evaluates `@skip` and `@include` beside the field of a subscription, without
      // variables, and throws where it cannot.
      if (error instanceof GraphQLError) return [error];
      throw error;
    }
  }

  /** Taken before the stream is open: otherwise simultaneous requests would all pass the limits. */
  function placeFor(viewerId: string): Place {
    const ofViewer = [...places].filter((place) => place.viewerId === viewerId).length;
    if (places.size >= config.maxStreams) {
      throw tooManyRequests(
        `More than ${config.maxStreams} streams are open (MAX_STREAMS).`,
        5_000,
      );
    }
    if (ofViewer >= config.maxStreamsPerViewer) {
      throw tooManyRequests(
        `More than ${config.maxStreamsPerViewer} streams of this viewer are open (MAX_STREAMS_PER_VIEWER).`,
        5_000,
      );
    }
    const place = { viewerId, end: () => undefined };
    places.add(place);
    return place;
  }

  function start(
    request: FastifyRequest,
    reply: FastifyReply,
    results: AsyncGenerator<ExecutionResult, void, void>,
    place: Place,
  ): FastifyReply {
    const { raw } = reply;
    reply.hijack();
    raw.writeHead(200, {
      ...(reply.getHeaders() as Record<string, string>),
      'content-type': `${eventStreamType}; charset=utf-8`,
      'cache-control': 'no-store',
      // Nginx would otherwise buffer the events.
      'x-accel-buffering': 'no',
    });
    const comments = setInterval(() => raw.write(':\n\n'), commentMS);
    const rechecks = setInterval(() => void recheck(), recheckMS);
    const end = () => {
      if (!places.delete(place)) return;
      clearInterval(comments);
      clearInterval(rechecks);
      void results.return();
      if (!raw.writableEnded && !raw.destroyed) raw.end('event: complete\ndata:\n\n');
      onStreams?.(places.size);
    };
    place.end = end;
    onStreams?.(places.size);
    // A client may have disconnected while its viewer was looked up.
    if (raw.closed) end();
    else raw.once('close', end);

    async function recheck(): Promise<void> {
      try {
        const context = await reopenRequest(request, reply);
        if (permissionCheck('today', context, 'Subscription') !== true) end();
      } catch (error) {
        // A database that is away for a moment revokes nothing.
        request.log.warn(error);
      }
    }

    async function forward(): Promise<void> {
      for await (const { data, errors } of results) {
        if (errors) logUnexpectedErrors(errors, request.log);
        const payload = errors ? { data, errors: formatErrors(errors, undefined) } : { data };
        if (!raw.write(`event: next\ndata: ${JSON.stringify(payload)}\n\n`)) {
          await new Promise<void>((resolve) => {
            raw.once('drain', resolve);
            raw.once('close', resolve);
          });
        }
      }
      end();
    }
    forward().catch((error: unknown) => {
      request.log.error(error);
      end();
    });
    return reply;
  }
}

/** @throws Rejected for queries, which are not streamed, and where it may select nothing. */
function assertSubscription(document: DocumentNode, { operationName }: RequestBody): void {
  const operation = getOperationAST(document, operationName as string | undefined);
  if (!operation) throw new Rejected([unresolvedOperation(operationName)]);
  if (operation.operation !== OperationTypeNode.SUBSCRIPTION) {
    throw rejected(
      'only subscriptions are streamed; send accept: application/json for other operations.',
    );
  }
  // As the next edition of the specification has it; graphql-js throws where no field is left.
  if (hasDirectives(document, operation.selectionSet)) {
    throw rejected('the field of the root can have no @skip or @include.');
  }
}

/** Whether a selection, or one in a fragment at its level, has a directive. */
function hasDirectives(document: DocumentNode, { selections }: SelectionSetNode): boolean {
  return selections.some((selection) => {
    if (selection.directives?.length) return true;
    if (selection.kind === Kind.FIELD) return false;
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      return hasDirectives(document, selection.selectionSet);
    }
    return document.definitions.some(
      (one) =>
        one.kind === Kind.FRAGMENT_DEFINITION &&
        one.name.value === selection.name.value &&
        hasDirectives(document, one.selectionSet),
    );
  });
}

function variablesOf({ variables }: RequestBody): Record<string, unknown> {
  if (variables === undefined || variables === null) return {};
  if (typeof variables === 'object' && !Array.isArray(variables)) {
    return variables as Record<string, unknown>;
  }
  throw rejected('expected an object in `variables`.');
}

class Rejected extends Error {
  constructor(
    readonly errors: readonly GraphQLError[],
    readonly document?: DocumentNode,
  ) {
    super('The request is rejected.');
  }
}

function rejected(message: string): Rejected {
  return new Rejected([badRequest(`Subscription: ${message}`, 'BAD_REQUEST')]);
}

function badRequest(message: string, code: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code, http: { status: 400 } } });
}

/** Errors before the first byte: JSON, with the status that they carry. */
function sendErrors(
  reply: FastifyReply,
  errors: readonly GraphQLError[],
  document?: DocumentNode,
): FastifyReply {
  logUnexpectedErrors(errors, reply.request.log);
  const { status, headers } = httpOf(errors);
  const isRequestError = errors.some((error) => error instanceof GraphQLError && !error.path);
  return reply
    .code(status ?? (isRequestError ? 400 : 500))
    .headers({ ...headers, 'content-type': 'application/json; charset=utf-8' })
    .send(JSON.stringify({ errors: formatErrors(errors, document) }));
}
