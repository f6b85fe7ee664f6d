import { isDocument } from './values.js';

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
  const value = fieldOf(holder, path[index]);
  if (index === path.length - 1) return (Array.isArray(value) && value.some(test)) || test(value);
  if (!Array.isArray(value)) {
    return isDocument(value) ? someAt(value, path, test, index + 1) : test(undefined);
  }
  return value.some((element) => isDocument(element) && someAt(element, path, test, index + 1));
}

/** What a document holds itself under a name. */
export function fieldOf(value: unknown, name = ''): unknown {
  return isDocument(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}
