import type { Presences } from './presences.js';

/** The most users at one instant of each bucket; fed with presences in the order of their begin. */
export interface ConcurrentUsers {
  readonly add: (presences: Presences) => void;
  /** Per bucket; nothing can be added afterwards. */
  readonly counts: () => Float64Array;
  /** At one instant of all buckets. */
  readonly total: () => number;
}

/**
 * Counts the most distinct users present at one instant of each bucket. Begins come in order; ends are
 * put aside until the instant is reached.
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
  const ahead = endsAhead(start, end);

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
  function leave(user: number, until: number): void {
    // Otherwise another session of theirs lasts longer.
    if (until !== presentUntil[user]) return;
    reach(until - 1);
    present -= 1;
    presentUntil[user] = -Infinity;
  }

  return {
    add(presences) {
      for (let index = 0; index < presences.length; index += 1) {
        const begin = presences.begins[index] ?? 0;
        const until = presences.ends[index] ?? 0;
        if (until <= start) continue;
        if (begin >= end) break;
        const user = presences.users[index] ?? 0;
        ahead.take(begin, leave);
        const known = presentUntil[user] ?? 0;
        if (until > known) {
          presentUntil[user] = until;
          ahead.add(user, until);
        }
        if (known >= begin) continue;
        reach(begin - 1);
        present += 1;
        reach(begin);
        note();
      }
    },
    counts() {
      ahead.take(end, leave);
      reach(Infinity);
      return most;
    },
    total: () => most.reduce((a, b) => Math.max(a, b), 0),
  };
}

interface EndsAhead {
  readonly add: (user: number, until: number) => void;
  /** Gives out the ends up to and at an instant, in ascending order; instants ascend as well. */
  readonly take: (instant: number, leave: (user: number, until: number) => void) => void;
}

const slots = 1 << 16;
/** Longer lists take less time to sort by comparison than by insertion. */
const longList = 32;

/**
 * Ends of presences in `[start, end)`, each in the list of its part of that time, so that only the few
 * of one part are sorted: in proportion to the presences, and held only until they are given out.
 */
function endsAhead(start: number, end: number): EndsAhead {
  const slotMS = Math.max(1, (end - start) / slots);
  const slotOf = (instant: number) => Math.floor((instant - start) / slotMS);
  const first = new Int32Array(slots + 1).fill(-1);
  // Nodes of the lists. Those that are not used are a list as well.
  const users: number[] = [];
  const ends: number[] = [];
  const next: number[] = [];
  let unused = -1;
  // The nodes of the slot that has been reached, in order, from `taken` on.
  let current = -1;
  const due: number[] = [];
  let taken = 0;

  /** Puts a node into its place among those before `index`. */
  function insert(node: number, index = due.length): void {
    const until = ends[node] ?? 0;
    for (; index > taken && (ends[due[index - 1] ?? 0] ?? 0) > until; index -= 1) {
      due[index] = due[index - 1] ?? 0;
    }
    due[index] = node;
  }

  function load(slot: number): void {
    current = slot;
    taken = 0;
    due.length = 0;
    for (let node = first[slot] ?? -1; node !== -1; node = next[node] ?? -1) due.push(node);
    if (due.length > longList) due.sort((a, b) => (ends[a] ?? 0) - (ends[b] ?? 0));
    else for (let index = 1; index < due.length; index += 1) insert(due[index] ?? 0, index);
  }

  return {
    add(user, until) {
      if (until >= end) return;
      const node = unused === -1 ? users.length : unused;
      if (node === unused) unused = next[node] ?? -1;
      users[node] = user;
      ends[node] = until;
      const slot = slotOf(until);
      if (slot <= current) {
        insert(node);
        return;
      }
      next[node] = first[slot] ?? -1;
      first[slot] = node;
    },
    take(instant, leave) {
      const last = Math.min(slotOf(instant), slots);
      for (;;) {
        for (; taken < due.length; taken += 1) {
          const node = due[taken] ?? 0;
          const until = ends[node] ?? 0;
          if (until > instant) return;
          leave(users[node] ?? 0, until);
          next[node] = unused;
          unused = node;
        }
        if (current >= last) return;
        let slot = current + 1;
        while (slot < last && first[slot] === -1) slot += 1;
        load(slot);
      }
    },
  };
}
