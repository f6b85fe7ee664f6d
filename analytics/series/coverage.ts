import type { Period } from './period.js';

export type BucketState = 'FINAL' | 'PROVISIONAL' | 'PARTIAL' | 'UNKNOWN';

/** What is stored of a kind of record: from `start`, or nothing, to now. Epoch milliseconds. */
export interface Stored {
  readonly start: number | undefined;
  readonly now: number;
  /** The first moment of today on the workspace's calendar: what lies after it may still change. */
  readonly today: number;
  /** What the records are of, for messages: `People online`. */
  readonly subject: string;
  /** Days after `start` of which nothing is known, oldest first. */
  readonly missing?: readonly StoredDay[];
  /** Days before today whose records may still change. */
  readonly provisional?: readonly StoredDay[];
}

/** A day on the workspace's calendar. */
export interface StoredDay {
  /** As 2026-10-14. */
  readonly date: string;
  readonly start: number;
  readonly end: number;
}

/** The part of a span for which records exist. */
export interface Coverage {
  readonly start: number | null;
  readonly end: number | null;
  readonly isComplete: boolean;
  readonly reason: string | null;
  /** Days on the workspace's calendar in the middle of it without records, oldest first. */
  readonly missing: readonly string[];
}

/** Coverage of `[start, end)`. Time ahead is not missing. */
export function coverageOf(
  { start, end }: Pick<Period, 'start' | 'end'>,
  stored: Stored,
): Coverage {
  const missing = touched(stored.missing, start, Math.min(end, stored.now));
  const { from, until } = knownPart(start, end, stored);
  const isComplete = (from === start && missing.length === 0) || Math.min(end, stored.now) <= start;
  return {
    ...(from < until ? { start: from, end: until } : { start: null, end: null }),
    isComplete,
    reason: isComplete ? null : reasonOf(stored, missing),
    missing: missing.map(({ date }) => date),
  };
}

/** The part of a span between its first and its last moment that are known; empty for none. */
function knownPart(start: number, end: number, stored: Stored): { from: number; until: number } {
  let until = Math.min(end, stored.now);
  let from = Math.max(start, stored.start ?? Infinity);
  const missing = touched(stored.missing, from, until);
  for (const day of missing) if (day.start <= from && from < day.end) from = day.end;
  for (const day of missing.toReversed()) {
    if (day.start < until && until <= day.end) until = Math.max(day.start, from);
  }
  return { from, until };
}

const touched = (days: readonly StoredDay[] = [], start: number, end: number) =>
  days.filter((day) => day.start < end && day.end > start);

/** Whether all of a span lies in what is stored; time ahead does not. */
export function isCovered(start: number, end: number, stored: Stored): boolean {
  return (
    stored.start !== undefined &&
    stored.start <= start &&
    end <= stored.now &&
    touched(stored.missing, start, end).length === 0
  );
}

/** The state of a bucket, and of the count in it. */
export function stateOf(start: number, end: number, stored: Stored): BucketState {
  if (start >= stored.now || stored.start === undefined || end <= stored.start) return 'UNKNOWN';
  const { from, until } = knownPart(start, end, stored);
  if (from >= until) return 'UNKNOWN';
  if (from > start || touched(stored.missing, start, Math.min(end, stored.now)).length > 0) {
    return 'PARTIAL';
  }
  const mayChange = end > stored.today || touched(stored.provisional, start, end).length > 0;
  return mayChange ? 'PROVISIONAL' : 'FINAL';
}

function reasonOf({ start, subject }: Stored, missing: readonly StoredDay[]): string {
  if (start === undefined) return `${subject}: nothing is stored.`;
  const [first, second] = missing;
  if (!first) return `${subject}: stored without gaps since ${new Date(start).toISOString()} only.`;
  return second
    ? `${subject}: ${missing.length} days have no records, the first of them ${first.date}. Their files in the history are missing or damaged.`
    : `${subject}: ${first.date} has no records. Its file in the history is missing or damaged.`;
}
