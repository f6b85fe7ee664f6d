import { addDays, daysBetween, nearClockChange, type LocalDate } from './calendar.js';
import type { BucketState, TimeUnit } from './operations.generated.js';

const whole = new Intl.NumberFormat(undefined, { maximumFractionDigits: 0 });
const fraction = new Intl.NumberFormat(undefined, { maximumFractionDigits: 2 });
const compact = new Intl.NumberFormat(undefined, { notation: 'compact', maximumFractionDigits: 1 });
const percent = new Intl.NumberFormat(undefined, { style: 'percent', maximumFractionDigits: 0 });
const signed = new Intl.NumberFormat(undefined, {
  signDisplay: 'exceptZero',
  maximumFractionDigits: 2,
});
const signedPercent = new Intl.NumberFormat(undefined, {
  style: 'percent',
  signDisplay: 'exceptZero',
  maximumFractionDigits: 0,
});

/** A count in full; a dash where nothing is known. */
export function count(value: number | null | undefined): string {
  if (value === null || value === undefined) return '–';
  return (Number.isInteger(value) ? whole : fraction).format(value);
}

/** A tick of an axis that reaches up to `most`. */
export const axisNumber = (value: number, most: number) =>
  most < 10_000 ? fraction.format(value) : compact.format(value);
export const share = (value: number | null | undefined) =>
  value === null || value === undefined ? '–' : percent.format(value);

/** `▲ +106 (+37 %)`, or the sign of what is equal. */
export function change(difference: number, ratio: number | null): string {
  const sign = difference > 0 ? '▲' : difference < 0 ? '▼' : '=';
  const relative = ratio === null ? '' : ` (${signedPercent.format(ratio)})`;
  return `${sign} ${signed.format(difference)}${relative}`;
}

export const difference = (value: number) => signed.format(value);

type Options = Intl.DateTimeFormatOptions;
const formats = new Map<string, Intl.DateTimeFormat>();

function dateFormat(options: Options): Intl.DateTimeFormat {
  const key = JSON.stringify(options);
  let format = formats.get(key);
  if (!format) {
    format = new Intl.DateTimeFormat(undefined, options);
    formats.set(key, format);
  }
  return format;
}

const dayParts: Options = { day: 'numeric', month: 'short' };
const longDay: Options = { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' };
const clock: Options = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' };

export function day(date: LocalDate): string {
  return dateFormat({ ...longDay, timeZone: 'UTC' }).format(new Date(date));
}

/** Both included. */
export function days(from: LocalDate, to: LocalDate): string {
  return dateFormat({ ...dayParts, timeZone: 'UTC' }).formatRange(new Date(from), new Date(to));
}

const dayGroups = 4;

/** Days in order, neighbours together, the first of many: `3 Oct, 7 – 9 Oct and 5 more days`. */
export function dayList(dates: readonly LocalDate[]): string {
  const groups: [LocalDate, LocalDate][] = [];
  for (const date of dates) {
    const last = groups.at(-1);
    if (last && addDays(last[1], 1) === date) last[1] = date;
    else groups.push([date, date]);
  }
  const shown = groups.slice(0, dayGroups);
  const rest = groups
    .slice(dayGroups)
    .reduce((sum, [from, to]) => sum + daysBetween(from, to) + 1, 0);
  const names = shown.map(([from, to]) => days(from, to));
  return new Intl.ListFormat('en').format(
    rest === 0 ? names : [...names, `${rest} more ${rest === 1 ? 'day' : 'days'}`],
  );
}

export const datesWithYear = (from: LocalDate, to: LocalDate) =>
  dateFormat({ ...dayParts, year: 'numeric', timeZone: 'UTC' }).formatRange(
    new Date(from),
    new Date(to),
  );

export function time(instant: number, timeZone?: string): string {
  return dateFormat({ ...clock, ...(timeZone !== undefined && { timeZone }) }).format(instant);
}

export function dateAndTime(instant: number, timeZone: string): string {
  return dateFormat({ ...longDay, ...clock, timeZone }).format(instant);
}

const monthFormat: Options = { month: 'long', year: 'numeric' };

/** A bucket by name, in the zone: `Tue, 24 Nov 2026`, `26 Oct – 1 Nov 2026`, `Tue, 24 Nov 2026, 14:00`. */
export function bucketName(
  { start, end }: { start: number; end: number },
  unit: TimeUnit,
  timeZone: string,
): string {
  switch (unit) {
    case 'MINUTE':
    case 'HOUR': {
      // An hour that comes twice is distinguished by its offset.
      const zone: Options = nearClockChange(start, timeZone) ? { timeZoneName: 'shortOffset' } : {};
      return dateFormat({ ...longDay, ...clock, ...zone, timeZone }).format(start);
    }
    case 'DAY':
      return dateFormat({ ...longDay, timeZone }).format(start);
    case 'WEEK':
      return dateFormat({ ...dayParts, year: 'numeric', timeZone }).formatRange(start, end - 1);
    case 'MONTH': {
      const names = [start - 1, start, end - 1, end].map((at) =>
        dateFormat({ ...monthFormat, timeZone }).format(at),
      );
      const isWhole = names[0] !== names[1] && names[2] !== names[3];
      return isWhole ? (names[1] ?? '') : bucketName({ start, end }, 'WEEK', timeZone);
    }
  }
}

/** A tick of the time axis, by what a clock in UTC shows: the hour, or the day at its midnight. */
export function tickName(date: Date, withHours: boolean, isOneDay: boolean): string {
  const isMidnight = date.getUTCHours() + date.getUTCMinutes() === 0;
  if (withHours && (isOneDay || !isMidnight)) return time(+date, 'UTC');
  return dateFormat({ ...dayParts, timeZone: 'UTC' }).format(date);
}

/** The seven days of the week from Monday, short or long. */
export function weekdayNames(weekday: 'short' | 'long'): string[] {
  const monday = Date.UTC(2024, 0, 1);
  return Array.from({ length: 7 }, (_, index) =>
    dateFormat({ weekday, timeZone: 'UTC' }).format(monday + index * 86_400_000),
  );
}

export const hourName = (hour: number) => `${String(hour).padStart(2, '0')}:00`;

const stateNames: Record<BucketState, string> = {
  FINAL: 'final',
  PROVISIONAL: 'provisional',
  PARTIAL: 'partial: at least',
  UNKNOWN: 'unknown',
};

/** The state of a count in words. */
export function stateName(state: BucketState): string {
  return stateNames[state];
}

/** A zone by its city: `Berlin`. */
export function zoneName(timeZone: string): string {
  return timeZone.split('/').at(-1)?.replaceAll('_', ' ') ?? timeZone;
}
