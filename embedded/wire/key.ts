import { EJSON, ObjectId } from 'bson';
import { isDocument } from './fields.js';

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
  if (typeof value === 'string') return value.startsWith(mark) ? `${mark}s${value}` : value;
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  if (value === null || value === undefined) return null;
  return mark + encode(value);
}

/**
 * A value as text that stands beside others without being taken for part of them. Of documents, the
 * order of the fields counts; a missing value is none of them, and in a list it is null.
 */
export function encode(value: unknown): string {
  if (typeof value === 'string') return `s${value.length}:${value}`;
  if (typeof value === 'number') return `n${value};`;
  if (typeof value === 'boolean') return value ? 't' : 'f';
  if (value === null) return '0';
  if (value === undefined) return '-';
  if (value instanceof Date) return `d${value.getTime()};`;
  if (value instanceof ObjectId) return `o${value.toHexString()}`;
  if (Array.isArray(value)) return encodeList(value);
  return isDocument(value) ? encodeDocument(value) : encodeText('e', EJSON.stringify(value));
}

function encodeList(list: readonly unknown[]): string {
  let text = '[';
  for (const element of list) text += encode(element ?? null);
  return `${text}]`;
}

function encodeDocument(document: Record<string, unknown>): string {
  let text = '{';
  for (const [name, value] of Object.entries(document)) {
    if (value !== undefined) text += encodeText('', name) + encode(value);
  }
  return `${text}}`;
}

function encodeText(kind: string, text: string): string {
  return `${kind}${text.length}:${text}`;
}
