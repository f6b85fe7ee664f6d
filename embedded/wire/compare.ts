import type { Binary, BSONRegExp, Timestamp } from 'bson';
import { compareNumbers } from './numbers.js';
import { isNumeric, rankOf, typeOf } from './bson-types.js';

/** Negative, zero or positive: MongoDB's order of any two values, first by type, then by value. */
export function compareValues(a: unknown, b: unknown): number {
  if (a === b) return 0;
  if (typeof a === 'number' && typeof b === 'number') return compareNumbers(a, b);
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b);
  if (a instanceof Date && b instanceof Date) return a.getTime() - b.getTime();
  const byType = rankOf(a) - rankOf(b);
  if (byType !== 0) return byType;
  if (isNumeric(a)) return compareNumbers(a, b);
  switch (typeOf(a)) {
    case 'object':
    case 'array':
      return compareFields(a as object, b as object);
    case 'bool':
      return Number(a) - Number(b);
    case 'binData':
      return compareBinaries(a as Binary, b as Binary);
    case 'timestamp':
      return (a as Timestamp).compare(b as Timestamp);
    case 'regex':
      return compareText(patternOf(a), patternOf(b));
    default:
      return compareText(String(a), String(b));
  }
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
    const order =
      rankOf(value) - rankOf(other[1]) ||
      compareText(name, other[0]) ||
      compareValues(value, other[1]);
    if (order !== 0) return order;
  }
  return -others.length;
}

function compareBinaries(a: Binary, b: Binary): number {
  return a.position - b.position || a.sub_type - b.sub_type || Buffer.compare(a.value(), b.value());
}

function patternOf(value: unknown): string {
  const { source, flags } = value as RegExp;
  const { pattern = source, options = flags } = value as Partial<BSONRegExp>;
  return `${pattern}\0${options}`;
}
