/** A stored document or a command, as MongoDB's shell would show it. */
export type Document = Record<string, unknown>;

/** Whether a value is an embedded document: no array, no date, none of BSON's own classes. */
export function isDocument(value: unknown): value is Document {
  return Object.prototype.toString.call(value) === '[object Object]' && !isBsonValue(value);
}

function isBsonValue(value: unknown): boolean {
  return typeof (value as { _bsontype?: unknown })._bsontype === 'string';
}

/**
 * A copy of `document` with `value` at a dotted path, in every element of an array on the way;
 * `undefined` takes the field out. Only what lies on the path is copied, and the original, which
 * may stand in the store, stays as it is.
 */
export function withField(document: Document, path: string, value: unknown): Document {
  return set(document, path.split('.'), 0, value) as Document;
}

function set(holder: unknown, path: readonly string[], depth: number, value: unknown): unknown {
  const name = path[depth];
  if (name === undefined) return value;
  if (Array.isArray(holder)) {
    return holder.map((element: unknown) => set(element, path, depth, value));
  }
  if (!isDocument(holder)) {
    return value === undefined ? holder : { [name]: set(undefined, path, depth + 1, value) };
  }
  const changed = set(holder[name], path, depth + 1, value);
  if (changed !== undefined) return { ...holder, [name]: changed };
  const rest = { ...holder };
  Reflect.deleteProperty(rest, name);
  return rest;
}
