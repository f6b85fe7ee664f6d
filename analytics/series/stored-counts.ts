import { Temporal } from 'temporal-polyfill';
import { dateNumber, isDateNumber, noDateNumber } from '../calendar.js';
import {
  analytics,
  finiteCount,
  greatest,
  hasCounts,
  hasOddCounts,
  rowsOfCounts,
  type Greatest,
} from '../counted-documents.js';
import { InvalidArgument } from '../invalid-argument.js';
import type { Source } from '../metric.js';
import { numberOf } from '../numbers.js';
import { bucketEdges, type TimeBucket } from './buckets.js';
import { bucketRows, changeFrom, type CountSeries, type CountedBuckets } from './count-series.js';
import { coverageOf, type Stored } from './coverage.js';
import { dateAt, firstMoment, type Day, type Period } from './period.js';

/** One kind of document in `rocketchat_analytics`, and the field that holds its count. */
export interface CountKind {
  readonly type: 'users' | 'messages';
  readonly subject: string;
}

export const newUserCounts: CountKind = { type: 'users', subject: 'New users' };
export const messageCounts: CountKind = { type: 'messages', subject: 'Messages' };

/** What is stored of a kind of count: from its earliest date to now. */
export async function storedCounts(
  source: Source,
  { type, subject }: CountKind,
  now: number,
): Promise<Stored> {
  const { timeZone } = source;
  const today = dateAt(now, timeZone);
  const [row] = await source.aggregate<{ date: unknown }>(analytics, [
    { $match: { date: { $gte: 1_01_01, $lte: dateNumber(today) }, type } },
    // A list that holds such a number matches, too.
    { $match: { $expr: { $isNumber: '$date' } } },
    { $sort: { date: 1 } },
    { $limit: 1 },
    { $project: { _id: 0, date: 1 } },
  ]);
  return {
    start: row && firstMoment(dateOfNumber(numberOf(row.date)), timeZone),
    now,
    today: firstMoment(today, timeZone),
    subject,
  };
}

/** The date of a number such as 20240305; the nearest one where there is none. */
function dateOfNumber(number: number): Temporal.PlainDate {
  return Temporal.PlainDate.from({
    year: Math.floor(number / 10_000),
    month: Math.max(1, Math.floor(number / 100) % 100),
    day: Math.max(1, Math.floor(number) % 100),
  });
}

/** The stored counts of the dates of a period, which is in days of the workspace's calendar. */
export interface DayCounts {
  readonly period: Period;
  /** Per date of the period and type of room; newly joined users have none. */
  readonly types: ReadonlyMap<unknown, Float64Array>;
}

interface CountRow extends Greatest {
  readonly _id: { readonly date: unknown; readonly t?: unknown };
  readonly count: unknown;
  readonly id?: unknown;
}

/** Reads the counts of a period's dates until today. */
export async function dayCounts(
  source: Source,
  { type }: CountKind,
  period: Period,
  now: number,
): Promise<DayCounts> {
  const match = { date: datesOf(period), type };
  const rows = await rowsOfCounts<CountRow>(source, match, {
    checks: [finiteCount(type)],
    stages: (ids) => [
      {
        $group: {
          _id: { date: '$date', t: '$room.t' },
          count: { $sum: `$${type}` },
          ...greatest(type),
          ...ids,
        },
      },
    ],
    isOdd: (row) => hasOddCounts(row, row.count) || !isDateNumber(numberOf(row._id.date)),
  });
  const known = period.days.filter((day) => day.start < now);
  const indexes = new Map(known.map(({ date }, index) => [numberOfDate(date), index]));
  const types = new Map<unknown, Float64Array>();
  for (const row of rows.filter(hasCounts)) {
    const { date, t } = row._id;
    const index = indexes.get(numberOf(date));
    if (!isDateNumber(numberOf(date))) source.onSkipped(analytics, noDateNumber, row.id);
    if (index === undefined) continue;
    // Rooms of types that are no strings are counted together with all others alone.
    const counts = types.get(t) ?? new Float64Array(period.days.length);
    types.set(t, counts);
    counts[index] = (counts[index] ?? 0) + numberOf(row.count);
  }
  return { period, types };
}

/** The condition on `date` for the dates of a period. */
export function datesOf({ firstDay, lastDay }: Pick<Period, 'firstDay' | 'lastDay'>) {
  return { $gte: dateNumber(firstDay), $lte: dateNumber(lastDay) };
}

/** A date such as `2024-03-05` as Rocket.Chat stores it with counts: 20240305. */
export function numberOfDate(date: string): number {
  return Number(date.replaceAll('-', ''));
}

/** Days `[from, to)` of a period, as indexes. */
export interface DayRange {
  readonly from: number;
  readonly to: number;
}

