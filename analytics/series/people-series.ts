import { ownTurn } from '../days/event-loop.js';
import { bucketEdges, mostBuckets, type TimeBucket } from './buckets.js';
import { countAll } from './count-all.js';
import {
  bucketRows,
  changeFrom,
  type CountComparison,
  type CountSeries,
  type CountedBuckets,
} from './count-series.js';
import { coverageOf, isCovered } from './coverage.js';
import { pastCounts, pastDates, type OddDays } from './history-people.js';
import { peopleOnline, storedAsRead, storedPeople, type StoredPeople } from './people.js';
import type { Period } from './period.js';
import { lowerBound, presencesOf, type CounterOf } from './presences.js';
import type { Source } from '../metric.js';

export interface SeriesArgs {
  readonly period: Period;
  readonly compared: Period | undefined;
  readonly bucket: TimeBucket;
}

/** The buckets of a series in both periods, at most. */
export function seriesBuckets({ period, compared, bucket }: SeriesArgs): number {
  return mostBuckets(period, bucket) + (compared ? mostBuckets(compared, bucket) : 0);
}

/** Days of records that a series reads in both periods, and its buckets, 24 of them as a day. */
export function seriesCost(args: SeriesArgs): number {
  const { period, compared } = args;
  return period.dayCount + (compared?.dayCount ?? 0) + Math.ceil(seriesBuckets(args) / 24);
}

/** What a series counts. */
export interface PeopleCount {
  readonly name: string;
  readonly counterOf: CounterOf;
  /** Whether distinct users are counted, so that it does not matter when in a bucket they were online. */
  readonly isOfUsers: boolean;
}

/** A series of people online, computed from their sessions. */
export async function peopleSeries(
  source: Source,
  { period, compared, bucket }: SeriesArgs,
  count: PeopleCount,
): Promise<CountSeries> {
  const now = Date.now();
  const edges = bucketEdges(period, bucket);
  const comparedEdges = compared && bucketEdges(compared, bucket);
  const known = await storedPeople(source, now);
  const own = await counted(source, period, edges, known, count);
  const other =
    compared && comparedEdges && (await counted(source, compared, comparedEdges, known, count));
  const stored = storedAsRead(known, ...own.read, ...(other?.read ?? []));
  // Many series may be computed from the same days.
  await ownTurn();
  const coverage = coverageOf(period, stored);
  const total = coverage.start === null ? null : own.total;
  return {
    total,
    comparison: other ? await comparison(source, { period, total, other, stored, count }) : null,
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
  { name, counterOf, isOfUsers }: PeopleCount,
): Promise<Counted> {
  const span = { start: edges[0] ?? 0, end: edges.at(-1) ?? 0 };
  const whole = pastDates(source, span, period.timeZone, stored.databaseDay);
  const isEdge = (instant: number) => edges[lowerBound(edges, instant)] === instant;
  const isCut = whole.some(
    ({ start, end }) => lowerBound(edges, start + 1) < lowerBound(edges, end),
  );
  // Users of two parts of a bucket cannot be added up, unlike the most of both.
  const isUsable =
    !isOfUsers || !isCut || whole.every(({ start, end }) => isEdge(start) && isEdge(end));
  const dates = isUsable ? whole : [];
  const [people, past] = await Promise.all([
    peopleOnline(source, span, stored, { dates, withUsers: isOfUsers }),
    isCut || !isOfUsers ? pastCounts(source, dates, edges, name, counterOf) : undefined,
  ]);
  const counter = counterOf(edges, people.users);
  await countAll(presencesOf(people.days, stored.now), counter.add);
  const counts = counter.counts();
  for (const { start, count } of past?.spans ?? []) {
    const bucket = lowerBound(edges, start + 1) - 1;
    counts[bucket] = isOfUsers ? count : Math.max(counts[bucket] ?? 0, count);
  }
  const total = isOfUsers ? counter.total() : counts.reduce((a, b) => Math.max(a, b), 0);
  return { period, edges, counts, total, read: past ? [people, past] : [people] };
}

interface Counted extends CountedBuckets {
  readonly total: number;
  readonly read: readonly OddDays[];
}

/** A period that contains now is compared with the same elapsed part of the other. */
async function comparison(
  source: Source,
  {
    period,
    total,
    other,
    stored,
    count,
  }: {
    period: Period;
    total: number | null;
    other: Counted;
    stored: StoredPeople;
    count: PeopleCount;
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
        : (await counted(source, other.period, Float64Array.of(start, end), stored, count)).total;
  return {
    total: comparedTotal,
    ...changeFrom(total, isCovered(start, end, stored) ? comparedTotal : null),
    coverage,
  };
}
