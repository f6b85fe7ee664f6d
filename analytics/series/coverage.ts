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
}

/** The part of a span for which records exist. */
export interface Coverage {
  readonly start: number | null;
  readonly end: number | null;
  readonly isComplete: boolean;
  readonly reason: string | null;
}

/** Coverage of `[start, end)`. Time ahead is not missing. */
export function coverageOf(
  { start, end }: Pick<Period, 'start' | 'end'>,
  stored: Stored,
): Coverage {
  const until = Math.min(end, stored.now);
  const from = Math.max(start, stored.start ?? Infinity);
  const isComplete = from === start || until <= start;
  return {
    ...(from < until ? { start: from, end: until } : { start: null, end: null }),
    isComplete,
    reason: isComplete ? null : reasonOf(stored),
  };
}

/** Whether all of a span lies in what is stored; time ahead does not. */
export function isCovered(start: number, end: number, stored: Stored): boolean {
  return stored.start !== undefined && stored.start <= start && end <= stored.now;
}

/** The state of a bucket, and of the count in it. */
export function stateOf(start: number, end: number, stored: Stored): BucketState {
  if (start >= stored.now || stored.start === undefined || end <= stored.start) return 'UNKNOWN';
  if (start < stored.start) return 'PARTIAL';
  return end > stored.today ? 'PROVISIONAL' : 'FINAL';
}

function reasonOf({ start, subject }: Stored): string {
  return start === undefined
    ? `${subject}: nothing is stored.`
    : `${subject}: stored without gaps since ${new Date(start).toISOString()} only.`;
}
