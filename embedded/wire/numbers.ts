import { Decimal128, Long } from 'bson';

/** A finite number as `digits × 10 ^ exponent`. */
interface Exact {
  readonly digits: bigint;
  readonly exponent: number;
}

/** The double nearest to a number of any type. */
export function toDouble(value: unknown): number {
  return typeof value === 'number' ? value : Number(String(value));
}

/** Compares by value across types. NaN equals itself and comes before every other number. */
export function compareNumbers(a: unknown, b: unknown): number {
  const x = toDouble(a);
  const y = toDouble(b);
  if (x !== y) return x < y ? -1 : x > y ? 1 : Number(Number.isNaN(y)) - Number(Number.isNaN(x));
  if (Number.isNaN(x) || (typeof a === 'number' && typeof b === 'number')) return 0;
  // A decimal may be larger than any double, and still finite.
  const [infiniteA, infiniteB] = [a, b].map((value) => String(value).endsWith('Infinity'));
  if (infiniteA || infiniteB) return (Number(infiniteA) - Number(infiniteB)) * Math.sign(x);
  const { digits, exponent } = exactOf(b);
  const difference = added(exactOf(a), { digits: -digits, exponent }).digits;
  return difference < 0n ? -1 : Number(difference > 0n);
}

/** The same number or text for equal numbers of any type. */
export function numberKey(value: unknown): number | string {
  const double = toDouble(value);
  if (compareNumbers(double, value) === 0) return double;
  const { digits, exponent } = exactOf(value);
  const zeros = /0*$/.exec(String(digits))?.[0].length ?? 0;
  return `${digits / 10n ** BigInt(zeros)}e${exponent + zeros}`;
}

/**
 * The sum of numbers, with the type that MongoDB gives it: Decimal128 as soon as there is one, a
 * Long where whole numbers exceed what a double holds.
 */
export function sum(numbers: readonly unknown[]): unknown {
  if (numbers.every((value) => typeof value === 'number')) return sumOfDoubles(numbers);
  const isDecimal = numbers.some((value) => value instanceof Decimal128);
  const double = numbers.reduce<number>((total, value) => total + toDouble(value), 0);
  if (!Number.isFinite(double)) return isDecimal ? Decimal128.fromString(`${double}`) : double;
  const { digits, exponent } = numbers.map(exactOf).reduce(added);
  if (isDecimal) return Decimal128.fromStringWithRounding(`${digits}E${exponent}`);
  const isLong = exponent === 0 && digits === BigInt.asIntN(64, digits);
  return isLong && !Number.isSafeInteger(double) ? Long.fromBigInt(digits) : double;
}

/** As in MongoDB, rounding errors are carried along, so that ten times 0.1 is 1. */
function sumOfDoubles(numbers: readonly number[]): number {
  let total = 0;
  let lost = 0;
  for (const value of numbers) {
    const next = total + value;
    lost += Math.abs(total) >= Math.abs(value) ? total - next + value : value - next + total;
    total = next;
  }
  return Number.isFinite(total) ? total + lost : total;
}

function exactOf(value: unknown): Exact {
  // MongoDB rounds a double to the 34 digits of Decimal128.
  const text = Number.isInteger(value)
    ? String(BigInt(value as number))
    : typeof value === 'number'
      ? value.toPrecision(34).replace(/0+(?=e|$)/, '')
      : String(value);
  const [mantissa = '', power = '0'] = text.toLowerCase().split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  return { digits: BigInt(whole + fraction), exponent: Number(power) - fraction.length };
}

function added(a: Exact, b: Exact): Exact {
  const exponent = Math.min(a.exponent, b.exponent);
  const digits = (value: Exact) => value.digits * 10n ** BigInt(value.exponent - exponent);
  return { digits: digits(a) + digits(b), exponent };
}
