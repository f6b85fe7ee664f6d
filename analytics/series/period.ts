import { Temporal } from 'temporal-polyfill';
import { InvalidArgument } from '../invalid-argument.js';

/** Exactly one of the three; dates as `2024-03-05`, both included. */
export interface PeriodInput {
  readonly dates?: { readonly start: string; readonly end: string } | null | undefined;
  readonly instants?: { readonly start: Date; readonly end: Date } | null | undefined;
  readonly lastDays?: number | null | undefined;
}

/** What a period may hold at most (`MAX_WINDOW_DAYS`, `MAX_BUCKETS`). */
export interface PeriodLimits {
  readonly maxWindowDays: number;
  readonly maxBuckets: number;
}

/** A date of a zone's calendar as a whole: from its first moment to the first of the next date. */
export interface Day {
  /** As `2024-03-05`. */
  readonly date: string;
  readonly start: number;
  readonly end: number;
}

// RFC 3339 writes years with four digits; a day is left at both ends for the offset of any zone.
const earliest = Date.parse('0001-01-02T00:00:00Z');
const latest = Date.parse('9999-12-30T00:00:00Z');

/**
 * A half-open span of time `[start, end)`, in epoch milliseconds, on the calendar of a zone. It can
 * only be made within the limits, so that no metric can bypass them.
 */
export class Period {
  /** The dates of the zone that the period touches. */
  readonly firstDay: Temporal.PlainDate;
  readonly lastDay: Temporal.PlainDate;
  private touchedDays: readonly Day[] | undefined;

  private constructor(
    /** What a message calls it: `period` or `comparison`. */
    readonly argument: string,
    readonly start: number,
    readonly end: number,
    readonly timeZone: string,
    /** Whether it consists of whole dates rather than of given instants. */
    readonly isWholeDays: boolean,
    readonly limits: PeriodLimits,
  ) {
    this.firstDay = dateAt(start, timeZone);
    this.lastDay = dateAt(end - 1, timeZone);
    if (daysBetween(this.firstDay, this.lastDay) >= limits.maxWindowDays) {
      throw new InvalidArgument(
        `Argument "${argument}": expected at most ${limits.maxWindowDays} days (MAX_WINDOW_DAYS).`,
      );
    }
  }

  /**
   * The period that a client requests.
   * @throws InvalidArgument that names the argument and what was expected.
   */
  static of(input: PeriodInput, timeZone: string, now: number, limits: PeriodLimits): Period {
    const { dates, instants, lastDays } = input;
    const given = [dates, instants, lastDays].filter((one) => one !== undefined && one !== null);
    if (given.length !== 1) {
      throw new InvalidArgument(
        `Argument "period": expected exactly one of "dates", "instants" and "lastDays", got ${given.length}.`,
      );
    }
    if (instants) {
      const [start, end] = [instants.start.getTime(), instants.end.getTime()];
      return Period.ofInstants('period', 'period.instants.end', start, end, timeZone, limits);
    }
    if (dates) {
      const [first, last] = [dates.start, dates.end].map((date) => Temporal.PlainDate.from(date));
      if (!first || !last || Temporal.PlainDate.compare(first, last) > 0) {
        throw new InvalidArgument(
          'Argument "period.dates.end": expected a date that is not before "start".',
        );
      }
      return Period.ofDates('period', first, last, timeZone, limits);
    }
    const days = lastDays ?? 0;
    if (days < 1 || days > limits.maxWindowDays) {
      throw new InvalidArgument(
        `Argument "period.lastDays": expected a whole number from 1 to ${limits.maxWindowDays} (MAX_WINDOW_DAYS), got ${days}.`,
      );
    }
    const today = dateAt(now, timeZone);
    return Period.ofDates('period', today.subtract({ days: days - 1 }), today, timeZone, limits);
  }

