import type { Documents } from '../support/documents.js';
import { dateAt, dateNumber } from './calendar.js';
import { signedInUserDays } from './stored.js';

/** The body of 7.2, `users/active-users`. */
export interface ActiveUsersBody {
  month: { usersList: string[]; users: number; day: number; month: number; year: number }[];
}

/**
 * Distinct users per day, newest first, their ids in ascending order: a decision of this project, the
 * reference has none. The documents without a user count as one user whom the list leaves out.
 */
export function activeUsers(
  documents: Documents,
  { start, end, timeZone }: { start: Date; end: Date; timeZone: string },
): ActiveUsersBody {
  const first = dateAt(start, timeZone);
  const last = dateAt(end, timeZone);
  const usersOfDates = new Map<number, Set<string | undefined>>();
  for (const stored of signedInUserDays(documents)) {
    const date = dateNumber(stored);
    if (date < first || date > last) continue;
    const users = usersOfDates.get(date) ?? new Set();
    users.add(stored.userId);
    usersOfDates.set(date, users);
  }

  const newestFirst = [...usersOfDates].sort(([a], [b]) => b - a);
  return {
    month: newestFirst.map(([date, users]) => ({
      usersList: [...users].filter((userId) => userId !== undefined).sort(),
      users: users.size,
      day: date % 100,
      month: Math.floor(date / 100) % 100,
      year: Math.floor(date / 10_000),
    })),
  };
}
