import { compareValues } from './compare.js';
import { keyOf } from './key.js';
import { sum } from './numbers.js';

type Accumulator = (values: readonly unknown[]) => unknown;

/**
 * The accumulators of `$group` over a group's values, of which a missing one is `undefined`. `$sum`
 * skips what is not a number, `$max` and `$min` skip null and missing, `$push` and `$addToSet` skip
 * missing (also `$$REMOVE`), `$first` and `$last` turn missing into null.
 */
export const accumulators: ReadonlyMap<string, Accumulator> = new Map<string, Accumulator>([
  ['$sum', sum],
  ['$max', (values) => extreme(values, 1)],
  ['$min', (values) => extreme(values, -1)],
  ['$first', (values) => values[0] ?? null],
  ['$last', (values) => values.at(-1) ?? null],
  ['$push', (values) => values.filter((value) => value !== undefined)],
  [
    '$addToSet',
    (values) => [
      ...new Map(
        values.filter((value) => value !== undefined).map((value) => [keyOf(value), value]),
      ).values(),
    ],
  ],
]);

function extreme(values: readonly unknown[], direction: 1 | -1): unknown {
  let best: unknown = null;
  for (const value of values) {
    if (value === null || value === undefined) continue;
    if (best === null || direction * compareValues(value, best) > 0) best = value;
  }
  return best;
}
