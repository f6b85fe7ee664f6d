import type { BsonDocument } from '../../data/workspace.js';
import { daysTouched, type Period } from '../calendar.js';
import {
  analytics,
  finiteCount,
  greatest,
  oddCounts,
  namedRoomType,
  rowsOfCounts,
} from '../counted-documents.js';
import type { Metric, Source } from '../metric.js';
import { numberOf } from '../numbers.js';
import { isHidden } from '../room-privacy.js';
import { roomIdOf, textOf, textsOf } from './channel-rows.js';
import { messagesOn } from './message-origins.js';

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
 * Names that are no text, and such items of usernames, are left out.
 * Where the workspace hides rooms that are not public, they have their counts and no names.
 */
export const popularChannels: Metric<Period, PopularChannelRow[]> = {
  name: 'popularChannels',
  period: ({ start, end }) => ({ start, end }),
  settles: false,
  cost: daysTouched,
  async run(source, window) {
    const { roomKey } = source;
    const rows = await mostPopular(source, window, [{ $limit: shown }]);
    return roomKey === undefined
      ? rows.map((row) => shownRow(source, row))
      : withoutHidden(source, window, rows.at(-1)?.messages);
  },
};

const shown = 5;

/** More rows that share the fifth place than these are not distinguished by what is hidden now. */
const mostEqual = 1000;

/** What stands for a room in the stored counts, and its messages. */
interface PopularRow {
  readonly _id: {
    readonly type: string;
    readonly name?: unknown;
    readonly usernames?: unknown;
  };
  readonly messages: unknown;
  readonly isOdd: boolean;
  /** The `_id` of one of its documents, where some value is odd. */
  readonly id?: unknown;
}

/** The rows in their order, cut by some more stages. */
function mostPopular<Row extends PopularRow>(
  source: Source,
  window: Period,
  cut: readonly BsonDocument[],
  more: BsonDocument = {},
): Promise<Row[]> {
  return rowsOfCounts<Row>(source, messagesOn(window, source.timeZone), {
    checks: [finiteCount('messages'), namedRoomType],
    stages: (ids) => popularStages(cut, { ...more, ...ids }),
    isOdd: (row) => row.isOdd || hasOddNames(row),
  });
}

/**
 * The same rows where rooms are hidden: what is hidden now is hidden for days on which it was public,
 * too, and so is what does not exist any more. Among equal counts hidden rows come last, so that
 * their places reveal nothing of their names.
 */
async function withoutHidden(
  source: Source,
  window: Period,
  least: unknown = 0,
): Promise<PopularChannelRow[]> {
  const rows = await mostPopular<PopularRow & { readonly ids: readonly unknown[] }>(
    source,
    window,
    [{ $match: { $or: [{ isOdd: true }, { messages: { $gte: least } }] } }, { $limit: mostEqual }],
    { ids: { $addToSet: '$room._id' } },
  );
  // Other ids are no rooms'; a pattern among them would match many.
  const isId = (id: unknown) => roomIdOf({ _id: id }) !== undefined;
  const visible = rows.filter((row) => !isHidden(row._id.type, source.roomKey));
  const ids = visible.flatMap((row) => row.ids.filter(isId));
  const stillPublic = await source.aggregate<{ _id: unknown }>('rocketchat_room', [
    { $match: { _id: { $in: ids }, t: 'c' } },
    { $project: { _id: 1 } },
  ]);
  const publicIds = new Set(stillPublic.map(roomIdOf));
  return rows
    .map((row) => ({
      row: shownRow(source, row),
      isShown:
        visible.includes(row) &&
        row.ids.every((id) => isId(id) && publicIds.has(roomIdOf({ _id: id }))),
    }))
    .sort((a, b) => b.row.messages - a.row.messages || Number(b.isShown) - Number(a.isShown))
    .slice(0, shown)
    .map(({ row, isShown }) => (isShown ? row : hidden(row)));
}

/** A row as clients see it. */
function shownRow(source: Source, row: PopularRow): PopularChannelRow {
  const { name, usernames } = namesOf(row, (reason) => {
    source.onSkipped(analytics, reason, row.id);
  });
  return {
    messages: numberOf(row.messages),
    type: row._id.type,
    ...(name !== undefined && { name }),
    ...(usernames && { usernames }),
  };
}

function namesOf({ _id }: PopularRow, onOdd: (reason: string) => void) {
  return {
    name: textOf(_id.name, 'room.name', onOdd),
    usernames: textsOf(_id.usernames, 'room.usernames', onOdd),
  };
}

function hasOddNames(row: PopularRow): boolean {
  let isOdd = false;
  namesOf(row, () => (isOdd = true));
  return isOdd;
}

function hidden({ messages, type, usernames }: PopularChannelRow): PopularChannelRow {
  return { messages, type, ...(usernames && { usernames: [] }) };
}

function popularStages(cut: readonly BsonDocument[], more: BsonDocument): BsonDocument[] {
  return [
    {
      $group: {
        _id: { type: '$room.t', name: '$room.name', usernames: '$room.usernames' },
        messages: { $sum: '$messages' },
        ...greatest('messages'),
        ...more,
      },
    },
    { $match: { most: { $ne: null } } },
    { $project: { messages: 1, id: 1, ids: 1, isOdd, type } },
    // Not two lists among what is sorted by: MongoDB has no order for them.
    { $sort: { isOdd: -1, messages: -1, type: 1, '_id.name': 1, _id: 1 } },
    ...cut,
  ];
}

const hasType = { $eq: [{ $type: '$_id.type' }, 'string'] };
const type = { $cond: [hasType, '$_id.type', null] };
/** Whether a group is odd: then it comes first, so that no row is taken as it is. */
const isOdd = { $or: [{ $not: [hasType] }, oddCounts('messages')] };
