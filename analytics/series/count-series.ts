import { datesTouched } from './buckets.js';
import { stateOf, type BucketState, type Coverage, type Stored } from './coverage.js';
import type { Period } from './period.js';

/** What every result says of itself. */
export interface Measured {
  readonly timeZone: string;
  readonly coverage: Coverage;
  /** Epoch milliseconds. */
  readonly computedAt: number;
}

/** A count per bucket, oldest first, without gaps. */
export interface CountSeries extends Measured {
  /** Of the whole period; null where nothing is known. */
  readonly total: number | null;
  /** Null when no comparison was requested. */
  readonly comparison: CountComparison | null;
  readonly buckets: readonly CountBucket[];
}

/** The same of the compared period, over the same elapsed time. */
export interface CountComparison {
  readonly total: number | null;
  readonly difference: number | null;
  /** Null when `total` is 0. */
  readonly ratio: number | null;
  readonly coverage: Coverage;
}

export interface CountBucket {
  readonly start: number;
  readonly end: number;
  /** Null where nothing is known. */
  readonly count: number | null;
  /** Of the bucket with the same index, where that spans as many dates. */
  readonly comparedCount: number | null;
  readonly state: BucketState;
}

/** Buckets of a period and their counts, of which those of unknown buckets do not matter. */
export interface CountedBuckets {
  readonly period: Period;
  readonly edges: Float64Array;
  readonly counts: Float64Array;
}

/** The buckets of a period beside those of the compared one. */
export function bucketRows(
  { period, edges, counts }: CountedBuckets,
  compared: CountedBuckets | undefined,
  stored: Stored,
): CountBucket[] {
  const dates = datesTouched(period, edges);
  const comparedDates = compared && datesTouched(compared.period, compared.edges);
  return Array.from(counts, (count, index) => {
    const [start, end] = [edges[index] ?? 0, edges[index + 1] ?? 0];
    const state = stateOf(start, end, stored);
    return {
      start,
      end,
      count: state === 'UNKNOWN' ? null : count,
      comparedCount:
        compared && comparedDates?.[index] === dates[index]
          ? knownCount(compared, index, stored)
          : null,
      state,
    };
  });
}

function knownCount({ edges, counts }: CountedBuckets, index: number, stored: Stored) {
  const state = stateOf(edges[index] ?? 0, edges[index + 1] ?? 0, stored);
  return state === 'UNKNOWN' ? null : (counts[index] ?? null);
}

/** `count` beside another: null where that is, and no ratio to 0. */
export function changeFrom(count: number | null, other: number | null) {
  const difference = count === null || other === null ? null : count - other;
  return { difference, ratio: difference === null || !other ? null : difference / other };
}
