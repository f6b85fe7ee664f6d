import { dateAt, dateBefore, firstMoment, previousDates, wholeDays } from './calendar.js';

/** One stored count of a date. */
export interface DatedCount {
  date: number;
  count: number;
}

/** The counts of a period's dates, how they differ from the period before, and the day before the last. */
export interface CountedDays {
  days: { day: string; count: number }[];
  period: { count: number; variation: number };
  yesterday: { count: number; variation: number };
}

/** The sums per date of the dates from `first` to `last`, newest first: at most `limit` dates, all when it is 0. */
function newestDates(
  stored: DatedCount[],
  first: number,
  last: number,
  limit: number,
): DatedCount[] {
  const sums = new Map<number, number>();
  for (const { date, count } of stored) {
    if (first <= date && date <= last) sums.set(date, (sums.get(date) ?? 0) + count);
  }
  const rows = [...sums].map(([date, count]) => ({ date, count })).sort((a, b) => b.date - a.date);
  return limit === 0 ? rows : rows.slice(0, limit);
}

function total(rows: DatedCount[]): number {
  let sum = 0;
  for (const row of rows) sum += row.count;
  return sum;
}

/** What 7.1 and 7.6 share. Rejected when the window runs backwards by two days or more on the zone's clock. */
export function countedDays(
  stored: DatedCount[],
  { start, end, timeZone }: { start: Date; end: Date; timeZone: string },
): CountedDays | 'rejected' {
  const limit = wholeDays(start, end, timeZone);
  if (limit <= -1) return 'rejected';

  const lastDate = dateAt(end, timeZone);
  const rows = newestDates(stored, dateAt(start, timeZone), lastDate, limit);
  const previous = previousDates(start, end, timeZone);
  const previousRows = newestDates(stored, previous.first, previous.last, limit);

  const countOn = (date: number): number => rows.find((row) => row.date === date)?.count ?? 0;
  const yesterday = countOn(dateBefore(lastDate));
  return {
    days: rows.map(({ date, count }) => ({ day: firstMoment(date, timeZone), count })),
    period: { count: total(rows), variation: total(rows) - total(previousRows) },
    yesterday: { count: yesterday, variation: countOn(lastDate) - yesterday },
  };
}
