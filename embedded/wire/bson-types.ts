/** A stored document, an embedded one or a command. */
export type BsonDocument = Record<string, unknown>;

/** Whether a value is an embedded document: no array, no date, none of the classes of `bson`. */
export function isDocument(value: unknown): value is BsonDocument {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

// The types in the order of a comparison. All numbers are compared by value.
const numbers = ['int', 'long', 'double', 'decimal'];
const order =
  'minKey missing null number string object array binData objectId bool date timestamp regex ' +
  'javascript javascriptWithScope maxKey';
const ranks = new Map(order.split(' ').map((name, rank) => [name, rank]));
const numberRank = ranks.get('number');

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

/** The types that a name given to `$type` stands for; none if there is no such name. */
export function typesNamed(name: unknown): readonly string[] {
  if (name === 'number') return numbers;
  return typeof name === 'string' && (ranks.has(name) || numbers.includes(name)) ? [name] : [];
}

/** The place of a value's type among all types in a comparison; all numbers have the same. */
export function rankOf(value: unknown): number {
  return ranks.get(typeOf(value)) ?? numberRank ?? 0;
}

/** Whether a value is a number of any of MongoDB's four types. */
export function isNumeric(value: unknown): boolean {
  return typeof value === 'number' || rankOf(value) === numberRank;
}
