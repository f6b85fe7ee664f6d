import { dayAt, dayMS, dayOf, firstMoment, instantOf, localAt, monthsLater } from './clock.js';

export interface PeriodInput {
  dates?: { start: string; end: string };
  instants?: { start: Date; end: Date };
  lastDays?: number;
}

export interface ComparisonInput {
  to?: 'PREVIOUS' | 'PREVIOUS_SAME_WEEKDAYS' | 'PREVIOUS_YEAR';
  start?: string;
}

/** From `start` to `end`, which is excluded. */
export interface Period {
  start: number;
  end: number;
  zone: string;
  /** The days that it touches. */
  firstDay: number;
  lastDay: number;
  isInstants: boolean;
}

function between(start: number, end: number, zone: string, isInstants: boolean): Period {
  const touched = { firstDay: dayAt(zone, start), lastDay: dayAt(zone, end - 1) };
  return { start, end, zone, ...touched, isInstants };
}

/** Days that the zone skips, and no others. */
export class NoSuchDays extends Error {}

function ofDays(first: number, last: number, zone: string): Period {
  const [start, end] = [firstMoment(zone, first), firstMoment(zone, last + 1)];
  if (start === end) throw new NoSuchDays();
  return between(start, end, zone, false);
}

export function periodOf(input: PeriodInput, zone: string, now: number): Period {
  if (input.instants) {
    return between(input.instants.start.getTime(), input.instants.end.getTime(), zone, true);
  }
  if (input.dates) return ofDays(dayOf(input.dates.start), dayOf(input.dates.end), zone);
  const today = dayAt(zone, now);
  return ofDays(today - (input.lastDays ?? 0) + 1, today, zone);
}

export function comparedPeriod(period: Period, { to, start }: ComparisonInput): Period {
  const { zone, firstDay, lastDay } = period;
  const days = lastDay - firstDay + 1;
  const length = period.end - period.start;
  const kind = start === undefined ? (to ?? 'PREVIOUS') : 'start';
  if (!period.isInstants) {
    const first = {
      start: () => dayOf(start ?? ''),
      PREVIOUS: () => firstDay - days,
      PREVIOUS_SAME_WEEKDAYS: () => firstDay - 7 * Math.ceil(days / 7),
      PREVIOUS_YEAR: () => monthsLater(firstDay, -12),
    }[kind]();
    return ofDays(first, first + days - 1, zone);
  }
  const shifted = (by: (local: number) => number) => {
    const [from, to] = [period.start, period.end].map((instant) =>
      instantOf(zone, by(localAt(zone, instant))),
    );
    if (from === undefined || to === undefined) throw new TypeError('Two ends.');
    return between(from, to > from ? to : from + length, zone, true);
  };
  const weeks = Math.ceil((localAt(zone, period.end) - localAt(zone, period.start)) / dayMS / 7);
  return {
    start: () => {
      const first = firstMoment(zone, dayOf(start ?? ''));
      return between(first, first + length, zone, true);
    },
    PREVIOUS: () => between(period.start - length, period.start, zone, true),
    PREVIOUS_SAME_WEEKDAYS: () => shifted((local) => local - Math.max(1, weeks) * 7 * dayMS),
    PREVIOUS_YEAR: () =>
      shifted((local) => {
        const day = Math.floor(local / dayMS);
        return monthsLater(day, -12) * dayMS + local - day * dayMS;
      }),
  }[kind]();
}

/** The same dates, or those that instants touch, as whole days of another zone. */
export function inDaysOf(period: Period, zone: string): Period {
  return period.isInstants
    ? ofDays(dayAt(zone, period.start), dayAt(zone, period.end - 1), zone)
    : ofDays(period.firstDay, period.lastDay, zone);
}
