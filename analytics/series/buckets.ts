import type { Temporal } from 'temporal-polyfill';
import { dayMS } from '../calendar.js';
import { InvalidArgument } from '../invalid-argument.js';
import { firstMoment, zonedAt, type Period } from './period.js';

export type TimeUnit = 'MINUTE' | 'HOUR' | 'DAY' | 'WEEK' | 'MONTH';

/** The days of a week in the order of ISO 8601, Monday first. */
export const weekdays = [
  'MONDAY',
  'TUESDAY',
  'WEDNESDAY',
  'THURSDAY',
  'FRIDAY',
  'SATURDAY',
  'SUNDAY',
] as const;

export type Weekday = (typeof weekdays)[number];

/** Buckets of a size, cut on the calendar of a zone. */
export interface TimeBucket {
  readonly unit: TimeUnit;
  readonly size: number;
  /** For weeks. */
  readonly weekStartsOn: Weekday;
}

const minuteMS = 60_000;
const hourMS = 60 * minuteMS;
const unitMS = { MINUTE: minuteMS, HOUR: hourMS, DAY: dayMS, WEEK: 0, MONTH: 0 };
const shortestMS = { ...unitMS, WEEK: 6 * dayMS, MONTH: 27 * dayMS };

/** Sizes of which a day holds a whole number; days may be grouped at will. */
const sizes: Readonly<Record<TimeUnit, readonly number[] | undefined>> = {
  MINUTE: [5, 10, 15, 20, 30],
  HOUR: [1, 2, 3, 4, 6, 8, 12],
  DAY: undefined,
  WEEK: [1],
  MONTH: [1],
};

/**
 * The edges of a period's buckets in epoch milliseconds, ascending: bucket i lies between edges i
 * and i + 1. The first begins with the period and the last ends with it, complete or not. A repeated
 * hour makes two buckets, an hour or a date that the zone skips makes none.
 * @throws InvalidArgument for a size that the unit does not have, and above `MAX_BUCKETS`.
 */
export function bucketEdges(period: Period, bucket: TimeBucket): Float64Array {
  const { unit, size } = bucket;
  assertSize(bucket);
  // A day may be an hour shorter than others, so this many there are at least.
  if (unitMS[unit] > 0) {
    assertCount(period, Math.floor((period.end - period.start) / (size * unitMS[unit])) - 1);
  }
  const edges =
    unit === 'MINUTE' || unit === 'HOUR'
      ? clockEdges(period, size * unitMS[unit])
      : dateEdges(period, datesFrom(period, bucket));
  assertCount(period, edges.length - 1);
  return Float64Array.from(edges);
}

/** How many buckets `bucketEdges` gives at most. */
export function mostBuckets({ start, end, limits }: Period, { unit, size }: TimeBucket): number {
  const count = Math.ceil((end - start) / (Math.max(1, size) * shortestMS[unit])) + 1;
  return Math.min(count, limits.maxBuckets);
}

/** How many dates each bucket touches; those that the zone skips do not count. */
export function datesTouched(period: Period, edges: Float64Array): Uint16Array {
  const { days } = period;
  const counts = new Uint16Array(edges.length - 1);
  let first = 0;
  let last = 0;
  for (let bucket = 0; bucket < counts.length; bucket += 1) {
    const [start, end] = [edges[bucket] ?? 0, edges[bucket + 1] ?? 0];
    while ((days[first]?.end ?? Infinity) <= start) first += 1;
    last = Math.max(last, first);
    while ((days[last]?.end ?? Infinity) < end) last += 1;
    counts[bucket] = last - first + 1;
  }
  return counts;
}

function assertSize({ unit, size }: TimeBucket): void {
  const known = sizes[unit];
  if (known ? known.includes(size) : size >= 1) return;
  const expected = known ? known.join(', ').replace(/, (\d+)$/, ' or $1') : '1 or more';
  throw new InvalidArgument(
    `Argument "bucket.size": expected ${expected} for ${unit}, got ${size}.`,
  );
}

function assertCount({ limits }: Period, buckets: number): void {
  if (buckets <= limits.maxBuckets) return;
  throw new InvalidArgument(
    `Argument "bucket": expected at most ${limits.maxBuckets} buckets in the period (MAX_BUCKETS).`,
  );
}

