import type { Documents } from '../support/documents.js';
import { dateNumber } from './calendar.js';
import { computedSessions } from './stored.js';

/** The body of 7.5, `users/users-by-time-of-the-day-in-a-week`. */
export interface UsersByTimeOfDayBody {
  week: { users: number; hour: number; day: number; month: number; year: number }[];
}

/**
 * Distinct users per UTC hour and stored day, newest first, of the sessions that began from start to
 * end. An open session lasts to hour 23, one that closes at a smaller hour than it began is nowhere,
 * and one without a user makes its rows without being counted in them.
 */
export function usersByTimeOfDay(
  documents: Documents,
  { start, end }: { start: Date; end: Date; timeZone: string },
): UsersByTimeOfDayBody {
  const usersOfHours = new Map<number, Set<string>>();
  for (const stored of computedSessions(documents)) {
    const { userId, loginAt, closedAt } = stored;
    if (loginAt.getTime() < start.getTime() || loginAt.getTime() > end.getTime()) continue;
    const lastHour = closedAt === undefined ? 23 : closedAt.getUTCHours();
    for (let hour = loginAt.getUTCHours(); hour <= lastHour; hour += 1) {
      const key = dateNumber(stored) * 100 + hour;
      const users = usersOfHours.get(key) ?? new Set();
      if (userId !== undefined) users.add(userId);
      usersOfHours.set(key, users);
    }
  }

  const newestFirst = [...usersOfHours].sort(([a], [b]) => b - a);
  return {
    week: newestFirst.map(([key, users]) => ({
      users: users.size,
      hour: key % 100,
      day: Math.floor(key / 100) % 100,
      month: Math.floor(key / 10_000) % 100,
      year: Math.floor(key / 1_000_000),
    })),
  };
}
