import type { Period } from '../../analytics/calendar.js';
import type { OriginRow } from '../../analytics/rocketchat/message-origins.js';
import type { ReferenceMetric } from './reference-metric.js';
import { messagesOn } from './messages-on.js';

/** 7.7: messages summed per type of room; types without any are appended. */
export const messageOrigins: ReferenceMetric<Period, OriginRow[]> = async (workspace, period) => {
  const rows = await workspace.aggregate<OriginRow>('rocketchat_analytics', [
    { $match: messagesOn(period, workspace.timeZone) },
    { $group: { _id: '$room.t', messages: { $sum: '$messages' } } },
    { $project: { _id: 0, messages: 1, type: '$_id' } },
  ]);
  const missing = ['c', 'p', 'd'].filter((type) => !rows.some((row) => row.type === type));
  return [...rows, ...missing.map((type) => ({ messages: 0, type }))];
};
