// The order of types in a comparison, as MongoDB's manual lists it. A missing field comes before
// null; whoever must hold the two equal, as a sort must, replaces one by the other first.
const ranks: Record<string, number> = {
  MinKey: 0,
  undefined: 1,
  null: 2,
  number: 3,
  bigint: 3,
  Int32: 3,
  Long: 3,
  Double: 3,
  Decimal128: 3,
  string: 4,
  BSONSymbol: 4,
  object: 5,
  array: 6,
  Binary: 7,
  ObjectId: 8,
  boolean: 9,
  date: 10,
  Timestamp: 11,
  regexp: 12,
  BSONRegExp: 12,
  MaxKey: 99,
};
const unknownRank = 98;

/** The comparing expressions, by what they make of the order of two values. */
export const comparisons: Readonly<Record<string, (order: number) => boolean | number>> = {
  $eq: (order) => order === 0,
  $ne: (order) => order !== 0,
  $gt: (order) => order > 0,
  $gte: (order) => order >= 0,
  $lt: (order) => order < 0,
  $lte: (order) => order <= 0,
  $cmp: Math.sign,
};

/** Negative, zero or positive: the order of two values among all of BSON's types. */
export function compareValues(a: unknown, b: unknown): number {
  if (a === b) return 0;
  if (typeof a === 'number' && typeof b === 'number') return compareNumbers(a, b);
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : 1;
  if (a instanceof Date && b instanceof Date) return a.getTime() - b.getTime();
  if (Array.isArray(a) && Array.isArray(b)) return compareLists(a, b);
  const kind = kindOf(a);
  const otherKind = kindOf(b);
  const rank = ranks[kind] ?? unknownRank;
  const byRank = rank - (ranks[otherKind] ?? unknownRank);
  if (byRank !== 0) return byRank;
  if (rank === ranks.number) return compareNumbers(Number(String(a)), Number(String(b)));
  switch (kind) {
    case 'boolean':
      return Number(a) - Number(b);
    case 'object':
      return compareDocuments(a as object, b as object);
    default:
      return compareValues(String(a), String(b));
  }
}

/** Whether two values are one for MongoDB; `1` and a `Long` of 1 are. */
export function areEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  const isPlain = typeof a !== 'object' && typeof b !== 'object' && !Number.isNaN(a);
  return !isPlain && compareValues(a, b) === 0;
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (typeof value !== 'object') return typeof value;
  if (Array.isArray(value)) return 'array';
  if (value instanceof Date) return 'date';
  if (value instanceof RegExp) return 'regexp';
  const { _bsontype: bsonType } = value as { _bsontype?: unknown };
  return typeof bsonType === 'string' ? bsonType : 'object';
}

/** NaN comes before every other number, and equals itself. */
function compareNumbers(a: number, b: number): number {
  if (Number.isNaN(a)) return Number.isNaN(b) ? 0 : -1;
  return Number.isNaN(b) ? 1 : a - b || 0;
}

function compareLists(a: readonly unknown[], b: readonly unknown[]): number {
  for (let index = 0; index < Math.min(a.length, b.length); index += 1) {
    const order = compareValues(a[index], b[index]);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

/** Field by field in the order they stand in: first the types, then the names, then the values. */
function compareDocuments(a: object, b: object): number {
  const fields = Object.entries(a);
  const otherFields = Object.entries(b);
  for (let index = 0; index < Math.min(fields.length, otherFields.length); index += 1) {
    const [name, value] = fields[index] as [string, unknown];
    const [otherName, otherValue] = otherFields[index] as [string, unknown];
    const order =
      (ranks[kindOf(value)] ?? unknownRank) - (ranks[kindOf(otherValue)] ?? unknownRank) ||
      compareValues(name, otherName) ||
      compareValues(value, otherValue);
    if (order !== 0) return order;
  }
  return fields.length - otherFields.length;
}
