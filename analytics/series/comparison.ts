import { Temporal } from 'temporal-polyfill';
import { firstMoment, Period, zonedAt } from './period.js';

export type ComparedPeriod = 'PREVIOUS' | 'PREVIOUS_SAME_WEEKDAYS' | 'PREVIOUS_YEAR';

export interface ComparisonInput {
  readonly to: ComparedPeriod;
  /** A date, as `2024-03-05`, that replaces `to`. */
  readonly start?: string | null | undefined;
}

/**
 * The period that another is compared with: as many calendar days, or as many milliseconds where the
 * period is given as instants, which the last two kinds shift on the clock of the zone.
 * @throws InvalidArgument where it consists of dates that the zone skips, or leaves the calendar.
 */
export function comparedPeriod(period: Period, { to, start }: ComparisonInput): Period {
  const { timeZone, limits } = period;
  if (period.isWholeDays) {
    const first = start == null ? firstDayCompared(period, to) : Temporal.PlainDate.from(start);
    const last = first.add({ days: period.dayCount - 1 });
    return Period.ofDates('comparison', first, last, timeZone, limits);
  }
  const length = period.end - period.start;
  const shift = start == null && to !== 'PREVIOUS' ? shiftOf(period, to) : undefined;
  const begin = shift
    ? zonedAt(period.start, timeZone).subtract(shift).epochMilliseconds
    : start == null
      ? period.start - length
      : firstMoment(Temporal.PlainDate.from(start), timeZone);
  const end = shift ? zonedAt(period.end, timeZone).subtract(shift).epochMilliseconds : 0;
  return Period.ofInstants(
    'comparison',
    'comparison',
    begin,
    // A skipped hour can put the end before the start.
    end > begin ? end : begin + length,
    timeZone,
    limits,
  );
}

function firstDayCompared(period: Period, to: ComparedPeriod): Temporal.PlainDate {
  return period.firstDay.subtract(
    to === 'PREVIOUS' ? { days: period.dayCount } : shiftOf(period, to),
  );
}

function shiftOf(period: Period, to: Exclude<ComparedPeriod, 'PREVIOUS'>): Temporal.DurationLike {
  return to === 'PREVIOUS_YEAR' ? { years: 1 } : { days: 7 * weeksOf(period) };
}

/** The fewest weeks that are at least as long as the period, on the clock of its zone. */
function weeksOf({ start, end, timeZone, dayCount, isWholeDays }: Period): number {
  if (isWholeDays) return Math.ceil(dayCount / 7);
  const [from, to] = [start, end].map((instant) => zonedAt(instant, timeZone).toPlainDateTime());
  if (!from || !to) return 1;
  const days = from.until(to, { largestUnit: 'days' }).total({ unit: 'days' });
  return Math.max(1, Math.ceil(days / 7));
}
