const numeric = new Set(['Decimal128', 'Double', 'Int32', 'Long']);

/** A stored number of any of BSON's types, to the nearest double; NaN for what is no number. */
export function numberOf(value: unknown): number {
  if (typeof value === 'number') return value;
  const { _bsontype: type = '' } = (value ?? {}) as { _bsontype?: unknown };
  return numeric.has(String(type)) ? Number(String(value)) : NaN;
}
