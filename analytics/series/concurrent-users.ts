import { ascendingOrder } from '../days/ascending-order.js';
import type { Presences } from './presences.js';

type Ends = Pick<Presences, 'users' | 'ends'>;

/** The most users at one instant of each bucket; fed with presences in the order of their begin. */
export interface ConcurrentUsers {
  readonly add: (presences: Presences) => void;
  /** Per bucket; nothing can be added afterwards. */
  readonly counts: () => Float64Array;
  /** At one instant of all buckets. */
  readonly total: () => number;
}

/**
 * Counts the most distinct users present at one instant of each bucket. Begins come in order; the
 * ends of each batch are sorted and merged with those that are still ahead.
 * @param edges ascending; bucket i lies between edges i and i + 1.
 * @param users one more than the highest number of a user.
 */
export function concurrentUsers(edges: Float64Array, users: number): ConcurrentUsers {
  const buckets = edges.length - 1;
  const most = new Float64Array(buckets);
  const start = edges[0] ?? 0;
  const end = edges[buckets] ?? 0;
  // Until when each user is present without a gap, as far as is known.
  const presentUntil = new Float64Array(users).fill(-Infinity);
  let present = 0;
  let bucket = -1;
  let ahead: Ends = { users: new Uint32Array(0), ends: new Float64Array(0) };

  /** Moves to an instant: who is present when a bucket begins is present in it. */
  function reach(instant: number): void {
    while (bucket < buckets && (edges[bucket + 1] ?? Infinity) <= instant) {
      bucket += 1;
      note();
    }
  }
  function note(): void {
    if (present > (most[bucket] ?? Infinity)) most[bucket] = present;
  }
  /** Applies the ends up to and at an instant, from the index; returns the index of the next. */
  function leave(ends: Ends, from: number, instant: number): number {
    let index = from;
    for (; index < ends.ends.length; index += 1) {
      const end = ends.ends[index] ?? 0;
      if (end > instant) break;
      // Otherwise another session of theirs lasts longer.
      if (end !== presentUntil[ends.users[index] ?? 0]) continue;
      reach(end - 1);
      present -= 1;
      presentUntil[ends.users[index] ?? 0] = -Infinity;
    }
    return index;
  }

  return {
    add(presences) {
      const ends = inOrder(joined(ahead, presences));
      let next = 0;
      for (let index = 0; index < presences.length; index += 1) {
        const begin = presences.begins[index] ?? 0;
        const until = presences.ends[index] ?? 0;
        if (until <= start) continue;
        if (begin >= end) break;
        const user = presences.users[index] ?? 0;
        if ((ends.ends[next] ?? Infinity) <= begin) next = leave(ends, next, begin);
        const known = presentUntil[user] ?? 0;
        if (until > known) presentUntil[user] = until;
        if (known >= begin) continue;
        reach(begin - 1);
        present += 1;
        reach(begin);
        note();
      }
      ahead = { users: ends.users.subarray(next), ends: ends.ends.subarray(next) };
    },
    counts() {
      leave(ahead, 0, Infinity);
      reach(Infinity);
      return most;
    },
    total: () => most.reduce((a, b) => Math.max(a, b), 0),
  };
}

function joined(ahead: Ends, { users, ends }: Presences): Ends {
  const all = {
    users: new Uint32Array(ahead.ends.length + ends.length),
    ends: new Float64Array(ahead.ends.length + ends.length),
  };
  all.users.set(ahead.users);
  all.users.set(users, ahead.ends.length);
  all.ends.set(ahead.ends);
  all.ends.set(ends, ahead.ends.length);
  return all;
}

/** Sorted by end. */
function inOrder({ users, ends }: Ends): Ends {
  const sorted = { users: new Uint32Array(users.length), ends: new Float64Array(ends.length) };
  const order = ascendingOrder(ends);
  for (let index = 0; index < order.length; index += 1) {
    const from = order[index] ?? 0;
    sorted.users[index] = users[from] ?? 0;
    sorted.ends[index] = ends[from] ?? 0;
  }
  return sorted;
}
