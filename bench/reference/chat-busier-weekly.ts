import { dateAt } from '../../analytics/calendar.js';
import type { WeeklyParameters, WeeklyRow } from '../../analytics/rocketchat/chat-busier-weekly.js';
import type { ReferenceMetric } from './reference-metric.js';
import { storedBetween } from './stored-between.js';

/** 7.4: the daily documents, counted per day. */
export const chatBusierWeekly: ReferenceMetric<WeeklyParameters, WeeklyRow[]> = (
  workspace,
  { start },
) => {
  const last = dateAt(start, workspace.timeZone);
  return workspace.aggregate('rocketchat_sessions', [
    {
      $match: {
        type: 'user_daily',
        ...storedBetween(last.subtract({ days: 7 }), last),
        mostImportantRole: { $ne: 'anonymous' },
      },
    },
    { $group: { _id: { day: '$day', month: '$month', year: '$year' }, users: { $sum: 1 } } },
    { $sort: { '_id.year': -1, '_id.month': -1, '_id.day': -1 } },
    {
      $project: { _id: 0, users: 1, day: '$_id.day', month: '$_id.month', year: '$_id.year' },
    },
  ]);
};
