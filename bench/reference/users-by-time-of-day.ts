import type { Period } from '../../analytics/calendar.js';
import type { ReferenceMetric } from './reference-metric.js';
import type { TimeOfDayRow } from '../../analytics/rocketchat/users-by-time-of-day.js';

/** 7.5: every session once for each hour it stands in, and a set of people per hour and day. */
export const usersByTimeOfDay: ReferenceMetric<Period, TimeOfDayRow[]> = (
  workspace,
  { start, end },
) =>
  workspace.aggregate('rocketchat_sessions', [
    { $match: { type: 'computed-session', loginAt: { $gte: start, $lte: end } } },
    {
      $project: {
        userId: 1,
        day: 1,
        month: 1,
        year: 1,
        hour: {
          $range: [{ $hour: '$loginAt' }, { $add: [{ $ifNull: [{ $hour: '$closedAt' }, 23] }, 1] }],
        },
      },
    },
    { $unwind: '$hour' },
    {
      $group: {
        _id: { hour: '$hour', day: '$day', month: '$month', year: '$year' },
        users: { $addToSet: '$userId' },
      },
    },
    { $sort: { '_id.year': -1, '_id.month': -1, '_id.day': -1, '_id.hour': -1 } },
    {
      $project: {
        _id: 0,
        users: { $size: '$users' },
        hour: '$_id.hour',
        day: '$_id.day',
        month: '$_id.month',
        year: '$_id.year',
      },
    },
  ]);
