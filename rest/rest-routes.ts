import { Readable } from 'node:stream';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ExecutionResult } from 'graphql';
import { credentialsOf, type Credentials } from '../auth/credentials.js';
import { permissionCheck } from '../auth/permissions.js';
import type { AuthContext } from '../auth/rules.js';
import {
  knownErrorResponse,
  internalError,
  methodNotAllowed,
  notFound,
  errorResponse,
  success,
  noStoreHeaders,
  type RestResponse,
} from './responses.js';
import { bodyOf, jsonOf } from './body.js';
import { matchParameters } from './match.js';
import type { CallCounter } from './rate-limit.js';
import type { RouteSettings } from './paging.js';
import { base, routes, type Route } from './routes.js';
import { wholeList } from './whole-list.js';
import { fieldOf, nameOf } from './stored-operation.js';

export interface RestRoutesOptions<Context extends AuthContext> {
  /** Looks up the viewer; rejects only with errors of `schema/errors.ts` or unexpected ones. */
  readonly contextOf: (
    request: FastifyRequest,
    reply: FastifyReply,
    credentials: Credentials | undefined,
  ) => Promise<Context>;
  /** The stored operation of a name, to be executed on the protected schema. */
  readonly operationNamed: (name: string) => Operation<Context> | undefined;
  /** Whether to look up the viewer reads nothing. */
  readonly isCached: (credentials: Credentials) => boolean;
  /** Absent where calls are not limited. */
  readonly counter: CallCounter | undefined;
  readonly settings: RouteSettings & {
    /** The 401 of Rocket.Chat 7 and later instead of the documented one. */
    readonly fourKeyUnauthorized: boolean;
  };
}

export interface Operation<Context> {
  execute(variables: Readonly<Record<string, unknown>>, context: Context): Promise<ExecutionResult>;
}

/** The field of `Query` that each route selects, whose rule decides who may call it. */
const fields = new Map(routes.map((route) => [route, fieldOf(route.operation).name.value]));

/**
 * Rocket.Chat's documented paths, to be registered below `/api`. Each is a stored operation on the
 * protected schema, so that no path can do what GraphQL cannot. The order of checks: path,
 * method (405), number of calls (429), viewer (401), permission (403), query string (400).
 */
