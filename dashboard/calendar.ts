import { utcDay, utcMonth } from 'd3-time';

/** A calendar day without a zone: `2024-03-05`. */
export type LocalDate = string;

const clocks = new Map<string, Intl.DateTimeFormat>();

function clockOf(timeZone: string): Intl.DateTimeFormat {
  let clock = clocks.get(timeZone);
  if (!clock) {
    clock = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    clocks.set(timeZone, clock);
  }
  return clock;
}

/**
 * What a clock in the zone shows at an instant, as the milliseconds at which a clock in UTC shows
 * the same. Scales and ticks calculate with it, so that midnight is midnight in any zone.
 */
export function wallClock(instant: number, timeZone: string): number {
  const parts: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {};
  for (const { type, value } of clockOf(timeZone).formatToParts(instant)) {
    parts[type] = Number(value);
  }
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

/** The calendar day in the zone at an instant. */
export function dateAt(instant: number, timeZone: string): LocalDate {
  return localDate(new Date(wallClock(instant, timeZone)));
}

/** Whether the zone’s clock is changed within three hours of an instant. */
export function nearClockChange(instant: number, timeZone: string): boolean {
  const hours = 3 * 3_600_000;
  const offset = (at: number) => wallClock(at, timeZone) - at;
  return offset(instant - hours) !== offset(instant + hours);
}

function localDate(date: Date): LocalDate {
  return date.toISOString().slice(0, 10);
}

export function addDays(date: LocalDate, days: number): LocalDate {
  return localDate(utcDay.offset(new Date(date), days));
}

/** Days from one date to another; 0 for the same. */
export function daysBetween(from: LocalDate, to: LocalDate): number {
  return utcDay.count(new Date(from), new Date(to));
}

export function firstOfMonth(date: LocalDate, months = 0): LocalDate {
  return localDate(utcMonth.offset(utcMonth.floor(new Date(date)), months));
}

/** Whether it is a date of the calendar, in the form `2024-03-05`. */
export function isLocalDate(text: string): boolean {
  const date = new Date(text);
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(+date) && localDate(date) === text;
}

/** Whether the browser knows the zone by this name; an offset is no name. */
export function isTimeZone(text: string): boolean {
  if (!/^[a-z]/i.test(text)) return false;
  try {
    clockOf(text);
    return true;
  } catch {
    return false;
  }
}

export function browserTimeZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** The zones to choose from: the browser’s list, and names that it lacks. */
export function timeZones(): string[] {
  return [...new Set([browserTimeZone(), 'UTC', ...Intl.supportedValuesOf('timeZone')])];
}

const weekdays = [
  'MONDAY',
  'TUESDAY',
  'WEDNESDAY',
  'THURSDAY',
  'FRIDAY',
  'SATURDAY',
  'SUNDAY',
] as const;

/** The first day of the week in the reader’s locale, 1 for Monday to 7; Monday where unknown. */
export function firstWeekday(): number {
  const locale = new Intl.Locale(navigator.language) as Intl.Locale & {
    getWeekInfo?: () => { firstDay: number };
    weekInfo?: { firstDay: number };
  };
  return (locale.getWeekInfo?.() ?? locale.weekInfo)?.firstDay ?? 1;
}

export function firstWeekdayName(): (typeof weekdays)[number] {
  return weekdays[firstWeekday() - 1] ?? 'MONDAY';
}
