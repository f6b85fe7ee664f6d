import { ACTIVE, type SessionColumns } from '../days/session-days.js';

/** Who was present from when to when, in the order of `begins`. */
export interface Presences {
  readonly length: number;
  /** The user as a number, the same on all days. */
  readonly users: Uint32Array;
  readonly begins: Float64Array;
  /** Excluded, and after the begin: instants are whole milliseconds, and no one is online for none. */
  readonly ends: Float64Array;
}

/** Counts per bucket and for all of them; fed with presences in the order of their begin. */
export interface BucketCounter {
  readonly add: (presences: Presences) => void;
  /** Nothing can be added afterwards. */
  readonly counts: () => Float64Array;
  /** Of all buckets together, once they are counted. */
  readonly total: () => number;
}

/** A counter for buckets between these edges and for so many users. */
export type CounterOf = (edges: Float64Array, users: number) => BucketCounter;

/** What is read of the sessions of a stored day. */
export type Sessions = Pick<
  SessionColumns,
  'start' | 'latestEnd' | 'length' | 'users' | 'begins' | 'ends' | 'kinds'
>;

/** Older releases of Rocket.Chat write the last activity of an open session every minute. */
export const stillActiveMS = 2 * 60_000;

const mostAtOnce = 20_000;

/**
 * The presences of stored days until now, in batches, in the order of their begin over all batches.
 * What begins after now is left out.
 * @param days oldest first.
 */
export function* presencesOf(days: Iterable<Sessions>, now: number): Generator<Presences> {
  let late: Sessions | undefined;
  for (const [stored, nextDay] of withNext(days)) {
    // Before it is merged: no session is counted beyond the latest end of the day it is stored with.
    const own = untilNow(stored, now);
    const day = late && late.length > 0 ? merged(late, own) : own;
    const next = nextDay?.start ?? Infinity;
    // A session may have been stored with a day before that of its login.
    late = part(day, lowerBound(day.begins, next), day.length);
    const count = lowerBound(day.begins, Math.min(next, now + 1));
    for (let start = 0; start < count; start += mostAtOnce) {
      yield part(day, start, Math.min(start + mostAtOnce, count));
    }
  }
}

function* withNext<Item>(items: Iterable<Item>): Generator<[Item, Item | undefined]> {
  let last: Item | undefined;
  for (const item of items) {
    if (last !== undefined) yield [last, item];
    last = item;
  }
  if (last !== undefined) yield [last, undefined];
}

function untilNow(day: Sessions, now: number): Sessions {
  if (day.latestEnd + stillActiveMS <= now) return day;
  const ends = day.ends.map((end, index) => {
    const isOpen = day.kinds[index] === ACTIVE && now - end < stillActiveMS;
    return Math.max((day.begins[index] ?? 0) + 1, Math.min(isOpen ? day.latestEnd : end, now));
  });
  return { ...day, ends };
}

function part(day: Sessions, from: number, to: number): Sessions {
  if (from === 0 && to === day.length) return day;
  return {
    ...day,
    length: to - from,
    users: day.users.subarray(from, to),
    begins: day.begins.subarray(from, to),
    ends: day.ends.subarray(from, to),
    kinds: day.kinds.subarray(from, to),
  };
}

/** What lies between two instants of the sessions of a day, as if no one had been online otherwise. */
export function clipped(day: Sessions, start: number, end: number): Sessions {
  const from = Math.max(day.start, start);
  const overlapping: number[] = [];
  for (let index = 0; index < day.length; index += 1) {
    if ((day.begins[index] ?? 0) < end && (day.ends[index] ?? 0) > from) overlapping.push(index);
  }
  return {
    start: from,
    latestEnd: day.latestEnd,
    length: overlapping.length,
    users: Uint32Array.from(overlapping, (index) => day.users[index] ?? 0),
    begins: Float64Array.from(overlapping, (index) => Math.max(day.begins[index] ?? 0, from)),
    ends: Float64Array.from(overlapping, (index) => Math.min(day.ends[index] ?? 0, end)),
    kinds: Uint8Array.from(overlapping, (index) => day.kinds[index] ?? 0),
  };
}

/** Both days' sessions in the order of their begin. */
function merged(a: Sessions, b: Sessions): Sessions {
  const length = a.length + b.length;
  const both = {
    ...b,
    latestEnd: Math.max(a.latestEnd, b.latestEnd),
    length,
    users: new Uint32Array(length),
    begins: new Float64Array(length),
    ends: new Float64Array(length),
    kinds: new Uint8Array(length),
  };
  let inA = 0;
  let inB = 0;
  for (let index = 0; index < length; index += 1) {
    const isFromA = inB === b.length || (a.begins[inA] ?? Infinity) <= (b.begins[inB] ?? 0);
    const from = isFromA ? a : b;
    const at = isFromA ? inA++ : inB++;
    both.users[index] = from.users[at] ?? 0;
    both.begins[index] = from.begins[at] ?? 0;
    both.ends[index] = from.ends[at] ?? 0;
    both.kinds[index] = from.kinds[at] ?? 0;
  }
  return both;
}

/** The index of the first value that is not below `limit`, in an ascending list. */
export function lowerBound(values: Float64Array, limit: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((values[middle] ?? 0) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
