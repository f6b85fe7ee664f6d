import type { ActiveUsersRow } from '../../analytics/rocketchat/active-users.js';
import { dateAt, type Period } from '../../analytics/calendar.js';
import type { ReferenceMetric } from './reference-metric.js';
import { storedBetween } from './stored-between.js';

/** 7.2: people of a day by grouping them first, then a set of them per day. */
export const activeUsers: ReferenceMetric<Period, ActiveUsersRow[]> = (workspace, { start, end }) =>
  workspace.aggregate('rocketchat_sessions', [
    {
      $match: {
        type: 'user_daily',
        ...storedBetween(dateAt(start, workspace.timeZone), dateAt(end, workspace.timeZone)),
        mostImportantRole: { $ne: 'anonymous' },
      },
    },
    { $group: { _id: { userId: '$userId', day: '$day', month: '$month', year: '$year' } } },
    {
      $group: {
        _id: { day: '$_id.day', month: '$_id.month', year: '$_id.year' },
        usersList: { $addToSet: '$_id.userId' },
        users: { $sum: 1 },
      },
    },
    { $sort: { '_id.year': -1, '_id.month': -1, '_id.day': -1 } },
    {
      $project: {
        _id: 0,
        usersList: 1,
        users: 1,
        day: '$_id.day',
        month: '$_id.month',
        year: '$_id.year',
      },
    },
  ]);
