import type { Documents } from '../support/documents.js';
import { dateAt, dateNumber, daysEarlier } from './calendar.js';
import { signedInUserDays } from './stored.js';

/** The body of 7.4, `users/chat-busier/weekly-data`. */
export interface WeeklyBody {
  month: { users: number; day: number; month: number; year: number }[];
}

/** The number of stored user days (not of distinct users) on start's date and each of the seven before, newest first. */
export function chatBusierWeekly(
  documents: Documents,
  { start, timeZone }: { start: Date; timeZone: string },
): WeeklyBody {
  const first = dateAt(daysEarlier(start, 7, timeZone), timeZone);
  const last = dateAt(start, timeZone);
  const counts = new Map<number, number>();
  for (const stored of signedInUserDays(documents)) {
    const date = dateNumber(stored);
    if (first <= date && date <= last) counts.set(date, (counts.get(date) ?? 0) + 1);
  }

  const newestFirst = [...counts].sort(([a], [b]) => b - a);
  return {
    month: newestFirst.map(([date, users]) => ({
      users,
      day: date % 100,
      month: Math.floor(date / 100) % 100,
      year: Math.floor(date / 10_000),
    })),
  };
}
