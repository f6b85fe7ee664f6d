import type { Document } from '../../data/workspace.js';
import { dateAt, daysTouched, storedBetween, type Period } from '../calendar.js';
import type { Metric } from '../metric.js';

/** A calendar day of the workspace's zone. */
export interface StoredDay {
  readonly day: number;
  readonly month: number;
  readonly year: number;
}

export interface ActiveUsersRow extends StoredDay {
  /** Ids of the people, in no order. */
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
  run: (workspace, window) =>
    workspace.aggregate('rocketchat_sessions', activeUsersPipeline(window, workspace.timeZone)),
};

export function activeUsersPipeline({ start, end }: Period, timeZone: string): Document[] {
  return [
    { $match: userDays(storedBetween(dateAt(start, timeZone), dateAt(end, timeZone))) },
    {
      $group: {
        _id: { year: '$year', month: '$month', day: '$day' },
        usersList: { $addToSet: '$userId' },
        withoutUserId: { $max: { $cond: [{ $gt: ['$userId', null] }, 0, 1] } },
      },
    },
    newestDayFirst,
    {
      $project: {
        _id: 0,
        usersList: 1,
        users: { $add: [{ $size: '$usersList' }, '$withoutUserId'] },
        day: '$_id.day',
        month: '$_id.month',
        year: '$_id.year',
      },
    },
  ];
}

/** The documents of one person's one day, among those `days` match. */
export function userDays(days: Document): Document {
  return { type: 'user_daily', ...days, mostImportantRole: { $ne: 'anonymous' } };
}

export const newestDayFirst: Document = {
  $sort: { '_id.year': -1, '_id.month': -1, '_id.day': -1 },
};
