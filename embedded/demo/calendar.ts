import { Temporal } from 'temporal-polyfill';

/** A calendar day of one time zone; instants are milliseconds since 1970. */
export interface Day {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  /** The same three as one integer, `yyyymmdd`. */
  readonly date: number;
  /** Monday is 1, Sunday 7. */
  readonly weekday: number;
  /** The day's first moment. */
  readonly start: number;
  /** The next day's first moment; a day can last 23 or 25 hours. */
  readonly end: number;
  /** Twelve o'clock. Hours of the waking day count from here, so that a clock change at night does not shift them. */
  readonly noon: number;
}

/** The last `count` days of a zone, oldest first; the last one is the day that `now` falls on. */
export function daysUpTo(now: number, timeZone: string, count: number): Day[] {
  const today = Temporal.Instant.fromEpochMilliseconds(now)
    .toZonedDateTimeISO(timeZone)
    .toPlainDate();
  const dates = Array.from({ length: count }, (_, index) =>
    today.subtract({ days: count - 1 - index }),
  );
  return dates.map((date) => ({
    year: date.year,
    month: date.month,
    day: date.day,
    date: date.year * 10000 + date.month * 100 + date.day,
    weekday: date.dayOfWeek,
    start: date.toZonedDateTime(timeZone).epochMilliseconds,
    end: date.add({ days: 1 }).toZonedDateTime(timeZone).epochMilliseconds,
    noon: instantOn(date, timeZone, 12, 0),
  }));
}

/** When a zone's clock shows a time on a date: the first such moment if it comes twice, the one after the gap if it is left out. */
export function instantOn(
  date: Pick<Day, 'year' | 'month' | 'day'>,
  timeZone: string,
  hour: number,
  minute: number,
): number {
  return Temporal.PlainDateTime.from({
    year: date.year,
    month: date.month,
    day: date.day,
    hour,
    minute,
  }).toZonedDateTime(timeZone).epochMilliseconds;
}

/** Where in `days`, consecutive and oldest first, an instant falls; -1 if before or after all of them. */
export function dayIndexOf(days: readonly Day[], instant: number): number {
  const first = days[0];
  if (first === undefined || instant < first.start) return -1;
  // Exact but for the hour or two by which clock changes move the starts of days.
  let index = Math.floor((instant - first.start) / 86_400_000);
  index = Math.min(index, days.length - 1);
  while (index > 0 && instant < (days[index]?.start ?? 0)) index -= 1;
  while (index < days.length && instant >= (days[index]?.end ?? 0)) index += 1;
  return index < days.length ? index : -1;
}
