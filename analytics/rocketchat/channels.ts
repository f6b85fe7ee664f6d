import {
  channelSums,
  dateOf,
  roomIdOf,
  textOf,
  textsOf,
  type ChannelsFilter,
  type StoredRoom,
} from './channel-rows.js';
import { roomTable, type RoomColumn } from './room-table.js';
import type { Workspace } from '../../data/workspace.js';
import { daysCompared } from '../calendar.js';
import type { Metric } from '../metric.js';
import { InvalidArgument } from '../invalid-argument.js';
import { hiddenRoomId, isHidden } from '../room-privacy.js';

export interface ChannelsParameters extends ChannelsFilter {
  /** Rows left out before the page. */
  readonly offset: number;
  /** The most rows of a page; 0 for all that remain. */
  readonly count: number;
  readonly sortBy: RoomColumn;
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
 * never overlap. Pages, orders and searches are cut from one table.
 *
 * Where the workspace hides rooms that are not public, their names are absent, `usernames` is empty
 * and the id is a keyed hash. Among equal rows they come last, in the order of that hash, and by name
 * last of all; no search finds them.
 * @throws InvalidArgument when `offset` or `count` is negative, or `search` is no part of a name.
 */
export const channels: Metric<ChannelsParameters, ChannelsPage> = {
  name: 'channels',
  period: ({ start, end }) => ({ start, end }),
  pageSize: ({ count }) => count,
  settles: false,
  isCut: true,
  // The table is charged.
  cost: () => 0,
  async run(source, parameters) {
    const { offset, count, search } = parameters;
    checkRoomArguments({ offset, search });
    rejectNegative('count', count);
    const table = await source.run(channelTable, {
      ...channelSums(parameters, source.timeZone),
      days: daysCompared(parameters),
      change: ['messages', 'previousMessages'],
    });
    const { rows, total } = await table.page({ ...parameters, count: count || Infinity });
    return {
      channels: rows.map(({ room, ...counts }) => ({ ...counts, room: shownRoom(source, room) })),
      total,
      offset,
      count: rows.length,
    };
  },
};

const channelTable = roomTable('channels');

// Longer than any name; the database bounds the length of a pattern, too, and takes no NUL in one.
const maxSearchLength = 200;

/**
 * A room as clients see it: without names and under a keyed hash where the workspace hides it, and
 * without what cannot be interpreted.
 */
export function shownRoom(
  { roomKey, onSkipped }: Pick<Workspace, 'roomKey' | 'onSkipped'>,
  room: StoredRoom,
): ChannelRow['room'] {
  const onOdd = (reason: string) => {
    onSkipped('rocketchat_room', reason, room._id);
  };
  // Rows of rooms without these are not in the table.
  const [id = '', type = ''] = [roomIdOf(room), textOf(room.t, 't')];
  const isSecret = isHidden(type, roomKey);
  const name = isSecret
    ? undefined
    : (textOf(room.name, 'name', onOdd) ?? textOf(room.fname, 'fname', onOdd));
  const usernames = textsOf(room.usernames, 'usernames', onOdd);
  const createdAt = dateOf(room.ts, 'ts', onOdd);
  const updatedAt = dateOf(room._updatedAt, '_updatedAt', onOdd);
  return {
    id: isSecret ? hiddenRoomId(id, roomKey) : id,
    type,
    ...(createdAt && { createdAt }),
    ...(updatedAt && { updatedAt }),
    ...(name !== undefined && { name }),
    ...(usernames && { usernames: isSecret ? [] : usernames }),
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