export function restRoutes<Context extends AuthContext>(options: RestRoutesOptions<Context>) {
  const { contextOf, operationNamed, isCached, counter, settings } = options;
  const operations = new Map(
    routes.map((route) => {
      const name = nameOf(route.operation);
      const operation = operationNamed(name);
      if (!operation) throw new Error(`No stored operation has the name ${name}.`);
      return [route, operation];
    }),
  );

  return (app: FastifyInstance, _options: object, done: () => void) => {
    // No path reads a body, so none may fail on one.
    app.removeAllContentTypeParsers();
    app.addContentTypeParser('*', (_request, _payload, parsed) => {
      parsed(null);
    });
    app.addHook('onRequest', (_request, reply, next) => {
      reply.headers(noStoreHeaders);
      next();
    });

    for (const route of routes) {
      const path = `${base}${route.path}`;
      app.get(path, async (request, reply) =>
        payloadOf(reply, await limitedAnswer(route, request, reply)),
      );
      app.options(path, (_request, reply) => reply.send());
    }
    app.setNotFoundHandler((request, reply) => {
      const [path = ''] = request.url.split('?', 1);
      const known = decodeURI(path).replace(/(?<=.)\/$/, '');
      return routes.some((route) => `${app.prefix}${base}${route.path}` === known)
        ? send(reply, methodNotAllowed)
        : sendNotFound(reply);
    });
    app.setErrorHandler((error: FastifyError, request, reply) => {
      const { statusCode = 500 } = error;
      if (statusCode < 500) return send(reply, errorResponse(statusCode, error.message));
      request.log.error(error);
      return send(reply, internalError);
    });
    done();
  };

  /**
   * The call is counted before its viewer is looked up, so that tokens cannot be guessed without
   * limit, except where the credentials have just been those of a viewer.
   */
  async function limitedAnswer(
    route: Route,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<RestResponse> {
    const credentials = credentialsOf(request.headers);
    if (!counter) return result(route, request, contextOf(request, reply, credentials));
    const known =
      credentials && (isCached(credentials) || counter.isRemembered(credentials))
        ? contextOf(request, reply, credentials)
        : undefined;
    if (known && (await isExempt(known))) return result(route, request, known);
    const counted = await counter.count(route.path, request, credentials);
    const tooMany = () => {
      request.logFields.limit = 'rate limit';
      return counted.tooMany();
    };
    if (counted.isExceeded && (known || !counted.mayLookUp())) {
      reply.headers(counted.headers);
      return tooMany();
    }
    const context = known ?? contextOf(request, reply, credentials);
    if (await isExempt(context)) {
      await counted.exempt();
      return result(route, request, context);
    }
    reply.headers(counted.headers);
    return counted.isExceeded ? tooMany() : result(route, request, context);
  }

  async function result(
    route: Route,
    request: FastifyRequest,
    viewerContext: Promise<Context>,
  ): Promise<RestResponse> {
    try {
      const context = await viewerContext;
      const allowed = permissionCheck(fields.get(route) ?? '', context);
      if (allowed !== true) throw allowed;
      const match = matchParameters(queryStringOf(request.url), route.parameters);
      if ('error' in match) return errorResponse(400, match.error);
      const { parameters } = match;
      const variables = withDates(route, route.variables?.(parameters, settings) ?? parameters);
      const bodyWith = async (page: object) => {
        const executed = await operations.get(route)?.execute({ ...variables, ...page }, context);
        if (executed?.errors?.[0]) throw executed.errors[0];
        return bodyOf(executed?.data ?? {});
      };
      const finish = (body: Record<string, unknown>) =>
        success(Object.assign(body, route.echo?.(parameters)));
      if (variables.count !== 0) return finish(await bodyWith({}));
      const whole = await wholeList(
        fields.get(route) ?? '',
        Number(variables.offset),
        (offset, count) => bodyWith({ offset, count }),
        (body) => finish(body).body as Record<string, unknown>,
      );
      return { status: 200, body: whole };
    } catch (error) {
      const known = knownErrorResponse(error, settings);
      if (known) return known;
      request.log.error(error);
      return internalError;
    }
  }
}

function isExempt(context: Promise<AuthContext>): Promise<boolean> {
  return context.then(
    ({ viewer }) => viewer?.permissions.has('api-bypass-rate-limit') ?? false,
    () => false,
  );
}

/** Dates as such: Rocket.Chat takes years that GraphQL's instants do not. */
function withDates({ parameters }: Route, variables: object): Record<string, unknown> {
  const values: Record<string, unknown> = { ...variables };
  for (const name of parameters.dates) values[name] = new Date(values[name] as string);
  return values;
}

function queryStringOf(url: string): string {
  const mark = url.indexOf('?');
  return mark === -1 ? '' : url.slice(mark + 1);
}

/** The 404 of every path that there is not, also where no route handles the request. */
export function sendNotFound(reply: FastifyReply): FastifyReply {
  return send(reply.headers(noStoreHeaders), notFound);
}

function send(reply: FastifyReply, response: RestResponse): FastifyReply {
  return reply.send(payloadOf(reply, response));
}

/** What is to be sent of a response whose status and headers are set here. */
function payloadOf(
  reply: FastifyReply,
  { status, headers, body }: RestResponse,
): string | Readable {
  if (headers) reply.headers(headers);
  reply
    .code(status)
    .header('content-type', 'application/json')
    // With a serializer of one's own Fastify adds no charset to the type.
    .serializer(unchanged);
  return body instanceof Readable ? body : jsonOf(body);
}

function unchanged(text: unknown): string {
  return text as string;
}
