import { badValue } from './errors.js';

const dayMS = 86_400_000;
const minuteMS = 60_000;

const dayOfYear = (date: Date) =>
  Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / dayMS) + 1;
const isoDay = (date: Date) => date.getUTCDay() || 7;
/** The Thursday of a date's ISO week, whose year and number the week bears. */
const thursday = (date: Date) => new Date(date.getTime() + (4 - isoDay(date)) * dayMS);

/** The parts of a local time, which is written as if it were UTC, by the name of their operator. */
export const dateParts = {
  $year: (date: Date) => date.getUTCFullYear(),
  $month: (date: Date) => date.getUTCMonth() + 1,
  $dayOfMonth: (date: Date) => date.getUTCDate(),
  $hour: (date: Date) => date.getUTCHours(),
  $minute: (date: Date) => date.getUTCMinutes(),
  $second: (date: Date) => date.getUTCSeconds(),
  $millisecond: (date: Date) => date.getUTCMilliseconds(),
  $dayOfYear: dayOfYear,
  $dayOfWeek: (date: Date) => date.getUTCDay() + 1,
  $isoDayOfWeek: isoDay,
  // Weeks begin on Sunday; the days before the year's first Sunday are week 0.
  $week: (date: Date) => Math.floor((dayOfYear(date) + 6 - date.getUTCDay()) / 7),
  $isoWeek: (date: Date) => Math.ceil(dayOfYear(thursday(date)) / 7),
  $isoWeekYear: (date: Date) => thursday(date).getUTCFullYear(),
};

// What a letter after `%` stands for, and how many digits it has.
const numbers: Record<string, readonly [part: keyof typeof dateParts, digits: number]> = {
  Y: ['$year', 4],
  m: ['$month', 2],
  d: ['$dayOfMonth', 2],
  H: ['$hour', 2],
  M: ['$minute', 2],
  S: ['$second', 2],
  L: ['$millisecond', 3],
  j: ['$dayOfYear', 3],
  w: ['$dayOfWeek', 1],
  u: ['$isoDayOfWeek', 1],
  U: ['$week', 2],
  V: ['$isoWeek', 2],
  G: ['$isoWeekYear', 4],
};

/** A local time in a format of `$dateToString`; `offset` is what it is ahead of UTC. */
export function formatDate(date: Date, format: string, offset: number): string {
  const minutes = Math.round(offset / minuteMS);
  const sign = minutes < 0 ? '-' : '+';
  const digits = (value: number, length: number) => String(value).padStart(length, '0');
  return format.replaceAll(/%(.?)/gs, (_, letter: string) => {
    const [part, length] = numbers[letter] ?? [];
    if (part !== undefined) return digits(dateParts[part](date), length ?? 1);
    switch (letter) {
      case '%':
        return '%';
      case 'b':
      case 'B':
        return monthName(date, letter === 'b' ? 'short' : 'long');
      case 'z': {
        const distance = Math.abs(minutes);
        return `${sign}${digits(Math.floor(distance / 60), 2)}${digits(distance % 60, 2)}`;
      }
      case 'Z':
        return `${sign}${Math.abs(minutes)}`;
      default:
        throw badValue(`Invalid format character '%${letter}' in format string`);
    }
  });
}

function monthName(date: Date, month: 'short' | 'long'): string {
  return date.toLocaleString('en-US', { month, timeZone: 'UTC' });
}
