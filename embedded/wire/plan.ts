import { rangeOf, type Range } from './columns.js';
import { isDocument } from './fields.js';
import type { Document } from './store.js';

/** A collection as a pipeline reads it. */
export interface Collection {
  scan(): Iterable<Document>;
  within(range: Range): Iterable<Document> | undefined;
  byId(id: unknown): Document | undefined;
}

/**
 * The documents that a pipeline must look at: those with the wanted `_id`s or in the wanted range if
 * it begins with a `$match` that names them, else all. The `$match` itself is still to be applied.
 */
export function candidates(
  collection: Collection,
  pipeline: readonly Document[],
  variables: Document = {},
): Iterable<Document> {
  const filter = pipeline[0]?.$match;
  const ids = wantedIds(filter, variables);
  if (ids) return byIds(collection, ids);
  const range = rangeOf(filter);
  return (range && collection.within(range)) ?? collection.scan();
}

/** The documents with these `_id`s, each once. */
export function byIds(collection: Collection, ids: readonly unknown[]): Document[] {
  const found = new Set(ids.map((id) => collection.byId(id)));
  return [...found].filter((document) => document !== undefined);
}

function wantedIds(filter: unknown, variables: Document): readonly unknown[] | undefined {
  if (!isDocument(filter)) return undefined;
  if (!('_id' in filter)) return joinedIds(filter.$expr, variables);
  const condition = filter._id;
  if (!isDocument(condition)) return exact([condition]);
  if ('$eq' in condition) return exact([condition.$eq]);
  if (Array.isArray(condition.$in)) return exact(condition.$in);
  return Object.keys(condition).some((name) => name.startsWith('$')) ? undefined : [condition];
}

/** The join of a `$lookup` with `let`: `{ $eq: ['$_id', '$$name'] }`, either way round. */
function joinedIds(expression: unknown, variables: Document): readonly unknown[] | undefined {
  const operands = isDocument(expression) ? expression.$eq : undefined;
  if (!Array.isArray(operands) || !operands.includes('$_id')) return undefined;
  const name = operands
    .filter((operand) => typeof operand === 'string' && operand.startsWith('$$'))
    .map((operand: string) => operand.slice(2))
    .find((operand) => operand in variables);
  return name === undefined ? undefined : [variables[name]];
}

/** Patterns match other values than themselves, and arrays their elements. */
function exact(ids: readonly unknown[]): readonly unknown[] | undefined {
  return ids.some((id) => id instanceof RegExp || Array.isArray(id)) ? undefined : ids;
}
