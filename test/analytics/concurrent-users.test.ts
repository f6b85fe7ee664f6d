import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { concurrentUsers } from '../../analytics/series/concurrent-users.js';

/** The most users at one of all the instants at which somebody comes or a bucket begins. */
function counted(edges: readonly number[], presences: readonly (readonly number[])[]): number[] {
  return edges.slice(0, -1).map((edge, bucket) => {
    const after = edges[bucket + 1] ?? 0;
    const instants = [edge, ...presences.map(([, begin = 0]) => begin)];
    return Math.max(
      ...instants
        .filter((instant) => instant >= edge && instant < after)
        .map((instant) => {
          const there = presences.filter(
            ([, begin = 0, until = 0]) => begin <= instant && instant < until,
          );
          return new Set(there.map(([user]) => user)).size;
        }),
    );
  });
}

describe('the most users at one instant', () => {
  // Short and long periods: in the short ones, many sessions end in one part of the time.
  for (const length of [7, 1_000, 3_600_000, 400 * 86_400_000]) {
    it(`of buckets in ${length} ms, with many sessions in batches`, () => {
      const instant = fc.oneof(
        fc.integer({ min: -10, max: length + 10 }),
        fc.integer({ min: 0, max: Math.min(length, 60) }),
      );
      const presence = fc.tuple(fc.nat(40), instant, instant);
      fc.assert(
        fc.property(fc.array(presence, { maxLength: 150, size: 'max' }), (random) => {
          const edges = [0, Math.floor(length / 3), Math.floor(length / 2), length];
          const presences = random
            .map(([user, a, b]) => [user, Math.min(a, b), Math.max(a, b) + 1] as const)
            .sort(([, a], [, b]) => a - b);
          const counter = concurrentUsers(Float64Array.from(edges), 41);
          for (let from = 0; from < presences.length; from += 50) {
            const batch = presences.slice(from, from + 50);
            counter.add({
              length: batch.length,
              users: Uint32Array.from(batch, ([user]) => user),
              begins: Float64Array.from(batch, ([, begin]) => begin),
              ends: Float64Array.from(batch, ([, , until]) => until),
            });
          }
          const expected = counted(edges, presences);
          assert.deepEqual([...counter.counts()], expected);
          assert.equal(counter.total(), Math.max(...expected));
        }),
        { numRuns: 300 },
      );
    });
  }
});
