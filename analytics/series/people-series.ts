import { bucketEdges, type TimeBucket } from './buckets.js';
import { countAll } from './count-all.js';
import {
  bucketRows,
  changeFrom,
  type CountComparison,
  type CountSeries,
  type CountedBuckets,
} from './count-series.js';
import { coverageOf, isCovered } from './coverage.js';
import {
  peopleOnline,
  storedAsRead,
  storedPeople,
  type People,
  type StoredPeople,
} from './people.js';
import type { Period } from './period.js';
import { presencesOf, type Presences } from './presences.js';
import type { Source } from '../metric.js';

export interface SeriesArgs {
  readonly period: Period;
  readonly compared: Period | undefined;
  readonly bucket: TimeBucket;
}

/** Counts per bucket and for all of them; fed with presences in the order of their begin. */
export interface BucketCounter {
  readonly add: (presences: Presences) => void;
  /** Nothing can be added afterwards. */
  readonly counts: () => Float64Array;
  /** Of all buckets together, once they are counted. */
  readonly total: () => number;
}

/** Days of records that a series reads: those of both periods. */
export function seriesCost({ period, compared }: SeriesArgs): number {
  return period.dayCount + (compared?.dayCount ?? 0);
}

/** A counter for buckets between these edges and for so many users. */
export type CounterOf = (edges: Float64Array, users: number) => BucketCounter;

/** A series of people online, computed from their sessions. */
export async function peopleSeries(
  source: Source,
  { period, compared, bucket }: SeriesArgs,
  counterOf: CounterOf,
): Promise<CountSeries> {
  const now = Date.now();
  const edges = bucketEdges(period, bucket);
  const comparedEdges = compared && bucketEdges(compared, bucket);
  const known = await storedPeople(source, now);
  const own = await counted(source, period, edges, known, counterOf);
  const other =
    compared && comparedEdges && (await counted(source, compared, comparedEdges, known, counterOf));
  const stored = storedAsRead(known, own.people, other?.people);
  const coverage = coverageOf(period, stored);
  const total = coverage.start === null ? null : own.total;
  return {
    total,
    comparison: other
      ? await comparison(source, { period, total, other, stored, counterOf })
      : null,
    buckets: bucketRows(own, other, stored),
    timeZone: period.timeZone,
    coverage,
    computedAt: now,
  };
}

async function counted(
  source: Source,
  period: Period,
  edges: Float64Array,
  stored: StoredPeople,
  counterOf: CounterOf,
): Promise<Counted> {
  const people = await peopleOnline(source, period, stored);
  const counter = counterOf(edges, people.users);
  await countAll(presencesOf(people.days, stored.now), counter.add);
  return { period, edges, counts: counter.counts(), total: counter.total(), people };
}

interface Counted extends CountedBuckets {
  readonly total: number;
  readonly people: People;
}

/** A period that contains now is compared with the same elapsed part of the other. */
async function comparison(
  source: Source,
  {
    period,
    total,
    other,
    stored,
    counterOf,
  }: {
    period: Period;
    total: number | null;
    other: Counted;
    stored: StoredPeople;
    counterOf: CounterOf;
  },
): Promise<CountComparison> {
  const { start } = other.period;
  const { now } = stored;
  const containsNow = period.start <= now && now < period.end;
  const end = containsNow
    ? Math.min(start + now - period.start, other.period.end)
    : other.period.end;
  const coverage = coverageOf({ start, end }, stored);
  const comparedTotal =
    coverage.start === null
      ? null
      : end === other.period.end
        ? other.total
        : (await counted(source, other.period, Float64Array.of(start, end), stored, counterOf))
            .total;
  return {
    total: comparedTotal,
    ...changeFrom(total, isCovered(start, end, stored) ? comparedTotal : null),
    coverage,
  };
}
