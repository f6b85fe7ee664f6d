import type { Documents } from '../support/documents.js';
import { countedDays } from './counted-days.js';
import { daysOfNewUsers } from './stored.js';

/** The body of 7.1, `users/new-users`. */
export interface NewUsersBody {
  days: { day: string; users: number }[];
  period: { count: number; variation: number };
  yesterday: { count: number; variation: number };
}

/** New users per date, newest first. */
export function newUsers(
  documents: Documents,
  parameters: { start: Date; end: Date; timeZone: string },
): NewUsersBody | 'rejected' {
  const stored = daysOfNewUsers(documents).map(({ date, users }) => ({ date, count: users }));
  const counted = countedDays(stored, parameters);
  if (counted === 'rejected') return 'rejected';
  const { days, period, yesterday } = counted;
  return { days: days.map(({ day, count }) => ({ day, users: count })), period, yesterday };
}
