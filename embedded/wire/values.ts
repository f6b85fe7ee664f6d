import { EJSON } from 'bson';
import { compareNumbers, numberKey, toDouble } from './numbers.js';

/** A stored document, an embedded one or a command. */
export type BsonDocument = Record<string, unknown>;

/** Whether a value is an embedded document: no array, no date, none of the classes of `bson`. */
export function isDocument(value: unknown): value is BsonDocument {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

// The types in the order of a comparison. All numbers are compared by value.
const order =
  'minKey missing null number string object array binData objectId bool date timestamp regex ' +
  'javascript javascriptWithScope maxKey';
const ranks = new Map(order.split(' ').map((name, rank) => [name, rank]));
const numberRank = ranks.get('number') ?? 0;
const numbers = new Set(['int', 'long', 'double', 'decimal']);

const typesOfClasses: Readonly<Record<string, string>> = {
  Binary: 'binData',
  BSONRegExp: 'regex',
  Code: 'javascript',
  DBRef: 'object',
  Decimal128: 'decimal',
};

/**
 * The name of a value's type as `$type` gives it. Decoding makes one JavaScript type of numbers, so
 * a whole one in the range of `int` is an `int`, and any other a `double`.
 */
export function typeOf(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  if (typeof value === 'number') return (value | 0) === value ? 'int' : 'double';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value !== 'object') return typeof value;
  if (Array.isArray(value)) return 'array';
  if (value instanceof Date) return 'date';
  if (value instanceof RegExp) return 'regex';
  if (isDocument(value)) return 'object';
  const { _bsontype: name, scope } = value as { _bsontype?: unknown; scope?: unknown };
  if (name === 'Code' && scope) return 'javascriptWithScope';
  const text = String(name);
  return typesOfClasses[text] ?? text.charAt(0).toLowerCase() + text.slice(1);
}

/** Whether `$type` gives this name to any value. */
export function isTypeName(name: unknown): boolean {
  return typeof name === 'string' && name !== 'number' && (ranks.has(name) || numbers.has(name));
}

/** The place of a value's type among all types in a comparison; all numbers have the same. */
export function rankOf(value: unknown): number {
  return ranks.get(typeOf(value)) ?? numberRank;
}

/** Whether a value is a number of any of MongoDB's four types. */
export function isNumeric(value: unknown): boolean {
  return typeof value === 'number' || rankOf(value) === numberRank;
}

/** False are `false`, null, missing and zero; everything else is true. */
export function isTrue(value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  if (value === null || value === undefined) return false;
  return !isNumeric(value) || toDouble(value) !== 0;
}

/**
 * Negative, zero or positive: MongoDB's order of any two values, first by type, then by value. Those
 * of rare types are in some order, and only equal as in MongoDB.
 */
export function compareValues(a: unknown, b: unknown): number {
  if (a === b) return 0;
  if (typeof a === 'number' && typeof b === 'number') return compareNumbers(a, b);
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b);
  if (a instanceof Date && b instanceof Date) return a.getTime() - b.getTime();
  const byType = rankOf(a) - rankOf(b);
  if (byType !== 0) return byType;
  if (isNumeric(a)) return compareNumbers(a, b);
  if (typeof a === 'boolean') return Number(a) - Number(b);
  if (Array.isArray(a) || isDocument(a)) return compareFields(a, b as object);
  return compareText(String(keyOf(a)), String(keyOf(b)));
}

/** By code points, which is the order of UTF-8; JavaScript's own order is that of UTF-16. */
function compareText(a: string, b: string): number {
  if (a === b) return 0;
  const isWide = /[\ud800-\udfff]/.test(a) || /[\ud800-\udfff]/.test(b);
  if (isWide) return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return a < b ? -1 : 1;
}

/** Field by field in their order: first the type, then the name, then the value. */
function compareFields(a: object, b: object): number {
  const others = Object.entries(b) as [string, unknown][];
  for (const [name, value] of Object.entries(a) as [string, unknown][]) {
    const other = others.shift();
    if (!other) return 1;
    const difference =
      rankOf(value) - rankOf(other[1]) ||
      compareText(name, other[0]) ||
      compareValues(value, other[1]);
    if (difference !== 0) return difference;
  }
  return -others.length;
}

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
  if (value === null) return '0';
  // An empty list in a sort.
  if (value === undefined) return 'u';
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
