const digits = 1 << 14;

/**
 * The indexes of values in ascending order of these. A radix sort: its time grows with the number
 * of values alone, and comparisons would take several times as long.
 */
export function ascendingOrder(values: Float64Array): Uint32Array {
  const { length } = values;
  let least = Infinity;
  let greatest = -Infinity;
  for (const value of values) {
    if (value < least) least = value;
    if (value > greatest) greatest = value;
  }
  let order = new Uint32Array(length);
  let sorted = new Uint32Array(length);
  for (let index = 0; index < length; index += 1) order[index] = index;
  const digitOf = new Uint16Array(length);
  for (let unit = 1; unit <= greatest - least; unit *= digits) {
    const places = new Uint32Array(digits + 1);
    for (let index = 0; index < length; index += 1) {
      const digit = Math.floor(((values[index] ?? 0) - least) / unit) % digits;
      digitOf[index] = digit;
      places[digit + 1] = (places[digit + 1] ?? 0) + 1;
    }
    for (let digit = 0; digit < digits; digit += 1) {
      places[digit + 1] = (places[digit + 1] ?? 0) + (places[digit] ?? 0);
    }
    for (let index = 0; index < length; index += 1) {
      const from = order[index] ?? 0;
      const digit = digitOf[from] ?? 0;
      const place = places[digit] ?? 0;
      places[digit] = place + 1;
      sorted[place] = from;
    }
    [order, sorted] = [sorted, order];
  }
  return order;
}
