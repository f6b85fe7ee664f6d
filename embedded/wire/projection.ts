import type { Options } from 'mingo/types';
import { failedToParse } from './errors.js';
import { evaluation, isTrue } from './expressions.js';
import { pathOf, withField, type Path } from './paths.js';
import { isDocument, isNumeric, type BsonDocument } from './bson-types.js';

/** Makes one document of another, which may be a stored one and is not changed. */
export type Change = (document: BsonDocument) => BsonDocument;

/** `$project`, also of a `find`: removes fields, or names and computes those that stay. */
export function projection(argument: unknown, options: Options): Change {
  const fields = fieldsIn(argument);
  const [removed, included, computed] = [
    fields.filter(({ value }) => isSwitch(value) && !isTrue(value)),
    fields.filter(({ value }) => isSwitch(value) && isTrue(value)),
    fields.filter(({ value }) => !isSwitch(value)),
  ];
  const rest = [...included, ...computed];
  const others = [...removed, ...rest].filter(({ path }) => path.join('.') !== '_id');
  if (fields.length === 0) throw failedToParse('a projection needs at least one field');
  const [first] = others;
  if (first ? removed.includes(first) : rest.length === 0) {
    if (others.some((field) => !removed.includes(field))) {
      throw failedToParse('a projection cannot both include and exclude fields');
    }
    const tree = treeOf(removed);
    return (document) => pruned(document, tree, false) as BsonDocument;
  }
  const hidesId = removed.length > 0 || fields.some(({ path }) => path[0] === '_id');
  const tree = treeOf(hidesId ? included : [...included, { path: ['_id'], value: 1 }]);
  const add = fieldAdder(computed, options);
  return (document) => add(pruned(document, tree, true) as BsonDocument, document);
}

/** `$addFields`: a document in the argument adds to the one that is there. */
export function addition(argument: unknown, options: Options): Change {
  const add = fieldAdder(fieldsIn(argument), options);
  return (document) => add(document, document);
}

interface Field {
  readonly path: Path;
  readonly value: unknown;
}

/** Adds fields to one document that are computed from another. */
function fieldAdder(fields: readonly Field[], options: Options) {
  const added = fields.map(({ path, value }) => ({ path, evaluate: evaluation(value, options) }));
  return (start: BsonDocument, document: BsonDocument): BsonDocument =>
    added.reduce((result, one) => withField(result, one.path, one.evaluate(document)), start);
}

/** `{ a: { b: x } }` as `a.b` and `x`; an operator and its argument are a value. */
function fieldsIn(argument: unknown): Field[] {
  if (!isDocument(argument)) throw failedToParse('the stage needs a document');
  return Object.entries(argument).flatMap(([name, value]): Field[] => {
    if (name === '' || name.startsWith('$')) throw failedToParse(`'${name}' is not a field name`);
    const path = pathOf(name);
    const [inner] = isDocument(value) ? Object.keys(value) : [];
    if (inner === undefined || inner.startsWith('$')) return [{ path, value }];
    return fieldsIn(value).map((field) => ({ ...field, path: [...path, ...field.path] }));
  });
}

/** The fields below a document by name; one without a tree is meant as a whole. */
type Tree = Map<unknown, unknown>;

function treeOf(fields: readonly Field[], depth = 0): Tree {
  const tree: Tree = new Map();
  for (const { path } of fields) {
    const name = path[depth] ?? '';
    const below = fields.filter((other) => other.path[depth] === name);
    const isWhole = below.some((other) => other.path.length === depth + 1);
    if (!tree.has(name)) tree.set(name, isWhole ? undefined : treeOf(below, depth + 1));
  }
  return tree;
}

/** A copy with the fields of the tree alone, or without them. */
function pruned(value: unknown, tree: Tree, includes: boolean): unknown {
  if (Array.isArray(value)) {
    return value
      .map((element) => pruned(element, tree, includes))
      .filter((element) => element !== undefined);
  }
  if (!isDocument(value)) return includes ? undefined : value;
  const result: BsonDocument = {};
  for (const name in value) {
    const below = tree.get(name);
    const stays = below instanceof Map || tree.has(name) === includes;
    const inner = below instanceof Map ? pruned(value[name], below as Tree, includes) : value[name];
    if (stays && inner !== undefined) result[name] = inner;
  }
  return result;
}

/** Whether a value says that a field is included or excluded. */
function isSwitch(value: unknown): boolean {
  return typeof value === 'boolean' || isNumeric(value);
}
