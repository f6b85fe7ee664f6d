import { ACTIVE, type SessionColumns } from '../days/session-days.js';

/** Who was present from when to when, in the order of `begins`. */
export interface Presences {
  readonly length: number;
  /** The user as a number, the same on all days. */
  readonly users: Uint32Array;
  readonly begins: Float64Array;
  /** Excluded, and after the begin: instants are whole milliseconds, and nobody is there for none. */
  readonly ends: Float64Array;
}

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
export function* presencesOf(days: readonly Sessions[], now: number): Generator<Presences> {
  let late: Sessions | undefined;
  for (const [index, own] of days.entries()) {
    const day: Sessions = late && late.length > 0 ? merged(late, own) : own;
    const next = days[index + 1]?.start ?? Infinity;
    // A session may have been stored with a day before that of its login.
    late = part(day, lowerBound(day.begins, next), day.length);
    const count = lowerBound(day.begins, Math.min(next, now + 1));
    for (let start = 0; start < count; start += mostAtOnce) {
      yield untilNow(part(day, start, Math.min(start + mostAtOnce, count)), now);
    }
  }
}

function untilNow(day: Sessions, now: number): Presences {
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
