import type { HourlyParameters, HourlyRow } from '../../analytics/rocketchat/chat-busier-hourly.js';
import type { ReferenceMetric } from './reference-metric.js';

const dayMS = 24 * 60 * 60 * 1000;

/** 7.3: every session once for each of the twelve hours, and a set of people per hour. */
export const chatBusierHourly: ReferenceMetric<HourlyParameters, HourlyRow[]> = (
  workspace,
  { start },
) =>
  workspace.aggregate('rocketchat_sessions', [
    {
      $match: {
        type: 'computed-session',
        loginAt: { $gte: new Date(start.getTime() - dayMS), $lte: start },
      },
    },
    {
      $project: {
        userId: 1,
        from: { $hour: '$loginAt' },
        to: { $ifNull: [{ $hour: '$closedAt' }, 23] },
        hour: { $literal: [0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22] },
      },
    },
    { $unwind: '$hour' },
    {
      $group: {
        _id: '$hour',
        users: {
          $addToSet: {
            $cond: [
              { $and: [{ $lte: ['$from', '$hour'] }, { $gte: ['$to', '$hour'] }] },
              '$userId',
              '$$REMOVE',
            ],
          },
        },
      },
    },
    { $sort: { _id: -1 } },
    { $project: { _id: 0, users: { $size: '$users' }, hour: '$_id' } },
  ]);
