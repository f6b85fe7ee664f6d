import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ObjectId } from 'bson';
import fc from 'fast-check';
import { createClock } from '../../embedded/wire/clock.js';
import { evaluate } from '../../embedded/wire/evaluate.js';
import { Store, type Document } from '../../embedded/wire/store.js';

const clock = () => createClock(undefined, 0);
const day = (date: number) => new Date(Date.UTC(2024, 2, date));

function stored(values: readonly unknown[]): Store {
  const store = new Store();
  store.load(
    'd',
    'c',
    values.map((value, _id) => (value === undefined ? { _id } : { _id, at: value })),
  );
  return store;
}

function matched(store: Store, condition: Document): unknown[] {
  const found = evaluate(store, 'd', 'c', [{ $match: { at: condition } }], clock());
  return [...found].map(({ _id }) => _id);
}

describe('a range of dates or numbers holds', () => {
  const values = [day(1), day(2), day(3), 2, '2', null, undefined, new ObjectId(), { at: day(2) }];

  test('dates and nothing else, with the ends that were named', () => {
    const store = stored(values);
    assert.deepEqual(matched(store, { $gte: day(1), $lte: day(2) }), [0, 1]);
    assert.deepEqual(matched(store, { $gt: day(1), $lt: day(3) }), [1]);
    assert.deepEqual(matched(store, { $gte: day(2) }), [1, 2]);
    assert.deepEqual(matched(store, { $lt: day(2) }), [0]);
  });

  test('numbers and nothing else', () => {
    const store = stored([1, 2, 3, day(1), '2', null, undefined, NaN]);
    assert.deepEqual(matched(store, { $gte: 1, $lte: 2 }), [0, 1]);
    assert.deepEqual(matched(store, { $gt: 1 }), [1, 2]);
  });

  test('lists by their elements', () => {
    assert.deepEqual(matched(stored([[day(1), day(9)], day(1)]), { $gte: day(8) }), [0]);
  });

  test('what has been added since it was first asked for, and not what has gone', () => {
    const store = stored([day(1), day(2)]);
    assert.deepEqual(matched(store, { $gte: day(2) }), [1]);
    store.insert('d', 'c', { _id: 2, at: day(3) });
    assert.deepEqual(matched(store, { $gte: day(2) }), [1, 2]);
    store.remove('d', 'c', 1);
    assert.deepEqual(matched(store, { $gte: day(2) }), [2]);
  });

  test('whatever a comparison by hand says', () => {
    const value = fc.oneof(
      fc.integer({ min: -3, max: 3 }),
      fc.integer({ min: 1, max: 5 }).map(day),
      fc.constantFrom(null, undefined, '1', NaN),
    );
    fc.assert(
      fc.property(fc.array(value, { maxLength: 12 }), value, value, (all, least, most) => {
        if (!isEnd(least) || !isEnd(most)) return;
        const expected = all.flatMap((one, _id) =>
          isEnd(one) && isOrdered(least, one) && isOrdered(one, most) ? [_id] : [],
        );
        assert.deepEqual(matched(stored(all), { $gte: least, $lte: most }), expected);
      }),
      { numRuns: 300 },
    );
  });
});

function isEnd(value: unknown): value is Date | number {
  return value instanceof Date || (typeof value === 'number' && !Number.isNaN(value));
}

/** Values of two types are not in any order. */
function isOrdered(one: Date | number, other: Date | number): boolean {
  return typeof one === typeof other && Number(one) <= Number(other);
}
