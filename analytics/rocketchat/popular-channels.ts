import type { Document } from '../../data/workspace.js';
import { daysTouched, type Period } from '../calendar.js';
import { analytics } from './daily-counts.js';
import { messagesOn } from './message-origins.js';
import type { Metric } from '../metric.js';
import { isHidden } from '../room-privacy.js';

export interface PopularChannelRow {
  readonly messages: number;
  /** Rocket.Chat's letter for the type of room. */
  readonly type: string;
  /** Absent for direct messages. */
  readonly name?: string;
  readonly usernames?: readonly string[];
}

/**
 * The five rooms with the most messages on the window's dates, most first; equal counts by type,
 * name and usernames. A room is what its type, name and usernames on each day say, as
 * Rocket.Chat has it: a renamed room stands twice, two rooms of one type and name stand once.
 * Where the workspace hides rooms that are not public, they keep their counts and lose their names.
 */
export const popularChannels: Metric<Period, PopularChannelRow[]> = {
  name: 'popularChannels',
  period: ({ start, end }) => ({ start, end }),
  settles: false,
  cost: daysTouched,
  async run(workspace, window) {
    const rows = await workspace.aggregate<PopularChannelRow>(
      analytics,
      popularPipeline(window, workspace.timeZone),
    );
    return rows.map((row) => (isHidden(row.type, workspace.roomKey) ? hidden(row) : row));
  },
};

function hidden({ messages, type, usernames }: PopularChannelRow): PopularChannelRow {
  return { messages, type, ...(usernames && { usernames: [] }) };
}

export function popularPipeline(window: Period, timeZone: string): Document[] {
  return [
    { $match: messagesOn(window, timeZone) },
    {
      $group: {
        _id: { type: '$room.t', name: '$room.name', usernames: '$room.usernames' },
        messages: { $sum: '$messages' },
      },
    },
    { $sort: { messages: -1, '_id.type': 1, '_id.name': 1, _id: 1 } },
    { $limit: 5 },
    {
      $project: {
        _id: 0,
        messages: 1,
        type: '$_id.type',
        name: '$_id.name',
        usernames: '$_id.usernames',
      },
    },
  ];
}
