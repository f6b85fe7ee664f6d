import type { Presences } from './presences.js';

/** Distinct users per bucket and in all of them; fed with presences in the order of their begin. */
export interface DistinctUsers {
  readonly add: (presences: Presences) => void;
  /** Per bucket, the users of so many buckets that end with it: one of the `reaches`. */
  readonly counts: (reach?: number) => Float64Array;
  /** The users of all buckets together. */
  readonly total: () => number;
}

/**
 * Counts distinct users in time proportional to the presences: as these come in the order of their
 * begin, all that must be known of a user is the last bucket in which they have been counted.
 * @param edges ascending; bucket i lies between edges i and i + 1.
 * @param users one more than the highest number of a user.
 * @param reaches for how many buckets a presence counts: with 7, a bucket has the users of the
 *   seven buckets that end with it.
 */
export function distinctUsers(
  edges: Float64Array,
  users: number,
  reaches: readonly number[] = [1],
): DistinctUsers {
  const buckets = edges.length - 1;
  const changes = reaches.map(() => new Float64Array(buckets + 1));
  const counted = new Int32Array(users).fill(-1);
  const start = edges[0] ?? 0;
  const end = edges[buckets] ?? 0;
  const none = new Float64Array(0);
  let total = 0;
  // That of the latest begin.
  let bucket = 0;

  return {
    add(presences) {
      for (let index = 0; index < presences.length; index += 1) {
        const begin = presences.begins[index] ?? 0;
        const until = presences.ends[index] ?? 0;
        if (until <= start) continue;
        if (begin >= end) return;
        while ((edges[bucket + 1] ?? 0) <= begin) bucket += 1;
        const user = presences.users[index] ?? 0;
        const last = counted[user] ?? -1;
        // Of a user who has been counted beyond it, no bucket before matters.
        let final = Math.max(bucket, last);
        while (final + 1 < buckets && (edges[final + 1] ?? 0) < until) final += 1;
        if (final === last) continue;
        counted[user] = final;
        if (last === -1) total += 1;
        for (let which = 0; which < reaches.length; which += 1) {
          const reach = reaches[which] ?? 1;
          const change = changes[which] ?? none;
          const first = last === -1 ? bucket : Math.max(bucket, last + reach);
          const after = Math.min(final + reach, buckets);
          if (first >= after) continue;
          change[first] = (change[first] ?? 0) + 1;
          change[after] = (change[after] ?? 0) - 1;
        }
      }
    },
    total: () => total,
    counts(reach = 1) {
      let current = 0;
      const change = changes[reaches.indexOf(reach)];
      return (change ?? none).subarray(0, buckets).map((difference) => (current += difference));
    },
  };
}