  /** Whole dates, both included. */
  static ofDates(
    argument: string,
    first: Temporal.PlainDate,
    last: Temporal.PlainDate,
    timeZone: string,
    limits: PeriodLimits,
  ): Period {
    assertWithinYears(argument, first, last);
    const [start, end] = [firstMoment(first, timeZone), firstMoment(dayAfter(last), timeZone)];
    if (end <= start) {
      throw new InvalidArgument(
        `Argument "${argument}": expected dates that exist; ${timeZone} skips ${first.toString()}.`,
      );
    }
    return new Period(argument, start, end, timeZone, true, limits);
  }

  /** From one instant to another, the end excluded; `endArgument` is what a message about it names. */
  static ofInstants(
    argument: string,
    endArgument: string,
    start: number,
    end: number,
    timeZone: string,
    limits: PeriodLimits,
  ): Period {
    if (end <= start) {
      throw new InvalidArgument(`Argument "${endArgument}": expected an instant after "start".`);
    }
    if (start < earliest || end > latest) throw beyondYears(argument);
    return new Period(argument, start, end, timeZone, false, limits);
  }

  /** The dates that the period touches, whole, oldest first, without those that the zone skips. */
  get days(): readonly Day[] {
    this.touchedDays ??= daysOf(this.firstDay, this.lastDay, this.timeZone);
    return this.touchedDays;
  }

  /** The calendar days from the first to the last. */
  get dayCount(): number {
    return daysBetween(this.firstDay, this.lastDay) + 1;
  }

  /**
   * The period in days of another zone's calendar, whole: the same dates where it consists of
   * dates, else the dates of that zone that it touches.
   */
  inDaysOf(timeZone: string): Period {
    const [first, last] = this.isWholeDays
      ? [this.firstDay, this.lastDay]
      : [dateAt(this.start, timeZone), dateAt(this.end - 1, timeZone)];
    return Period.ofDates(this.argument, first, last, timeZone, this.limits);
  }

  /** For cache keys: all that a result depends on. */
  toJSON(): unknown {
    return [this.start, this.end, this.timeZone, this.isWholeDays];
  }
}

/** The date that the zone's clock shows at an instant. */
export function dateAt(instant: number, timeZone: string): Temporal.PlainDate {
  return zonedAt(instant, timeZone).toPlainDate();
}

/** An instant on the zone's clock. */
export function zonedAt(instant: number, timeZone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(timeZone);
}

/**
 * The first moment of a date in the zone, also where its midnight is skipped or comes twice. For a
 * date that the zone skips it is that of the next.
 */
export function firstMoment(date: Temporal.PlainDate, timeZone: string): number {
  return date.toZonedDateTime(timeZone).epochMilliseconds;
}

export function dayAfter(date: Temporal.PlainDate): Temporal.PlainDate {
  return date.add({ days: 1 });
}

/** Calendar days from one date to another. */
export function daysBetween(first: Temporal.PlainDate, last: Temporal.PlainDate): number {
  return first.until(last, { largestUnit: 'days' }).days;
}

/** The dates from the first to the last in the zone, without those that it skips. */
export function daysOf(
  first: Temporal.PlainDate,
  last: Temporal.PlainDate,
  timeZone: string,
): Day[] {
  const days: Day[] = [];
  let date = first;
  let start = firstMoment(first, timeZone);
  while (Temporal.PlainDate.compare(date, last) <= 0) {
    const next = dayAfter(date);
    const end = firstMoment(next, timeZone);
    if (end > start) days.push({ date: date.toString(), start, end });
    date = next;
    start = end;
  }
  return days;
}

function assertWithinYears(
  argument: string,
  first: Temporal.PlainDate,
  last: Temporal.PlainDate,
): void {
  const [start, end] = [first, last].map((date) => firstMoment(date, 'UTC'));
  if ((start ?? 0) <= earliest || (end ?? 0) >= latest) throw beyondYears(argument);
}

function beyondYears(argument: string): InvalidArgument {
  return new InvalidArgument(
    `Argument "${argument}": expected a period between 0001-01-02 and 9999-12-30.`,
  );
}