/** Every instant at which the zone's clock shows a multiple of the size since midnight is an edge. */
function clockEdges(period: Period, sizeMS: number): number[] {
  const edges = [period.start];
  for (const { start, end, offset } of clockStretches(period)) {
    let edge = Math.ceil((start + offset) / sizeMS) * sizeMS - offset;
    for (; edge < end; edge += sizeMS) if (edge > period.start) edges.push(edge);
  }
  return [...edges, period.end];
}

/** A time without a change of the clock, which is `offset` milliseconds ahead of UTC. */
interface ClockStretch {
  readonly start: number;
  readonly end: number;
  readonly offset: number;
}

/** A period cut where the clock of its zone changes. */
function* clockStretches({ start, end, timeZone }: Period): Generator<ClockStretch> {
  let from: Temporal.ZonedDateTime | null = zonedAt(start, timeZone);
  while (from && from.epochMilliseconds < end) {
    const next: Temporal.ZonedDateTime | null = from.getTimeZoneTransition('next');
    yield {
      start: from.epochMilliseconds,
      end: Math.min(next?.epochMilliseconds ?? end, end),
      offset: from.offsetNanoseconds / 1e6,
    };
    from = next;
  }
}

/** An hour of the clock in a period: the edges between which it lies, and what the clock shows. */
export interface ClockHours {
  readonly edges: Float64Array;
  /** For each span between two edges, the index of its date in `period.days` times 24, and its hour. */
  readonly cells: Uint32Array;
}

/**
 * The spans of a period in which the clock shows one date and hour. An hour that comes twice is one
 * span, unless another hour lies between.
 */
export function clockHours(period: Period): ClockHours {
  const edges: number[] = [];
  const cells: number[] = [];
  const rows = new Map(period.days.map(({ date }, index) => [Date.parse(date) / dayMS, index]));
  for (const { start, end, offset } of clockStretches(period)) {
    for (let at = start; at < end;) {
      const hour = Math.floor((at + offset) / hourMS);
      // Past midnight, a clock that goes back shows once more a date that may lie before the period.
      const row = rows.get(Math.floor(hour / 24)) ?? period.days.length;
      const cell = 24 * row + (((hour % 24) + 24) % 24);
      if (cells.at(-1) !== cell) {
        edges.push(at);
        cells.push(cell);
      }
      at = Math.min((hour + 1) * hourMS - offset, end);
    }
  }
  assertCount(period, cells.length);
  return { edges: Float64Array.from([...edges, period.end]), cells: Uint32Array.from(cells) };
}

function dateEdges({ start, end, timeZone }: Period, dates: Iterable<Temporal.PlainDate>) {
  const edges = [start];
  for (const date of dates) {
    const edge = firstMoment(date, timeZone);
    if (edge >= end) break;
    // A date that the zone skips has the first moment of the next.
    if (edge > (edges.at(-1) ?? 0)) edges.push(edge);
  }
  return [...edges, end];
}

/** The dates with which buckets begin, from that of the first bucket on, without end. */
function* datesFrom(
  { firstDay, dayCount }: Period,
  { unit, size, weekStartsOn }: TimeBucket,
): Generator<Temporal.PlainDate> {
  // A longer step leads out of the calendar.
  const step = Math.min(size, dayCount);
  const begun =
    unit === 'MONTH'
      ? firstDay.with({ day: 1 })
      : unit === 'WEEK'
        ? startOfWeek(firstDay, weekStartsOn)
        : firstDay;
  for (let index = 0; ; index += 1) yield begun.add(steps(unit, index * step));
}

/** The first day of the week in which a date lies. */
export function startOfWeek(date: Temporal.PlainDate, weekStartsOn: Weekday): Temporal.PlainDate {
  const start = weekdays.indexOf(weekStartsOn) + 1;
  return date.subtract({ days: (date.dayOfWeek - start + 7) % 7 });
}

/** So many days, weeks or months. */
export function steps(unit: TimeUnit, count: number): Temporal.DurationLike {
  return unit === 'MONTH'
    ? { months: count }
    : unit === 'WEEK'
      ? { weeks: count }
      : { days: count };
}