/** The days of a period that are known: stored, and not ahead. */
export function knownDays({ days }: Period, { start = Infinity, now }: Stored): DayRange {
  return range(days, (day) => day.start >= start && day.start < now);
}

/** The days that are complete and known in both periods, by their index, which is the same in both. */
export function pairedDays(a: Period, b: Period, { start = Infinity, today }: Stored): DayRange {
  const both = a.days.slice(0, b.days.length);
  const isComplete = (day: Day | undefined) =>
    day !== undefined && day.start >= start && day.end <= today;
  return range(both, (day, index) => isComplete(day) && isComplete(b.days[index]));
}

/** Days are known from one on to another. */
function range(days: readonly Day[], isIn: (day: Day, index: number) => boolean): DayRange {
  const from = days.findIndex(isIn);
  if (from === -1) return { from: 0, to: 0 };
  return { from, to: days.findLastIndex(isIn) + 1 };
}

/** The sum of some days' counts; null where there are no such days. */
export function sumOf(counts: Float64Array | undefined, { from, to }: DayRange): number | null {
  if (from === to) return null;
  let sum = 0;
  for (let index = from; index < to; index += 1) sum += counts?.[index] ?? 0;
  return sum;
}

/** The counts of some types of room, or of all, added up per day. */
export function perDay({ period, types }: DayCounts, chosen?: readonly string[]): Float64Array {
  const sums = new Float64Array(period.days.length);
  for (const [type, counts] of types) {
    if (chosen && !(chosen as readonly unknown[]).includes(type)) continue;
    for (const [index, count] of counts.entries()) sums[index] = (sums[index] ?? 0) + count;
  }
  return sums;
}

/** The part of the compared period that a period is compared with: as many days as are complete. */
export function comparedPart(period: Period, compared: Period, { now, today }: Stored) {
  const { start, end } = compared;
  if (period.start > now || period.end <= now) return { start, end };
  const complete = period.days.filter((day) => day.end <= today).length;
  return { start, end: compared.days[complete]?.start ?? end };
}

export interface CountSeriesArgs {
  readonly period: Period;
  readonly compared: Period | undefined;
  readonly bucket: TimeBucket;
  /** Letters of types of room; `undefined` for all. */
  readonly types?: readonly string[] | undefined;
}

/**
 * A series of counts that are stored per calendar day of the workspace, which its buckets are in.
 * @throws InvalidArgument for buckets below a day.
 */
export async function storedCountSeries(
  source: Source,
  kind: CountKind,
  { period: requested, compared: requestedCompared, bucket, types }: CountSeriesArgs,
): Promise<CountSeries> {
  if (bucket.unit === 'MINUTE' || bucket.unit === 'HOUR') {
    throw new InvalidArgument(
      `Argument "bucket.unit": expected DAY, WEEK or MONTH, since Rocket.Chat stores these counts per day, got ${bucket.unit}.`,
    );
  }
  const now = Date.now();
  const period = requested.inDaysOf(source.timeZone);
  const compared = requestedCompared?.inDaysOf(source.timeZone);
  const edges = bucketEdges(period, bucket);
  const comparedEdges = compared && bucketEdges(compared, bucket);
  const stored = await storedCounts(source, kind, now);
  const [counts, comparedCounts] = await Promise.all(
    [period, compared].map(
      async (one) => one && perDay(await dayCounts(source, kind, one, now), types),
    ),
  );
  const known = knownDays(period, stored);
  return {
    total: sumOf(counts, known),
    comparison: compared ? comparison() : null,
    buckets: bucketRows(
      counted(period, edges, counts),
      compared && comparedEdges && counted(compared, comparedEdges, comparedCounts),
      stored,
    ),
    timeZone: source.timeZone,
    coverage: coverageOf(period, stored),
    computedAt: now,
  };

  function counted(one: Period, bucketsOf: Float64Array, perDate: Float64Array | undefined) {
    return countedBuckets(one, bucketsOf, perDate, knownDays(one, stored));
  }

  function comparison() {
    if (!compared) return null;
    const paired = pairedDays(period, compared, stored);
    const total = sumOf(comparedCounts, paired);
    return {
      total,
      ...changeFrom(sumOf(counts, paired), total),
      coverage: coverageOf(comparedPart(period, compared, stored), stored),
    };
  }
}

function countedBuckets(
  period: Period,
  edges: Float64Array,
  perDate: Float64Array | undefined,
  known: DayRange,
): CountedBuckets {
  const counts = new Float64Array(edges.length - 1);
  let bucket = 0;
  for (let index = known.from; index < known.to; index += 1) {
    while ((edges[bucket + 1] ?? Infinity) <= (period.days[index]?.start ?? 0)) bucket += 1;
    counts[bucket] = (counts[bucket] ?? 0) + (perDate?.[index] ?? 0);
  }
  return { period, edges, counts };
}
