const digitBits = 14;
const digits = 1 << digitBits;
/** Two digits: what integers of 32 bits hold, whose arithmetic is the fastest. */
const keys = digits ** 2;

/**
 * The indexes of values, which are whole numbers, in ascending order of these. A radix sort: its time
 * grows with the number of values alone, and comparisons would take several times as long.
 */
export function ascendingOrder(values: Float64Array): Uint32Array {
  const { length } = values;
  let least = Infinity;
  let greatest = -Infinity;
  for (const value of values) {
    if (value < least) least = value;
    if (value > greatest) greatest = value;
  }
  const span = greatest - least;
  let order = new Uint32Array(length);
  let sorted = new Uint32Array(length);
  for (let index = 0; index < length; index += 1) order[index] = index;
  const keyOf = new Uint32Array(length);
  for (let unit = 1; unit <= span; unit *= keys) {
    for (let index = 0; index < length; index += 1) {
      const value = (values[index] ?? 0) - least;
      keyOf[index] = span < keys ? value : Math.floor(value / unit) % keys;
    }
    for (let shift = 0; shift < 2 * digitBits && unit * 2 ** shift <= span; shift += digitBits) {
      sortByDigit(keyOf, shift, order, sorted);
      [order, sorted] = [sorted, order];
    }
  }
  return order;
}

/** Puts indexes in the order of one digit of their keys; those that are equal there stay in order. */
function sortByDigit(keyOf: Uint32Array, shift: number, order: Uint32Array, sorted: Uint32Array) {
  const places = new Uint32Array(digits + 1);
  for (const key of keyOf) {
    const next = ((key >>> shift) & (digits - 1)) + 1;
    places[next] = (places[next] ?? 0) + 1;
  }
  for (let digit = 0; digit < digits; digit += 1) {
    places[digit + 1] = (places[digit + 1] ?? 0) + (places[digit] ?? 0);
  }
  for (const from of order) {
    const digit = ((keyOf[from] ?? 0) >>> shift) & (digits - 1);
    const place = places[digit] ?? 0;
    places[digit] = place + 1;
    sorted[place] = from;
  }
}
