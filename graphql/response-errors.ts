import {
  GraphQLError,
  Kind,
  visit,
  type ASTNode,
  type DocumentNode,
  type GraphQLFormattedError,
  type ValueNode,
} from 'graphql';
import { isOverLimit, tokenLimitMessage } from './query-limits.js';

/** The media type that GraphQL over HTTP defines; only its clients get 400 for a request error. */
export const graphqlMediaType = 'application/graphql-response+json';

/** More errors say nothing new, and the work of formatting them must not grow with the request. */
const maxErrors = 10;

/**
 * The errors of a response as the client sees them: errors raised on purpose as they are, errors
 * about the value of an argument as `BAD_USER_INPUT` that names the argument, and everything else
 * as one generic message. An operation over a limit gets that error alone; at most ten are shown.
 */
export function formatErrors(
  errors: readonly GraphQLError[],
  document: DocumentNode | undefined,
): GraphQLFormattedError[] {
  const overLimit = errors.find(isOverLimit);
  const shown = overLimit ? [overLimit] : errors.slice(0, maxErrors);
  return shown.map((error) => formatError(error, document));
}

/** One error as the client sees it. */
export function formatError(error: unknown, document?: DocumentNode): GraphQLFormattedError {
  if (!(error instanceof GraphQLError)) return internalError({});
  const names = document && argumentsAtFault(error, document);
  if (names) return badInput(error, `Argument ${names}: ${innermostMessage(error)}`);
  if (error.message.startsWith('Too many errors processing variables')) {
    return badInput(error, 'Variables: expected fewer invalid values in a list or an object.');
  }
  if (!isMeantForClients(error)) return internalError(error.toJSON());
  const extensions = { ...error.extensions };
  delete extensions.http;
  return { ...error.toJSON(), message: tokenLimitMessage(error.message), extensions };
}

/** Logs in full what `formatErrors` shows as a generic message. */
export function logUnexpectedErrors(
  errors: readonly unknown[],
  log: { error(error: unknown): void },
): void {
  for (const error of errors) {
    if (isMeantForClients(error)) continue;
    if (error instanceof GraphQLError && isRequestError(error)) continue;
    log.error(error instanceof GraphQLError ? (error.originalError ?? error) : error);
  }
}

/** The status and the headers that errors carry in `extensions.http`; the last status wins. */
export function httpOf(errors: readonly unknown[]): {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string>>;
} {
  let status: number | undefined;
  const headers: Record<string, string> = {};
  for (const error of errors) {
    if (!(error instanceof GraphQLError)) continue;
    const http = error.extensions.http as
      { status?: number; headers?: ReadonlyMap<string, string> } | undefined;
    status = http?.status ?? status;
    for (const [name, value] of http?.headers ?? []) headers[name] = value;
  }
  return { status, headers };
}

/**
 * GraphQL over HTTP: a well-formed request that GraphQL rejects gets 200 in the media type
 * `application/json`, and 400 in GraphQL's own. Other statuses, such as 401 and 403, stay.
 */
export function statusFor(status: number, accept: string | undefined): number {
  return status === 400 && !accept?.includes(graphqlMediaType) ? 200 : status;
}

/** A document that is valid, without an operation to execute. */
export function unresolvedOperation(operationName: unknown): GraphQLError {
  return unresolved(
    typeof operationName === 'string'
      ? `Unknown operation named "${operationName}".`
      : 'Must provide operation name if query contains multiple operations.',
  );
}

export function unresolved(message: string): GraphQLError {
  return new GraphQLError(message, {
    extensions: { code: 'OPERATION_RESOLUTION_FAILURE', http: { status: 400 } },
  });
}

/** Errors raised on purpose, by the gateway or by Apollo about a request, carry a code. */
function isMeantForClients(error: unknown): boolean {
  return error instanceof GraphQLError && error.extensions.code !== undefined;
}

/** Errors of GraphQL about the values of variables have no path and no code. */
function isRequestError({ path, nodes, message }: GraphQLError): boolean {
  return (
    !path &&
    (nodes?.[0]?.kind === Kind.VARIABLE_DEFINITION ||
      message.startsWith('Too many errors processing variables'))
  );
}

function badInput({ locations, path }: GraphQLError, message: string): GraphQLFormattedError {
  return {
    message,
    ...(locations && { locations }),
    ...(path && { path }),
    extensions: { code: 'BAD_USER_INPUT' },
  };
}

function internalError({ locations, path }: Partial<GraphQLFormattedError>): GraphQLFormattedError {
  return {
    message: 'Internal server error',
    ...(locations && { locations }),
    ...(path && { path }),
    extensions: { code: 'INTERNAL_SERVER_ERROR' },
  };
}

/**
 * The arguments that a request error is about, quoted, with the field where it lies within an input
 * object, such as `"period.dates.start"`; `undefined` if it is about none. GraphQL's own messages name
 * the variable, or nothing.
 */
function argumentsAtFault(error: GraphQLError, document: DocumentNode): string | undefined {
  const [node] = error.nodes ?? [];
  if (!node || error.path) return undefined;
  if (node.kind === Kind.FIELD) {
    const missing = /argument "(\w+)" of type "[^"]+" is required/.exec(error.message)?.[1];
    return missing && `"${missing}"`;
  }
  let isAtFault: ((inner: ASTNode) => boolean) | undefined;
  let within = '';
  if (node.kind === Kind.VARIABLE_DEFINITION) {
    const { value: name } = node.variable.name;
    isAtFault = (inner) => inner.kind === Kind.VARIABLE && inner.name.value === name;
    const path = new RegExp(` at "${name}((?:\\.\\w+|\\[\\d+\\])+)"; `).exec(error.message);
    within = path?.[1] ?? '';
  } else if (valueKinds.has(node.kind) && error.nodes?.length === 1) {
    isAtFault = (inner) => inner === node;
  }
  if (!isAtFault) return undefined;
  const names = new Set<string>();
  const find = isAtFault;
  visit(document, {
    Argument({ name, value }) {
      const path = pathTo(value, find);
      if (path) names.add(`"${[name.value, ...path].join('.')}${within}"`);
    },
  });
  return names.size > 0 ? [...names].join(', ') : undefined;
}

const valueKinds = new Set<string>([
  Kind.INT,
  Kind.FLOAT,
  Kind.STRING,
  Kind.BOOLEAN,
  Kind.NULL,
  Kind.ENUM,
  Kind.LIST,
  Kind.OBJECT,
  Kind.OBJECT_FIELD,
]);

/** The names of the fields that lead to a node within a value. */
function pathTo(value: ValueNode, isWanted: (node: ASTNode) => boolean): string[] | undefined {
  if (isWanted(value)) return [];
  const children =
    value.kind === Kind.OBJECT ? value.fields : value.kind === Kind.LIST ? value.values : [];
  for (const child of children) {
    if (child.kind !== Kind.OBJECT_FIELD) {
      const path = pathTo(child, isWanted);
      if (path) return path;
      continue;
    }
    const path = isWanted(child) ? [] : pathTo(child.value, isWanted);
    if (path) return [child.name.value, ...path];
  }
  return undefined;
}

/**
 * The scalar's own message, without the ones that GraphQL puts around it, and without the names
 * that GraphQL suggests: Apollo hides those in validation errors, but not in errors about values.
 */
function innermostMessage(error: Error): string {
  const inner = 'originalError' in error ? error.originalError : undefined;
  return inner instanceof Error
    ? innermostMessage(inner)
    : error.message.replace(/ Did you mean [^?]+\?$/, '');
}
