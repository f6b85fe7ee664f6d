import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { ascendingOrder } from '../../analytics/days/ascending-order.js';

describe('ascending order', () => {
  const widths = [0, 1, 100, 2 ** 14, 2 ** 28, 2 ** 28 + 1, 2 ** 42, 2 ** 52];
  for (const width of widths) {
    it(`sorts whole numbers that differ by up to ${width}, equal ones by their index`, () => {
      const values = fc.array(
        fc.oneof(
          fc.integer({ min: 0, max: Math.min(width, 9) }),
          fc.maxSafeNat().map((n) => n % (width + 1)),
        ),
        { maxLength: 200 },
      );
      fc.assert(
        fc.property(values, fc.integer(), (offsets, base) => {
          const all = [...offsets, 0, width].map((offset) => base + offset);
          const expected = all
            .map((_, index) => index)
            .sort((a, b) => (all[a] ?? 0) - (all[b] ?? 0));
          assert.deepEqual([...ascendingOrder(Float64Array.from(all))], expected);
        }),
      );
    });
  }
});
