import type { Document } from '../data/workspace.js';
import type { StoredDay } from './active-users.js';
import type { Window } from './calendar.js';
import type { Question } from './question.js';

export interface TimeOfDayRow extends StoredDay {
  readonly users: number;
  /** Hour of the day, UTC. */
  readonly hour: number;
}

const hours = Array.from({ length: 24 }, (_, hour) => 23 - hour);
const online = (hour: number) => `at${hour}`;

/**
 * How many people were online in each hour of each day, for sessions that began in the window,
 * both ends included; latest first, hours without a session left out.
 *
 * The rule is Rocket.Chat's: a session stands in the UTC hours from its login to its closing, or
 * to hour 23 while it is open, of the calendar day stored with it. One that closes at an earlier
 * hour of a later day stands nowhere. Documents without `userId` make rows and are nobody.
 */
export const usersByTimeOfDay: Question<Window, TimeOfDayRow[]> = {
  name: 'usersByTimeOfDay',
  windowEnd: ({ end }) => end,
  async answer(workspace, window) {
    const days = await workspace.aggregate<StoredDay & Record<string, number>>(
      'rocketchat_sessions',
      timeOfDayPipeline(window),
    );
    return days.flatMap((row) =>
      hours
        .filter((hour) => (row[online(hour)] ?? 0) > 0)
        .map((hour) => ({
          users: Math.floor((row[online(hour)] ?? 0) / 2),
          hour,
          day: row.day,
          month: row.month,
          year: row.year,
        })),
    );
  },
};

/**
 * One row a day, with fields `at0` to `at23`: twice the people online in that hour, and one more if
 * a document without `userId` stands there, for such an hour has a row even when it has nobody.
 */
export function timeOfDayPipeline({ start, end }: Window): Document[] {
  const perHour = (expression: (hour: number) => unknown) =>
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
        to: { $hour: { $ifNull: ['$closedAt', new Date('1970-01-01T23:00:00Z')] } },
      },
    },
    {
      $group: {
        _id: { year: '$year', month: '$month', day: '$day', userId: '$userId' },
        ...perHour((hour) => ({
          $max: { $cond: [{ $and: [{ $lte: ['$from', hour] }, { $gte: ['$to', hour] }] }, 1, 0] },
        })),
      },
    },
    {
      $group: {
        _id: { year: '$_id.year', month: '$_id.month', day: '$_id.day' },
        ...perHour((hour) => ({
          $sum: {
            $cond: [
              { $gt: ['$_id.userId', null] },
              { $multiply: [`$${online(hour)}`, 2] },
              `$${online(hour)}`,
            ],
          },
        })),
      },
    },
    { $sort: { '_id.year': -1, '_id.month': -1, '_id.day': -1 } },
    {
      $project: {
        _id: 0,
        day: '$_id.day',
        month: '$_id.month',
        year: '$_id.year',
        ...perHour(() => 1),
      },
    },
  ];
}
