import { compareValues } from './compare.js';
import { emptySet, valuesOf, withValue, type ValueSet } from './value-set.js';

/** How a group's values become one: from a start, value by value, to a result. */
export interface Accumulator {
  readonly start: () => unknown;
  /** What has been gathered with one more value, which is `undefined` where it is missing. */
  readonly add: (gathered: never, value: unknown) => unknown;
  readonly result?: (gathered: never) => unknown;
}

interface Mean {
  sum: number;
  count: number;
}

/**
 * The accumulators as MongoDB documents them. `$sum` and `$avg` pass over what is no number, `$max`
 * and `$min` over null and missing, `$push` and `$addToSet` over missing, also `$$REMOVE`.
 */
export const accumulators = {
  $sum: {
    start: () => 0,
    add: (sum: number, value) => (typeof value === 'number' ? sum + value : sum),
  },
  $avg: {
    start: (): Mean => ({ sum: 0, count: 0 }),
    add(mean: Mean, value) {
      if (typeof value === 'number') {
        mean.sum += value;
        mean.count += 1;
      }
      return mean;
    },
    result: ({ sum, count }: Mean) => (count === 0 ? null : sum / count),
  },
  $max: extreme(1),
  $min: extreme(-1),
  $first: {
    start: () => undefined,
    add: (first: unknown, value) => (first === undefined ? (value ?? null) : first),
  },
  $last: { start: () => null, add: (_: unknown, value) => value ?? null },
  $push: {
    start: () => [],
    add(list: unknown[], value) {
      if (value !== undefined) list.push(value);
      return list;
    },
  },
  $addToSet: {
    start: () => emptySet,
    add: (set: ValueSet, value) => (value === undefined ? set : withValue(set, value)),
    result: valuesOf,
  },
} satisfies Record<`$${string}`, Accumulator>;

/** What a group of these values comes to. */
export function fold({ start, add, result }: Accumulator, values: readonly unknown[]): unknown {
  let gathered = start();
  for (const value of values) gathered = add(gathered as never, value);
  return result ? result(gathered as never) : gathered;
}

function extreme(direction: 1 | -1): Accumulator {
  return {
    start: () => null,
    add(best: unknown, value) {
      if (value === null || value === undefined) return best;
      return best === null || direction * compareValues(value, best) > 0 ? value : best;
    },
  };
}
