import type { Document } from '../../data/workspace.js';
import type { Metric } from '../metric.js';

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

const dayMS = 24 * 60 * 60 * 1000;
const hours = [22, 20, 18, 16, 14, 12, 10, 8, 6, 4, 2, 0] as const;
const online = (hour: number) => `at${hour}`;

/** In `at0` to `at22`, how many are online at each hour. */
type Online = Readonly<Record<string, number>>;

/**
 * How many people were online at each even hour of the day (UTC), latest hour first: all twelve
 * rows, or none when no session began in the 24 hours that end at `start`, both ends included.
 *
 * The rule is Rocket.Chat's: a session counts at hour r when the hour of its login is at most r
 * and r is at most the hour of its closing, whatever the dates; one that is still open counts
 * until midnight. So a session within one odd hour, or past midnight UTC, counts nowhere. Only
 * sessions that the nightly job has computed are seen. A document without `userId` counts for
 * nobody, yet brings the rows about.
 */
export const chatBusierHourly: Metric<HourlyParameters, HourlyRow[]> = {
  name: 'chatBusierHourly',
  period: ({ start }) => ({ start: new Date(start.getTime() - dayMS), end: start }),
  settles: true,
  cost: () => 2,
  async run(workspace, parameters) {
    const [found] = await workspace.aggregate<{ withoutUserId: (Online | null)[] } & Online>(
      'rocketchat_sessions',
      hourlyPipeline(parameters),
    );
    if (!found) return [];
    const { withoutUserId, ...all } = found;
    const count = (hour: number) => (sum: number, one: Online | null) =>
      sum + (one?.[online(hour)] ?? 0);
    return hours.map((hour) => ({
      users: count(hour)(0, all) - withoutUserId.reduce(count(hour), 0),
      hour,
    }));
  },
};

/**
 * One row with a count per even hour, `at0` to `at22`, and those counted that are nobody; or no row.
 * People are grouped first and hours are fields, so that no session is multiplied by twelve and no
 * set of users is kept.
 */
export function hourlyPipeline({ start }: HourlyParameters): Document[] {
  const perHour = (expression: (hour: number) => unknown) =>
    Object.fromEntries(hours.map((hour) => [online(hour), expression(hour)]));
  return [
    {
      $match: {
        type: 'computed-session',
        loginAt: { $gte: new Date(start.getTime() - dayMS), $lte: start },
      },
    },
    {
      $project: {
        _id: 0,
        userId: 1,
        from: { $hour: '$loginAt' },
        // An open session lasts to the end of the day.
        to: { $hour: { $ifNull: ['$closedAt', new Date('1970-01-01T23:00:00Z')] } },
      },
    },
    {
      $group: {
        _id: '$userId',
        ...perHour((hour) => ({
          $max: {
            $cond: [{ $and: [{ $lte: ['$from', hour] }, { $gte: ['$to', hour] }] }, 1, 0],
          },
        })),
      },
    },
    {
      $group: {
        _id: null,
        ...perHour((hour) => ({ $sum: `$${online(hour)}` })),
        // The groups of `userId` missing, and null, and one null for everybody else.
        withoutUserId: { $addToSet: { $cond: [{ $gt: ['$_id', null] }, null, '$$ROOT'] } },
      },
    },
  ];
}
