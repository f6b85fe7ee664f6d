import { dateOfNumber, daysTouched, type Period } from '../calendar.js';
import { eventLoopBreaks } from '../days/event-loop.js';
import { eachLogin } from '../days/login-days.js';
import type { Metric } from '../metric.js';
import type { StoredDay } from './active-users.js';
import { UsersPerHour } from './users-per-hour.js';

export interface TimeOfDayRow extends StoredDay {
  readonly users: number;
  /** Hour of the day, UTC. */
  readonly hour: number;
}

/**
 * How many people were online in each hour of each day, for sessions that began in the window,
 * both ends included; latest first, hours without a session left out.
 *
 * The rule is Rocket.Chat's: a session stands in the UTC hours from its login to its closing, or
 * to hour 23 while it is open, of the calendar day stored with it. One that closes at an earlier
 * hour of a later day stands nowhere. Documents without `userId` make rows and count no one.
 */
export const usersByTimeOfDay: Metric<Period, TimeOfDayRow[]> = {
  name: 'usersByTimeOfDay',
  period: ({ start, end }) => ({ start, end }),
  settles: true,
  cost: daysTouched,
  async run({ days }, { start, end }) {
    const dates = new Map<number, UsersPerHour>();
    await eachLogin(
      days,
      { from: start.getTime(), to: end.getTime() },
      (user, firstHour, lastHour, storedDate) => {
        let users = dates.get(storedDate);
        if (!users) dates.set(storedDate, (users = new UsersPerHour()));
        users.add(user, firstHour, lastHour);
      },
    );
    dates.delete(0);
    const loopBreak = eventLoopBreaks();
    const rows: TimeOfDayRow[] = [];
    for (const [date, users] of [...dates].sort(([a], [b]) => b - a)) {
      const { year, month, day } = dateOfNumber(date);
      const counts = users.counts();
      for (let hour = counts.length - 1; hour >= 0; hour -= 1) {
        const count = counts[hour];
        if (count !== undefined) rows.push({ users: count, hour, day, month, year });
      }
      await loopBreak();
    }
    return rows;
  },
};
