import { EJSON } from 'bson';
import { numberKey } from './numbers.js';
import { isDocument, isNumeric } from './bson-types.js';

/** What stands for a value in a `Map`: equal for values that MongoDB holds equal. */
export type Key = string | number | boolean | null;

// Ordinary strings stand for themselves, so that an index costs no copies of them. Whatever else
// becomes a string begins with this character, and so does a string that begins with it anyway.
const mark = '\0';

/**
 * The key of a value, for an index. Numbers are equal by value (1 and 1.0), a missing value equals
 * null, and everything else is equal only within its own type.
 */
export function keyOf(value: unknown): Key {
  if (typeof value === 'string' && !value.startsWith(mark)) return value;
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  if (value === null || value === undefined) return null;
  const number = isNumeric(value) ? numberKey(value) : undefined;
  return typeof number === 'number' ? number : mark + encode(value);
}

/** Text that stands beside other such text without being taken for part of it. */
function encode(value: unknown): string {
  if (typeof value === 'string') return `s${value.length}:${value}`;
  if (typeof value === 'number') return `n${value};`;
  if (typeof value === 'boolean') return value ? 't' : 'f';
  if (value === null || value === undefined) return '0';
  if (value instanceof Date) return `d${value.getTime()};`;
  if (Array.isArray(value)) return `[${value.map(encode).join('')}]`;
  if (isDocument(value)) {
    let text = '{';
    for (const name in value) text += `${name.length}:${name}${encode(value[name])}`;
    return `${text}}`;
  }
  if (isNumeric(value)) return `n${numberKey(value)};`;
  const text = EJSON.stringify(value, { relaxed: false });
  return `e${text.length}:${text}`;
}
