import { clockAt, dayAt, dayMS, minuteMS } from './clock.js';
import type { Period } from './period.js';

export interface Bucket {
  unit: 'MINUTE' | 'HOUR' | 'DAY' | 'WEEK' | 'MONTH';
  size: number;
  weekStartsOn: string;
}

export interface Span {
  start: number;
  end: number;
}

const weekdays = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY'];

/** The bucket of days in which a day lies, as a number that grows. */
export function dayGroup(
  day: number,
  { unit, size, weekStartsOn }: Bucket,
  firstDay: number,
): number {
  if (unit === 'DAY') return Math.floor((day - firstDay) / size);
  if (unit === 'MONTH') {
    const date = new Date(day * dayMS);
    return date.getUTCFullYear() * 12 + date.getUTCMonth();
  }
  // 1970-01-01 was a Thursday.
  return Math.floor((day + 3 - weekdays.indexOf(weekStartsOn)) / 7);
}

/** The buckets of a period: walks its minutes and looks at the clock. */
export function bucketsOf(period: Period, bucket: Bucket): Span[] {
  const { start, end, zone, firstDay } = period;
  const spans: Span[] = [{ start, end }];
  let group = dayGroup(dayAt(zone, start), bucket, firstDay);
  for (let at = Math.ceil((start + 1) / minuteMS) * minuteMS; at < end; at += minuteMS) {
    const { day, minute } = clockAt(zone, at);
    const isClock = bucket.unit === 'MINUTE' || bucket.unit === 'HOUR';
    const size = bucket.unit === 'HOUR' ? bucket.size * 60 : bucket.size;
    const next = isClock ? group : dayGroup(day, bucket, firstDay);
    if (isClock ? minute % size !== 0 : next === group) continue;
    group = next;
    const last = spans.at(-1);
    if (last) last.end = at;
    spans.push({ start: at, end });
  }
  return spans;
}

/** How many days the clock shows in a span. */
export function daysShown({ start, end }: Span, zone: string): number {
  const days = new Set([dayAt(zone, start), dayAt(zone, end - 1)]);
  for (let at = Math.ceil(start / minuteMS) * minuteMS; at < end; at += 15 * minuteMS) {
    days.add(dayAt(zone, at));
  }
  return days.size;
}
