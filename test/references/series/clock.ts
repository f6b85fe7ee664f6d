// What the clock of a time zone shows, minute by minute, from `Intl` alone.

export const minuteMS = 60_000;
export const dayMS = 86_400_000;

/** What a clock shows: the day as days since 1970-01-01, and the minute of the day. */
export interface Reading {
  day: number;
  minute: number;
}

const quarterMinutes = 15;
const formats = new Map<string, Intl.DateTimeFormat>();
const tables = new Map<string, Int32Array>();

/** Local minutes since 1970-01-01T00:00, as the zone's clock shows them at an instant. */
function formatted(zone: string, instant: number): number {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    });
    formats.set(zone, format);
  }
  const [month = 0, day = 0, year = 0, hour = 0, minute = 0] = (
    format.format(instant).match(/\d+/g) ?? []
  ).map(Number);
  return Date.UTC(year, month - 1, day, hour, minute) / minuteMS;
}

/** The table of a UTC day: what is shown in each of its minutes. */
function tableOf(zone: string, utcDay: number): Int32Array {
  const key = `${zone} ${utcDay}`;
  let table = tables.get(key);
  if (table) return table;
  table = new Int32Array(1440);
  for (let from = 0; from < 1440; from += quarterMinutes) {
    const at = (minute: number) => formatted(zone, utcDay * dayMS + minute * minuteMS);
    const first = at(from);
    const isSteady = at(from + quarterMinutes) === first + quarterMinutes;
    for (let minute = from; minute < from + quarterMinutes; minute += 1) {
      table[minute] = isSteady ? first + minute - from : at(minute);
    }
  }
  tables.set(key, table);
  return table;
}

/** Local minutes since 1970-01-01T00:00 that the clock shows in the minute of an instant. */
export function localMinutes(zone: string, instant: number): number {
  const utcDay = Math.floor(instant / dayMS);
  const minute = Math.floor((instant - utcDay * dayMS) / minuteMS);
  return tableOf(zone, utcDay)[minute] ?? NaN;
}

export function clockAt(zone: string, instant: number): Reading {
  const local = localMinutes(zone, instant);
  const day = Math.floor(local / 1440);
  return { day, minute: local - day * 1440 };
}

/** The day that the clock shows at an instant. */
export function dayAt(zone: string, instant: number): number {
  return clockAt(zone, instant).day;
}

const firstMoments = new Map<string, number>();

/** The first moment at which the clock shows the day, or a later one where it skips the day. */
export function firstMoment(zone: string, day: number): number {
  const key = `${zone} ${day}`;
  let found = firstMoments.get(key);
  if (found !== undefined) return found;
  found = day * dayMS - 16 * 60 * minuteMS;
  while (dayAt(zone, found) < day) found += minuteMS;
  firstMoments.set(key, found);
  return found;
}

/** Whether the zone has the day. */
export function hasDay(zone: string, day: number): boolean {
  return dayAt(zone, firstMoment(zone, day)) === day;
}

/** The days from the first to the last that the zone has. */
export function daysFrom(zone: string, first: number, last: number): number[] {
  const days: number[] = [];
  for (let day = first; day <= last; day += 1) if (hasDay(zone, day)) days.push(day);
  return days;
}

/**
 * The instant at which the clock shows what it shows at another, in local milliseconds. Of two the
 * earlier; where the clock skips it, the instant that it would be without the change.
 */
export function instantOf(zone: string, local: number): number {
  const target = Math.floor(local / minuteMS);
  const rest = local - target * minuteMS;
  let at = target * minuteMS - 16 * 60 * minuteMS;
  while (localMinutes(zone, at) < target) at += minuteMS;
  if (localMinutes(zone, at) === target) return at + rest;
  const offset = localMinutes(zone, at - minuteMS) - (at - minuteMS) / minuteMS;
  return (target - offset) * minuteMS + rest;
}

/** What the clock shows at an instant, in local milliseconds. */
export function localAt(zone: string, instant: number): number {
  const minute = Math.floor(instant / minuteMS) * minuteMS;
  return localMinutes(zone, instant) * minuteMS + instant - minute;
}

/** A day as `2024-03-05`. */
export function dayText(day: number): string {
  return new Date(day * dayMS).toISOString().slice(0, 10);
}

/** A day of such a text. */
export function dayOf(text: string): number {
  return Date.parse(`${text}T00:00:00Z`) / dayMS;
}

/** A day as Rocket.Chat stores it with counts: 20240305. */
export function storedNumber(day: number): number {
  return Number(dayText(day).replaceAll('-', ''));
}

/** The same day of the month, or the last one before it, some months later or earlier. */
export function monthsLater(day: number, months: number): number {
  const date = new Date(day * dayMS);
  const month = date.getUTCFullYear() * 12 + date.getUTCMonth() + months;
  const first = Date.UTC(Math.floor(month / 12), month % 12, 1) / dayMS;
  const next = Date.UTC(Math.floor((month + 1) / 12), (month + 1) % 12, 1) / dayMS;
  return Math.min(first + date.getUTCDate() - 1, next - 1);
}
