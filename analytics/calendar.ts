import { Temporal } from 'temporal-polyfill';
import type { BsonDocument } from '../data/workspace.js';
import { numberOf } from './numbers.js';

/** Both ends of a metric's window; the dates of both belong to it. */
export interface Period {
  readonly start: Date;
  readonly end: Date;
}

// Nothing is stored outside these years. Instants beyond them count as their ends, so that days can
// be added to and taken from any date without leaving the calendar.
const firstDate = Temporal.PlainDate.from('0001-01-01');
const lastDate = Temporal.PlainDate.from('9999-12-31');
/** The length of a day of UTC. */
export const dayMS = 24 * 60 * 60 * 1000;
const daysOfCalendar = firstDate.until(lastDate).days;

// No workspace has stored more than ten years: a longer window reads no more than that.
const mostDays = 3660;

/**
 * What reading a window costs: a day of the workspace's records costs 1, so this is how many dates
 * of any calendar the window touches at most, from 1 to ten years of them.
 */
export function daysTouched({ start, end }: Period): number {
  const days = Math.ceil((end.getTime() - start.getTime()) / dayMS) + 1;
  return Math.min(Math.max(days, 1), mostDays);
}

/** The same, and those of the period before that it is compared with. */
export function daysCompared(window: Period): number {
  return 2 * daysTouched(window) + 1;
}

/** The date that the zone's clock shows at an instant, within the years 1 to 9999. */
export function dateAt(instant: Date, timeZone: string): Temporal.PlainDate {
  const date = zoned(instant, timeZone).toPlainDate();
  if (Temporal.PlainDate.compare(date, firstDate) < 0) return firstDate;
  return Temporal.PlainDate.compare(date, lastDate) > 0 ? lastDate : date;
}

/** A date as Rocket.Chat stores it with daily counts: 20240305. */
export function dateNumber({
  year,
  month,
  day,
}: Pick<Temporal.PlainDate, 'year' | 'month' | 'day'>): number {
  return year * 10_000 + month * 100 + day;
}

/** Whether a number is such a date. */
export function isDateNumber(number: number): boolean {
  const [year, month] = [Math.floor(number / 10_000), Math.floor(number / 100) % 100];
  return storedDateOf({ year, month, day: number % 100 }) !== undefined;
}

/** What is reported of documents with another one. */
export const noDateNumber = 'date is not a calendar day';

/** The date of such a number. */
export function dateOfNumber(number: number): Temporal.PlainDate {
  return Temporal.PlainDate.from({
    year: Math.floor(number / 10_000),
    month: Math.floor(number / 100) % 100,
    day: number % 100,
  });
}

/** A date as the number of days since 1970-01-01. */
export function dayNumber({
  year,
  month,
  day,
}: Pick<Temporal.PlainDate, 'year' | 'month' | 'day'>): number {
  // Not `Date.UTC`, which takes the years below 100 for those of the last century.
  return new Date(0).setUTCFullYear(year, month - 1, day) / dayMS;
}

/** The date of such a number of days. */
export function dateOfDayNumber(number: number): Temporal.PlainDate {
  return Temporal.PlainDate.from('1970-01-01').add({ days: number });
}

/** A date as it is stored, in numbers of any type. */
export type StoredDate = Partial<Record<'year' | 'month' | 'day', unknown>>;

/** The date that a document's fields `year`, `month` and `day` are; `undefined` where they are none. */
export function storedDateOf(
  stored: StoredDate,
): { readonly year: number; readonly month: number; readonly day: number } | undefined {
  const [year, month, day] = [stored.year, stored.month, stored.day].map(numberOf) as [
    number,
    number,
    number,
  ];
  if (!(year >= firstDate.year && year <= lastDate.year)) return undefined;
  const date = new Date(dayNumber({ year, month, day }) * dayMS);
  const isDate =
    date.getUTCFullYear() === year && date.getUTCMonth() + 1 === month && date.getUTCDate() === day;
  return isDate ? { year, month, day } : undefined;
}

/** What is reported of documents without such a date. */
export const noStoredDate = 'year, month and day are not a date';

/** The first moment of a date in the zone, also where its midnight is skipped or comes twice. */
export function firstMoment(date: Temporal.PlainDate, timeZone: string): Date {
  return new Date(date.toZonedDateTime(timeZone).epochMilliseconds);
}

/**
 * Whole days from start to end on the zone's clock, and one: eight for "the last seven days". It
 * truncates towards zero, as Rocket.Chat does, so that it is 1 also for an end up to a day early.
 */
export function wholeDays({ start, end }: Period, timeZone: string): number {
  const { days } = zoned(start, timeZone)
    .toPlainDateTime()
    .until(zoned(end, timeZone).toPlainDateTime(), { largestUnit: 'days' });
  return Math.max(-daysOfCalendar, Math.min(days + 1, daysOfCalendar));
}

/**
 * The dates of the period before a window: it ends the day before the window's first date, and is
 * a day longer than `wholeDays`, as Rocket.Chat has it.
 */
export function previousDates(
  window: Period,
  timeZone: string,
): { first: Temporal.PlainDate; last: Temporal.PlainDate } {
  const last = dateAt(window.start, timeZone).subtract({ days: 1 });
  return { first: last.subtract({ days: wholeDays(window, timeZone) }), last };
}

/**
 * The documents whose fields `year`, `month` and `day` lie between two dates, both included,
 * written as ranges that an index on these fields can serve; none when `last` is before `first`.
 */
export function storedBetween(first: Temporal.PlainDate, last: Temporal.PlainDate): BsonDocument {
  if (Temporal.PlainDate.compare(first, last) > 0) return { year: { $in: [] } };
  const { year, month } = first;
  if (year === last.year && month === last.month) {
    return { year, month, day: { $gte: first.day, $lte: last.day } };
  }
  const firstMonth = { year, month, day: { $gte: first.day } };
  const lastMonth = { year: last.year, month: last.month, day: { $lte: last.day } };
  return year === last.year
    ? { $or: [firstMonth, { year, month: { $gt: month, $lt: last.month } }, lastMonth] }
    : {
        $or: [
          firstMonth,
          { year, month: { $gt: month } },
          { year: { $gt: year, $lt: last.year } },
          { year: last.year, month: { $lt: last.month } },
          lastMonth,
        ],
      };
}

function zoned(instant: Date, timeZone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(timeZone);
}
