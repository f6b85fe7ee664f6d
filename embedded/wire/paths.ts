import { isDocument, type BsonDocument } from './bson-types.js';

/** The names in a dotted path. */
export type Path = readonly string[];

/** The names in a path as a pipeline writes it, with or without a dollar. */
export function pathOf(text: string): Path {
  return text.replace('$', '').split('.');
}

/**
 * The value at a path as an expression sees it: an array on the way becomes the list of what its
 * documents hold there. Only documents have fields, so no class of `bson` is looked into.
 */
export function valueAt(document: unknown, path: Path, index = 0): unknown {
  const value = fieldOf(document, path[index]);
  if (index === path.length - 1 || value === undefined) return value;
  if (!Array.isArray(value)) return valueAt(value, path, index + 1);
  return value
    .filter(isDocument)
    .map((element) => valueAt(element, path, index + 1))
    .filter((inner) => inner !== undefined);
}

/**
 * Whether any value at a path passes `test`, as a filter sees it: an array's elements one by one
 * and then itself; a missing value is `undefined`.
 */
export function someAt(
  holder: unknown,
  path: Path,
  test: (value: unknown) => boolean,
  index = 0,
): boolean {
  const name = path[index] ?? '';
  if (Array.isArray(holder) && index > 0) {
    const isIndex = /^\d+$/.test(name) && Number(name) < holder.length;
    return (
      (isIndex && someAt({ [name]: holder[Number(name)] as unknown }, path, test, index)) ||
      holder.some((element) => isDocument(element) && someAt(element, path, test, index))
    );
  }
  const value = fieldOf(holder, name);
  if (index === path.length - 1) return (Array.isArray(value) && value.some(test)) || test(value);
  return isDocument(value) || Array.isArray(value)
    ? someAt(value, path, test, index + 1)
    : test(undefined);
}

function fieldOf(value: unknown, name = ''): unknown {
  return isDocument(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

/**
 * A copy of `document` with `value` at a path, in every element of an array on the way; `undefined`
 * removes the field. Only what lies on the path is copied: the original may be a stored document.
 */
export function withField(document: BsonDocument, path: Path, value: unknown): BsonDocument {
  return changed(document, path, 0, value) as BsonDocument;
}

function changed(holder: unknown, path: Path, index: number, value: unknown): unknown {
  const name = path[index];
  if (name === undefined) return value;
  if (Array.isArray(holder)) return holder.map((element) => changed(element, path, index, value));
  if (!isDocument(holder)) return value === undefined ? holder : changed({}, path, index, value);
  const { [name]: before, ...others } = holder;
  const after = changed(before, path, index + 1, value);
  // A field that was there stays in its place.
  return after === undefined ? others : { ...holder, [name]: after };
}
