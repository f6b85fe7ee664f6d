import type { Document } from '../../data/workspace.js';
import {
  channelRows,
  roomFields,
  sortName,
  type ChannelsFilter,
  type StoredChannelRow,
} from './channel-rows.js';
import { daysCompared } from '../calendar.js';
import type { Metric } from '../metric.js';
import { InvalidArgument } from '../invalid-argument.js';
import { hiddenRoomId, isHidden } from '../room-privacy.js';

/** The columns to sort by, and the path of each in a stored row. */
export const channelColumns = {
  messages: 'messages',
  previousMessages: 'previousMessages',
  change: 'change',
  name: 'sortName',
  createdAt: 'room.ts',
  updatedAt: 'room._updatedAt',
} as const;

export interface ChannelsParameters extends ChannelsFilter {
  /** Rows left out before the page. */
  readonly offset: number;
  /** The most rows of a page; 0 for all that remain. */
  readonly count: number;
  readonly sortBy: keyof typeof channelColumns;
  readonly ascending: boolean;
}

export interface ChannelRow {
  readonly room: {
    readonly id: string;
    readonly type: string;
    readonly name?: string;
    readonly usernames?: readonly string[];
    readonly createdAt?: Date;
    readonly updatedAt?: Date;
  };
  readonly messages: number;
  readonly previousMessages: number;
  /** `messages` less `previousMessages`. */
  readonly change: number;
}

export interface ChannelsPage {
  readonly channels: readonly ChannelRow[];
  /** The rows of all pages. */
  readonly total: number;
  readonly offset: number;
  /** The rows of this page. */
  readonly count: number;
}

/**
 * Rooms with their messages on the window's dates and in the period before, which is a day longer
 * than the window. Rooms that are deleted drop out. Equal rows follow the room's id, so that pages
 * never overlap. Everything is joined, sorted and cut in the database.
 *
 * Where the workspace hides rooms that are not public, their names are absent, `usernames` is empty
 * and the id is a keyed hash; neither search nor order knows the names.
 * @throws RefusedQuestion when `offset` or `count` is negative, or `search` is no part of a name.
 */
export const channels: Metric<ChannelsParameters, ChannelsPage> = {
  name: 'channels',
  period: ({ start, end }) => ({ start, end }),
  pageSize: ({ count }) => count,
  settles: false,
  cost: daysCompared,
  async run(workspace, parameters) {
    const { offset, count, search } = parameters;
    checkRoomArguments({ offset, search });
    rejectNegative('count', count);
    const { collection, pipeline } = channelRows(parameters, workspace);
    const page = channelsPage(parameters, workspace.roomKey);

    // One row holds a page and the total; all rows at once might not fit into one document.
    const [rows, total] =
      count > 0
        ? await workspace
            .aggregate<{ rows: StoredChannelRow[]; total: { rooms: number }[] }>(collection, [
              ...pipeline,
              { $facet: { rows: page, total: counted } },
            ])
            .then(([found]) => [found?.rows ?? [], found?.total ?? []] as const)
        : await Promise.all([
            workspace.aggregate<StoredChannelRow>(collection, [...pipeline, ...page]),
            workspace.aggregate<{ rooms: number }>(collection, [...pipeline, ...counted]),
          ]);
    return {
      channels: rows.map((row) => channelRow(row, workspace.roomKey)),
      total: total[0]?.rooms ?? 0,
      offset,
      count: rows.length,
    };
  },
};

// Longer than any name; the database bounds the length of a pattern, too, and takes no NUL in one.
const maxSearchLength = 200;

const counted: readonly Document[] = [{ $count: 'rooms' }];

function channelsPage(
  { sortBy, ascending, offset, count }: ChannelsParameters,
  roomKey: string | undefined,
): Document[] {
  return [
    ...(sortBy === 'name' ? [{ $addFields: { sortName: sortName(roomKey) } }] : []),
    { $sort: { [channelColumns[sortBy]]: ascending ? 1 : -1, _id: 1 } },
    ...(offset > 0 ? [{ $skip: offset }] : []),
    ...(count > 0 ? [{ $limit: count }] : []),
    // Of the page alone: whole rooms are no burden to a sort that keeps a page.
    {
      $project: {
        _id: 0,
        messages: 1,
        previousMessages: 1,
        change: 1,
        ...Object.fromEntries(Object.keys(roomFields).map((field) => [`room.${field}`, 1])),
      },
    },
  ];
}

function channelRow(
  { room, ...counts }: StoredChannelRow,
  roomKey: string | undefined,
): ChannelRow {
  return { ...counts, room: shownRoom(room, roomKey) };
}

/** A room as clients see it: without names and under a keyed hash where the workspace hides it. */
export function shownRoom(
  { _id, t, name, fname, ts, _updatedAt, usernames }: StoredChannelRow['room'],
  roomKey: string | undefined,
): ChannelRow['room'] {
  const type = typeof t === 'string' ? t : '';
  const shownName = name ?? fname;
  const dates = {
    ...(ts instanceof Date && { createdAt: ts }),
    ...(_updatedAt instanceof Date && { updatedAt: _updatedAt }),
  };
  const members = Array.isArray(usernames) ? usernames : undefined;
  return isHidden(type, roomKey)
    ? { id: hiddenRoomId(_id, roomKey), type, ...dates, ...(members && { usernames: [] }) }
    : {
        id: _id,
        type,
        ...dates,
        ...(typeof shownName === 'string' && { name: shownName }),
        ...(members && { usernames: members.filter((member) => typeof member === 'string') }),
      };
}

/** @throws InvalidArgument when `offset` is negative or `search` is no part of a name. */
export function checkRoomArguments({
  offset,
  search,
}: {
  offset: number;
  search?: string | undefined;
}) {
  rejectNegative('offset', offset);
  rejectInvalidSearch(search);
}

function rejectNegative(argument: string, value: number): void {
  if (value < 0) {
    throw new InvalidArgument(`Argument "${argument}": expected 0 or more, got ${value}.`);
  }
}

function rejectInvalidSearch(search: string | undefined): void {
  if (search !== undefined && (search.length > maxSearchLength || search.includes('\0'))) {
    throw new InvalidArgument(
      `Argument "search": expected at most ${maxSearchLength} characters, none of them NUL.`,
    );
  }
}
