import type { Period } from '../../analytics/calendar.js';
import type { PopularChannelRow } from '../../analytics/rocketchat/popular-channels.js';
import type { ReferenceMetric } from './reference-metric.js';
import { messagesOn } from './messages-on.js';

/** 7.8: messages summed per (type, name, usernames), the five largest. */
export const popularChannels: ReferenceMetric<Period, PopularChannelRow[]> = (workspace, window) =>
  workspace.aggregate('rocketchat_analytics', [
    { $match: messagesOn(window, workspace.timeZone) },
    {
      $group: {
        _id: { t: '$room.t', name: '$room.name', usernames: '$room.usernames' },
        messages: { $sum: '$messages' },
      },
    },
    { $sort: { messages: -1 } },
    { $limit: 5 },
    {
      $project: {
        _id: 0,
        messages: 1,
        type: '$_id.t',
        name: '$_id.name',
        usernames: '$_id.usernames',
      },
    },
  ]);
