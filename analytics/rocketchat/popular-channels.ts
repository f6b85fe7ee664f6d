import type { Document } from '../../data/workspace.js';
import { daysTouched, type Period } from '../calendar.js';
import { analytics } from './daily-counts.js';
import { messagesOn } from './message-origins.js';
import type { Metric, Source } from '../metric.js';
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
  async run(source, window) {
    const { roomKey } = source;
    const rows = await source.aggregate<PopularChannelRow>(analytics, [
      ...popularPipeline(window, source.timeZone),
      { $limit: shown },
      { $project: { _id: 0, ...rowFields } },
    ]);
    return roomKey === undefined ? rows : withoutHidden(source, window, rows.at(-1)?.messages);
  },
};

const shown = 5;

/** More rows that share the fifth place than these are not told apart by what is hidden now. */
const mostEqual = 1000;

/**
 * The same rows where rooms are hidden: what is hidden now is hidden for days on which it was public,
 * too, and so is what does not exist any more. Among equal counts hidden rows come last, so that
 * their places tell nothing of their names.
 */
async function withoutHidden(
  source: Source,
  window: Period,
  least = 0,
): Promise<PopularChannelRow[]> {
  const rows = await source.aggregate<PopularChannelRow & { ids: readonly string[] }>(analytics, [
    ...popularPipeline(window, source.timeZone, { ids: { $addToSet: '$room._id' } }),
    { $match: { messages: { $gte: least } } },
    { $limit: mostEqual },
    { $project: { _id: 0, ...rowFields, ids: 1 } },
  ]);
  const ids = rows.flatMap((row) => (isHidden(row.type, source.roomKey) ? [] : row.ids));
  const stillPublic = await source.aggregate<{ _id: string }>('rocketchat_room', [
    { $match: { _id: { $in: ids }, t: 'c' } },
    { $project: { _id: 1 } },
  ]);
  const publicIds = new Set(stillPublic.map(({ _id }) => _id));
  return rows
    .map((row) => ({
      row,
      isShown: !isHidden(row.type, source.roomKey) && row.ids.every((id) => publicIds.has(id)),
    }))
    .sort((a, b) => b.row.messages - a.row.messages || Number(b.isShown) - Number(a.isShown))
    .slice(0, shown)
    .map(({ row, isShown }) => (isShown ? shownRow(row) : hidden(row)));
}

function shownRow({ messages, type, name, usernames }: PopularChannelRow): PopularChannelRow {
  return { messages, type, ...(name !== undefined && { name }), ...(usernames && { usernames }) };
}

function hidden({ messages, type, usernames }: PopularChannelRow): PopularChannelRow {
  return { messages, type, ...(usernames && { usernames: [] }) };
}

const rowFields = {
  messages: 1,
  type: '$_id.type',
  name: '$_id.name',
  usernames: '$_id.usernames',
};

export function popularPipeline(window: Period, timeZone: string, more: Document = {}): Document[] {
  return [
    { $match: messagesOn(window, timeZone) },
    {
      $group: {
        _id: { type: '$room.t', name: '$room.name', usernames: '$room.usernames' },
        messages: { $sum: '$messages' },
        ...more,
      },
    },
    { $sort: { messages: -1, '_id.type': 1, '_id.name': 1, _id: 1 } },
  ];
}
