import { Temporal } from 'temporal-polyfill';

const day = 86_400_000;

function inZone(instant: Date, timeZone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(timeZone);
}

function wall(instant: Date, timeZone: string): number {
  return inZone(instant, timeZone).toPlainDateTime().toZonedDateTime('UTC').epochMilliseconds;
}

/** A calendar date as the number yyyymmdd, whose order is the order of dates. */
export function dateNumber(date: { year: number; month: number; day: number }): number {
  return date.year * 10_000 + date.month * 100 + date.day;
}

/** D(x): the date that the zone's calendar shows at an instant. */
export function dateAt(instant: Date, timeZone: string): number {
  return dateNumber(inZone(instant, timeZone));
}

/** The instant so many calendar days earlier, at the same clock time of the zone; later when negative. */
export function daysEarlier(instant: Date, days: number, timeZone: string): Date {
  return new Date(inZone(instant, timeZone).subtract({ days }).epochMilliseconds);
}

/** n: the whole days between two instants on the zone's clock, and one; 0 or less when they run backwards. */
export function wholeDays(start: Date, end: Date, timeZone: string): number {
  return Math.trunc((wall(end, timeZone) - wall(start, timeZone)) / day) + 1;
}

/** D(S') and D(E'): the dates of the previous period, which is one day longer than n. */
export function previousDates(
  start: Date,
  end: Date,
  timeZone: string,
): { first: number; last: number } {
  const previousEnd = daysEarlier(start, 1, timeZone);
  const previousStart = daysEarlier(previousEnd, wholeDays(start, end, timeZone), timeZone);
  return { first: dateAt(previousStart, timeZone), last: dateAt(previousEnd, timeZone) };
}

function plainDate(date: number): Temporal.PlainDate {
  const [year, month, day] = [Math.floor(date / 10_000), Math.floor(date / 100) % 100, date % 100];
  return Temporal.PlainDate.from({ year, month, day });
}

/** The date before a date. */
export function dateBefore(date: number): number {
  return dateNumber(plainDate(date).subtract({ days: 1 }));
}

/** The first instant of a date in the zone, also where its midnight does not exist or repeats. */
export function firstMoment(date: number, timeZone: string): string {
  const { epochMilliseconds } = plainDate(date).toZonedDateTime(timeZone);
  return new Date(epochMilliseconds).toISOString();
}
