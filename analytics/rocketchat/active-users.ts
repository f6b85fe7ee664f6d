import { dateAt, dateOfDayNumber, dayNumber, daysTouched, type Period } from '../calendar.js';
import { daysBetween } from '../days/days.js';
import { eventLoopBreaks } from '../days/event-loop.js';
import { userDays } from '../days/user-days.js';
import type { Metric } from '../metric.js';

/** A calendar day of the workspace's zone. */
export interface StoredDay {
  readonly day: number;
  readonly month: number;
  readonly year: number;
}

export interface ActiveUsersRow extends StoredDay {
  /** Ids of the people, in ascending order. */
  readonly usersList: readonly string[];
  readonly users: number;
}

/**
 * Who was online per day, newest day first, days without anybody left out. Rocket.Chat's nightly
 * job writes these days: today is missing. All documents of a day without `userId` count as one
 * person, who is not in the list. Anonymous visitors are left out.
 */
export const activeUsers: Metric<Period, ActiveUsersRow[]> = {
  name: 'activeUsers',
  period: ({ start, end }) => ({ start, end }),
  settles: true,
  cost: daysTouched,
  async run({ days, timeZone }, { start, end }) {
    const first = dayNumber(dateAt(start, timeZone));
    const last = dayNumber(dateAt(end, timeZone));
    const range = await daysBetween(days, userDays, first, last);
    const loopBreak = eventLoopBreaks();
    const rows: ActiveUsersRow[] = [];
    for (const { day: number, users, hasUnknownUser } of range.days) {
      const { year, month, day } = dateOfDayNumber(number);
      const usersList = Array.from(users, (user) => range.users.idOf(user));
      const count = usersList.length + (hasUnknownUser ? 1 : 0);
      if (count > 0) rows.push({ usersList, users: count, day, month, year });
      await loopBreak();
    }
    return rows;
  },
};
