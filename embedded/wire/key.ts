import { EJSON, ObjectId } from 'bson';

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
  if (value instanceof ObjectId) return `${mark}o${value.toHexString()}`;
  if (value instanceof Date) return `${mark}d${value.getTime()}`;
  return `${mark}e${EJSON.stringify(value)}`;
}
