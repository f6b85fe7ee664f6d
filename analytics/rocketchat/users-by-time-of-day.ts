import type { Document } from '../../data/workspace.js';
import { newestDayFirst, type StoredDay } from './active-users.js';
import { daysTouched, type Period } from '../calendar.js';
import type { Metric } from '../metric.js';

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
 * hour of a later day stands nowhere. Documents without `userId` make rows and are nobody.
 */
export const usersByTimeOfDay: Metric<Period, TimeOfDayRow[]> = {
  name: 'usersByTimeOfDay',
  period: ({ start, end }) => ({ start, end }),
  settles: true,
  cost: daysTouched,
  async run(workspace, window) {
    const days = await workspace.aggregate<CountedDay>(
      'rocketchat_sessions',
      timeOfDayPipeline(window),
    );
    return days.flatMap(rowsOf);
  },
};

const hours = Array.from({ length: 24 }, (_, index) => 23 - index);
const online = (hour: number) => `at${hour}`;

/** In `at0` to `at23`, how many stand in each hour. */
type Standing = Readonly<Record<string, number>>;

/** All who stand in the hours of a day, and those of them that are nobody. */
type CountedDay = Standing & {
  readonly _id: StoredDay;
  readonly withoutUserId: readonly (Standing | null)[];
};

function rowsOf({ _id: day, withoutUserId, ...all }: CountedDay): TimeOfDayRow[] {
  const count = (standing: Standing | null, hour: number) => standing?.[online(hour)] ?? 0;
  return hours
    .filter((hour) => count(all, hour) > 0)
    .map((hour) => {
      const others = withoutUserId.reduce((sum, one) => sum + count(one, hour), 0);
      return { users: count(all, hour) - others, hour, ...day };
    });
}

/**
 * One row a day. People are grouped first and hours are fields, so that no session is multiplied by
 * its hours, and nothing that is kept of a person's day or of a day grows with the number of people.
 */
export function timeOfDayPipeline({ start, end }: Period): Document[] {
  const perHour = (expression: (hour: number) => Document) =>
    Object.fromEntries(hours.map((hour) => [online(hour), expression(hour)]));
  return [
    { $match: { type: 'computed-session', loginAt: { $gte: start, $lte: end } } },
    {
      $project: {
        _id: 0,
        userId: 1,
        year: 1,
        month: 1,
        day: 1,
        from: { $hour: '$loginAt' },
        // An open session lasts to the end of the day.
        to: { $hour: { $ifNull: ['$closedAt', new Date('1970-01-01T23:00:00Z')] } },
      },
    },
    {
      $group: {
        _id: { year: '$year', month: '$month', day: '$day', userId: '$userId' },
        ...perHour((hour) => ({
          $max: {
            $cond: [{ $and: [{ $lte: ['$from', hour] }, { $gte: ['$to', hour] }] }, 1, 0],
          },
        })),
      },
    },
    {
      $group: {
        _id: { year: '$_id.year', month: '$_id.month', day: '$_id.day' },
        ...perHour((hour) => ({ $sum: `$${online(hour)}` })),
        // The groups of `userId` missing, and null, and one null for everybody else.
        withoutUserId: { $addToSet: { $cond: [{ $gt: ['$_id.userId', null] }, null, '$$ROOT'] } },
      },
    },
    newestDayFirst,
  ];
}
