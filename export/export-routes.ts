import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { getOperationAST, GraphQLError, type DocumentNode, type ExecutionResult } from 'graphql';
import { permissionCheck } from '../auth/permissions.js';
import type { AuthContext } from '../auth/rules.js';
import { formatErrors, httpOf, logUnexpectedErrors } from '../graphql/response-errors.js';
import { exportsByName, type Export } from './exports.js';
import { formats, type Format, type Row } from './formats.js';
import { parametersOf, variablesOf } from './parameters.js';

export interface ExportRoutesOptions<Context extends AuthContext> {
  /** Looks up the viewer; rejects only with errors of `schema/errors.ts` or unexpected ones. */
  readonly openRequest: (request: FastifyRequest, reply: FastifyReply) => Promise<Context>;
  /** The stored operation of a name, to be executed on the protected schema. */
  readonly operationNamed: (name: string) => Operation<Context> | undefined;
  /** The most rows that an operation gives at once. */
  readonly maxPageSize: number;
}

interface Operation<Context> {
  execute(variables: Readonly<Record<string, unknown>>, context: Context): Promise<ExecutionResult>;
}

interface Data {
  readonly engagement: {
    readonly period: { readonly firstDay: string; readonly lastDay: string };
    readonly result: { readonly total?: number };
  };
}

/** More rows in one step would hold the event loop for long. */
const rowsPerStep = 500;

const noStoreHeaders = { 'cache-control': 'no-store', pragma: 'no-cache' };

/**
 * Metrics as files, `/export/<name>.<format>`: each is a stored operation on the protected schema, so
 * that nothing can be exported that GraphQL does not give. Errors have the form of GraphQL's, with the
 * status of the error. The order of checks: path, method, anonymous limit, viewer, permission, query
 * string.
 */
export function exportRoutes<Context extends AuthContext>({
  openRequest,
  operationNamed,
  maxPageSize,
}: ExportRoutesOptions<Context>) {
  const files = new Map(
    [...exportsByName].flatMap(([name, one]) =>
      [...formats].map(([ending, format]) => [`${name}.${ending}`, { name, one, ending, format }]),
    ),
  );
  const operations = new Map(
    [...exportsByName.values()].map((one) => [one, stored(one.operation)]),
  );
  const pageSize = Math.min(maxPageSize, rowsPerStep);

  return (app: FastifyInstance, _options: object, done: () => void) => {
    app.addHook('onRequest', (_request, reply, next) => {
      reply.headers(noStoreHeaders);
      next();
    });
    app.get<{ Params: { file: string } }>('/:file', (request, reply) => {
      const file = files.get(request.params.file);
      return file ? send(file, request, reply) : sendNotFound(reply);
    });
    app.setNotFoundHandler((request, reply) => {
      const [path = ''] = request.url.split('?', 1);
      const isFile = files.has(path.slice(`${app.prefix}/`.length).replace(/\/$/, ''));
      return isFile ? sendMethodNotAllowed(reply) : sendNotFound(reply);
    });
    done();
  };

  function stored(document: DocumentNode): Operation<Context> {
    const name = getOperationAST(document)?.name?.value ?? '';
    const operation = operationNamed(name);
    if (!operation) throw new Error(`No stored operation has the name ${name}.`);
    return operation;
  }

  async function send(
    { name, one, ending, format }: File,
    request: FastifyRequest,
    reply: FastifyReply,
  ) {
    let variables: Record<string, unknown> = {};
    try {
      const context = await openRequest(request, reply);
      const allowed = permissionCheck('engagement', context);
      if (allowed !== true) throw allowed;
      variables = variablesOf(queryStringOf(request.url), one);
      const pageAt = async (offset: number) => {
        const page = one.isPaged && { offset, count: pageSize };
        const executed = await operations.get(one)?.execute({ ...variables, ...page }, context);
        if (executed?.errors?.[0]) throw executed.errors[0];
        return executed?.data as unknown as Data;
      };
      const first = await pageAt(0);
      const { firstDay, lastDay } = first.engagement.period;
      const days = firstDay === lastDay ? firstDay : `${firstDay}_${lastDay}`;
      return await reply
        .headers({
          'content-type': format.contentType,
          'content-disposition': `attachment; filename="${name}_${days}.${ending}"`,
        })
        .send(
          // No client reads the rows that would be made for HEAD.
          Readable.from(request.method === 'HEAD' ? [] : textOf(one, format, first, pageAt)),
        );
    } catch (error) {
      return sendError(reply, error, variables);
    }
  }

  /** The text of a file, made as fast as the client reads it. */
  async function* textOf(
    one: Export,
    format: Format,
    first: Data,
    pageAt: (offset: number) => Promise<Data>,
  ): AsyncGenerator<string> {
    yield format.begin(one.columns);
    let isFirst = true;
    for await (const rows of stepsOf(one, first, pageAt)) {
      yield format.rows(one.columns, rows, isFirst);
      isFirst = false;
      await setImmediate();
    }
    yield format.end;
  }

  async function* stepsOf(
    one: Export,
    first: Data,
    pageAt: (offset: number) => Promise<Data>,
  ): AsyncGenerator<Row[]> {
    const { total = 0 } = first.engagement.result;
    let data = first;
    for (let offset = 0; ;) {
      let rows: Row[] = [];
      for (const row of one.rows(data.engagement.result as never)) {
        rows.push(row);
        if (rows.length === rowsPerStep) {
          yield rows;
          rows = [];
        }
      }
      if (rows.length > 0) yield rows;
      offset += pageSize;
      if (!one.isPaged || offset >= total) return;
      data = await pageAt(offset);
    }
  }
}

interface File {
  readonly name: string;
  readonly one: Export;
  readonly ending: string;
  readonly format: Format;
}

function queryStringOf(url: string): string {
  const mark = url.indexOf('?');
  return mark === -1 ? '' : url.slice(mark + 1);
}

function sendNotFound(reply: FastifyReply): FastifyReply {
  const alternatives = (names: Iterable<string>) => `{${[...names].join('|')}}`;
  const expected = `/export/${alternatives(exportsByName.keys())}.${alternatives(formats.keys())}`;
  return sendErrors(reply, 404, [
    { message: `No file has this path: expected ${expected}.`, extensions: { code: 'NOT_FOUND' } },
  ]);
}

function sendMethodNotAllowed(reply: FastifyReply): FastifyReply {
  const message = 'Files are only read: expected the method GET or HEAD.';
  return sendErrors(reply.header('allow', 'GET, HEAD'), 405, [
    { message, extensions: { code: 'METHOD_NOT_ALLOWED' } },
  ]);
}

/** The error of an export, with the names of its parameters in place of GraphQL's arguments. */
function sendError(reply: FastifyReply, error: unknown, variables: object): FastifyReply {
  logUnexpectedErrors([error], reply.request.log);
  const errors = [error instanceof GraphQLError ? error : new GraphQLError('Unexpected')];
  const { status = 500, headers } = httpOf(errors);
  const shown = formatErrors(errors, undefined).map(({ message, extensions }) => ({
    message: message.replace(/^Argument "([\w.]+)"/, (_, argument: string) =>
      parametersOf(argument, variables),
    ),
    extensions,
  }));
  return sendErrors(reply.headers(headers), status, shown);
}

function sendErrors(reply: FastifyReply, status: number, errors: readonly object[]): FastifyReply {
  return reply
    .code(status)
    .header('content-type', 'application/json; charset=utf-8')
    .send(JSON.stringify({ errors }));
}
