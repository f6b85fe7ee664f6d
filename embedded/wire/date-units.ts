import { badValue } from './errors.js';

const dayMS = 86_400_000;
const unitMonths: Record<string, number> = { month: 1, quarter: 3, year: 12 };
const unitMS: Record<string, number> = {
  week: 7 * dayMS,
  day: dayMS,
  hour: 3_600_000,
  minute: 60_000,
  second: 1000,
  millisecond: 1,
};
// The epoch was a Thursday.
const weekdays = ['thu', 'fri', 'sat', 'sun', 'mon', 'tue', 'wed'];

/** Whether the length of a unit depends on the calendar or the zone. */
export function isCalendarUnit(unit: unknown): boolean {
  return ['day', 'week', 'month', 'quarter', 'year'].includes(unit as string);
}

/** A time, in milliseconds, so many units after `date`; on the last day of a month that is short. */
export function addUnits(date: Date, unit: string, distance: number): number {
  const months = unitMonths[unit];
  if (months === undefined) return date.getTime() + distance * lengthOf(unit);
  const moved = new Date(date);
  moved.setUTCMonth(moved.getUTCMonth() + distance * months, 1);
  const lastDay = new Date(Date.UTC(moved.getUTCFullYear(), moved.getUTCMonth() + 1, 0));
  return moved.setUTCDate(Math.min(date.getUTCDate(), lastDay.getUTCDate()));
}

/** How many of a unit have begun by a local time, counted from a fixed point. */
export function unitsBegun(local: Date, unit: string, startOfWeek: string): number {
  const months = unitMonths[unit];
  if (months !== undefined) {
    return Math.floor((local.getUTCFullYear() * 12 + local.getUTCMonth()) / months);
  }
  if (unit !== 'week') return Math.floor(local.getTime() / lengthOf(unit));
  const first = weekdays.indexOf(startOfWeek.slice(0, 3).toLowerCase());
  return Math.floor((local.getTime() / dayMS - first) / 7);
}

function lengthOf(unit: string): number {
  const length = unitMS[unit];
  if (length === undefined) throw badValue(`unknown time unit value: ${unit}`);
  return length;
}
