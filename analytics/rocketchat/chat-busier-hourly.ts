import { dayMS } from '../calendar.js';
import { eachLogin } from '../days/login-days.js';
import type { Metric } from '../metric.js';
import { UsersPerHour } from './users-per-hour.js';

export interface HourlyParameters {
  /** The end of the 24 hours looked at. */
  readonly start: Date;
}

export interface HourlyRow {
  /** Distinct people online at the full hour. */
  readonly users: number;
  /** Hour of the day, UTC. */
  readonly hour: number;
}

const hours = [22, 20, 18, 16, 14, 12, 10, 8, 6, 4, 2, 0] as const;

/**
 * How many people were online at each even hour of the day (UTC), latest hour first: all twelve
 * rows, or none when no session began in the 24 hours that end at `start`, both ends included.
 *
 * The rule is Rocket.Chat's: a session counts at hour r when the hour of its login is at most r
 * and r is at most the hour of its closing, whatever the dates; one that is still open counts
 * until midnight. So a session within one odd hour, or past midnight UTC, counts nowhere. Only
 * sessions that the nightly job has computed are seen. A document without `userId` counts no
 * one, but is a reason for the rows.
 */
export const chatBusierHourly: Metric<HourlyParameters, HourlyRow[]> = {
  name: 'chatBusierHourly',
  period: ({ start }) => ({ start: new Date(start.getTime() - dayMS), end: start }),
  settles: true,
  cost: () => 2,
  async run({ days }, { start }) {
    const to = start.getTime();
    const users = new UsersPerHour();
    const sessions = await eachLogin(
      days,
      { from: to - dayMS, to, readsExactly: true },
      (user, firstHour, lastHour) => {
        users.add(user, firstHour, lastHour);
      },
    );
    if (sessions === 0) return [];
    const counts = users.counts();
    return hours.map((hour) => ({ users: counts[hour] ?? 0, hour }));
  },
};
