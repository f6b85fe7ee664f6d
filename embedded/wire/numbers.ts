import { Decimal128, Long, Timestamp } from 'bson';

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
  const [x, y] = [toDouble(a), toDouble(b)];
  if (x !== y) return x < y ? -1 : x > y ? 1 : Number(Number.isNaN(y)) - Number(Number.isNaN(x));
  if (Number.isNaN(x) || (typeof a === 'number' && typeof b === 'number')) return 0;
  // A decimal may be larger than any double, and still finite.
  const [infiniteA, infiniteB] = [a, b].map((value) => String(value).endsWith('Infinity'));
  if (infiniteA || infiniteB) return (Number(infiniteA) - Number(infiniteB)) * (x > 0 ? 1 : -1);
  const difference = added(exactOf(a), exactOf(b), -1n).digits;
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
 * The sum of the numbers among `values`, with the type that MongoDB gives it: Decimal128 as soon as
 * there is one, a Long where whole numbers exceed what a double holds. As in MongoDB, rounding
 * errors of doubles are carried along, so that ten times 0.1 is 1.
 */
export function sum(values: readonly unknown[]): unknown {
  let total = 0;
  let lost = 0;
  let isWhole = true;
  const add = (value: number) => {
    const next = total + value;
    lost += Math.abs(total) >= Math.abs(value) ? total - next + value : value - next + total;
    total = next;
  };
  for (const value of values) {
    if (typeof value === 'number') {
      add(value);
      isWhole &&= Number.isSafeInteger(value);
    } else if (isLong(value)) {
      // Both halves are exact as doubles.
      add(value.high * 2 ** 32);
      add(value.getLowBitsUnsigned());
    }
  }
  const double = Number.isFinite(total) ? total + lost : total;
  const decimals = values.filter((value) => value instanceof Decimal128);
  if (decimals.length > 0) {
    const rough = decimals.reduce((all, decimal) => all + toDouble(decimal), double);
    if (!Number.isFinite(rough)) return Decimal128.fromString(String(rough));
    const parts = [total, lost].filter((part) => part !== 0);
    const { digits, exponent } = [...decimals, ...parts]
      .map(exactOf)
      .reduce((a, b) => added(a, b, 1n));
    return Decimal128.fromStringWithRounding(`${digits}E${exponent}`);
  }
  if (!isWhole || Number.isSafeInteger(double) || !values.some(isLong)) return double;
  const whole = BigInt(total) + BigInt(lost);
  return whole === BigInt.asIntN(64, whole) ? Long.fromBigInt(whole) : double;
}

function isLong(value: unknown): value is Long {
  return value instanceof Long && !(value instanceof Timestamp);
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

function added(a: Exact, b: Exact, factor: bigint): Exact {
  const exponent = Math.min(a.exponent, b.exponent);
  const digits = (value: Exact) => value.digits * 10n ** BigInt(value.exponent - exponent);
  return { digits: digits(a) + factor * digits(b), exponent };
}
