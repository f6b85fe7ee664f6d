import { Temporal } from 'temporal-polyfill';

/** A calendar day of a time zone; instants are milliseconds since 1970. */
export interface Day {
  /** Days since 1970-01-01. */
  readonly number: number;
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  /** `yyyymmdd`. */
  readonly date: number;
  /** Monday is 1, Sunday 7. */
  readonly weekday: number;
  /** The first moment. */
  readonly start: number;
  /** The first moment of the next day. */
  readonly end: number;
  readonly noon: number;
  /** 01:05 of the next day, when the nightly job clones the sessions that are open. */
  readonly clonedAt: number;
  /** 02:00 of the next day, when it makes them `computed-session` and adds `user_daily`. */
  readonly computedAt: number;
}

/** The days of a time zone, each computed once. */
export class Calendar {
  readonly #days = new Map<number, Day>();

  constructor(readonly timeZone: string) {}

  day(number: number): Day {
    let day = this.#days.get(number);
    if (!day) this.#days.set(number, (day = this.#compute(number)));
    return day;
  }

  /** The day that an instant falls on. */
  dayAt(instant: number): Day {
    let day = this.day(Math.floor(instant / 86_400_000));
    while (instant < day.start) day = this.day(day.number - 1);
    while (instant >= day.end) day = this.day(day.number + 1);
    return day;
  }

  #compute(number: number): Day {
    const date = new Temporal.PlainDate(1970, 1, 1).add({ days: number });
    const next = date.add({ days: 1 });
    const instant = (on: Temporal.PlainDate, time?: string) =>
      on.toZonedDateTime({ timeZone: this.timeZone, plainTime: time }).epochMilliseconds;
    const computedAt = instant(next, '02:00');
    return {
      number,
      year: date.year,
      month: date.month,
      day: date.day,
      date: date.year * 10_000 + date.month * 100 + date.day,
      weekday: date.dayOfWeek,
      start: date.toZonedDateTime(this.timeZone).epochMilliseconds,
      end: next.toZonedDateTime(this.timeZone).epochMilliseconds,
      noon: instant(date, '12:00'),
      // Where the clock skips the hour after one, 01:05 would come out later than 02:00.
      clonedAt: Math.min(instant(next, '01:05'), computedAt),
      computedAt,
    };
  }
}
