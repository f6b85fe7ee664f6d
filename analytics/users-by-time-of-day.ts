import type { Document } from '../data/workspace.js';
import type { StoredDay } from './active-users.js';
import type { Window } from './calendar.js';
import type { Question } from './question.js';

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
export const usersByTimeOfDay: Question<Window, TimeOfDayRow[]> = {
  name: 'usersByTimeOfDay',
  windowEnd: ({ end }) => end,
  answer: (workspace, window) =>
    workspace.aggregate('rocketchat_sessions', timeOfDayPipeline(window)),
};

/**
 * One row an hour. Equal sessions of one person and day are one from the start, and people are told
 * apart by grouping: no list of people is kept for an hour.
 */
export function timeOfDayPipeline({ start, end }: Window): Document[] {
  const day = { year: '$_id.year', month: '$_id.month', day: '$_id.day' };
  return [
    { $match: { type: 'computed-session', loginAt: { $gte: start, $lte: end } } },
    {
      $group: {
        _id: {
          year: '$year',
          month: '$month',
          day: '$day',
          userId: '$userId',
          from: { $hour: '$loginAt' },
          // An open session lasts to the end of the day.
          to: { $hour: { $ifNull: ['$closedAt', new Date('1970-01-01T23:00:00Z')] } },
        },
      },
    },
    { $addFields: { hour: { $range: ['$_id.from', { $add: ['$_id.to', 1] }] } } },
    { $unwind: '$hour' },
    { $group: { _id: { ...day, hour: '$hour', userId: '$_id.userId' } } },
    {
      $group: {
        _id: { ...day, hour: '$_id.hour' },
        // The group without a user makes its row and is nobody.
        users: { $sum: { $cond: [{ $gt: ['$_id.userId', null] }, 1, 0] } },
      },
    },
    { $sort: { '_id.year': -1, '_id.month': -1, '_id.day': -1, '_id.hour': -1 } },
    { $project: { _id: 0, users: 1, hour: '$_id.hour', ...day } },
  ];
}
