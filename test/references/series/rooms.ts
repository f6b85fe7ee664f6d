import { createHmac } from 'node:crypto';
import { coverageOf, storedCounts, type Workspace } from './coverage.js';
import { firstMoment, storedNumber } from './clock.js';
import type { SeriesArgs } from './people-series.js';
import { countsOn, storedPeriods, sumOf } from './stored-counts.js';

export interface RoomsArgs extends SeriesArgs {
  offset: number;
  count: number;
  sortBy: 'MESSAGES' | 'PREVIOUS_MESSAGES' | 'CHANGE' | 'NAME' | 'CREATED_AT' | 'UPDATED_AT';
  ascending: boolean;
  types?: string[];
  search?: string;
  hideInactive: boolean;
  /** The key that hides rooms that are not public. */
  roomKey?: string | undefined;
}

interface StoredRoom {
  _id: string;
  t: string;
  name?: string;
  fname?: string;
  usernames?: string[];
  ts?: Date;
  _updatedAt?: Date;
}

const dashboardTypes = ['c', 'p', 'd'];

/** `rooms`: the rooms that exist, with their messages by their id. */
export function rooms(workspace: Workspace, args: RoomsArgs) {
  const { documents, zone, now } = workspace;
  const stored = storedCounts(workspace, 'messages');
  const { period, days, comparedDays, pairedDays, pairedOtherDays } = storedPeriods(
    workspace,
    args,
    stored,
  );
  const all = sumOf(days, countsOn(workspace, 'messages', stored));
  const dates = new Set(
    [...days, ...comparedDays].filter((day) => firstMoment(zone, day) < now).map(storedNumber),
  );
  const active = new Set(
    (documents.rocketchat_analytics ?? [])
      .filter(
        ({ type, date, messages }) =>
          type === 'messages' && dates.has(Number(date)) && Number.isFinite(messages),
      )
      .map(({ room }) => room as { _id: string; t: string })
      .filter(({ t }) => dashboardTypes.includes(t))
      .map(({ _id }) => _id),
  );
  const stillThere = (documents.rocketchat_room ?? []) as unknown as StoredRoom[];
  const rows = stillThere
    .filter(({ _id, t }) => active.has(_id) || (!args.hideInactive && dashboardTypes.includes(t)))
    .filter(({ t }) => !args.types || args.types.includes(t))
    .filter((room) => isFound(room, args))
    .map((room) => {
      const countOn = countsOn(
        workspace,
        'messages',
        stored,
        (one) => one?._id === room._id && dashboardTypes.includes(one.t ?? ''),
      );
      const messages = sumOf(days, countOn) ?? 0;
      const comparedMessages = sumOf(pairedOtherDays, countOn);
      const own = sumOf(pairedDays, countOn);
      const isHidden = args.roomKey !== undefined && room.t !== 'c';
      return {
        stored: room,
        isHidden,
        room: {
          id: isHidden ? hashed(room._id, args.roomKey ?? '') : room._id,
          type: room.t,
          name: isHidden ? null : (room.name ?? room.fname ?? null),
        },
        messages,
        comparedMessages,
        difference: own === null || comparedMessages === null ? null : own - comparedMessages,
        share: all === null || all <= 0 ? null : messages / all,
        daily: days.map(countOn),
      };
    });
  const sorted = rows.sort((a, b) => {
    const byColumn =
      compare(valueOf(a, args.sortBy), valueOf(b, args.sortBy)) * (args.ascending ? 1 : -1);
    const byPrivacy = Number(a.isHidden) - Number(b.isHidden);
    const order = args.sortBy === 'NAME' ? [byPrivacy, byColumn] : [byColumn, byPrivacy];
    return order.find((one) => one !== 0) ?? compare(a.stored._id, b.stored._id);
  });
  const shown = all === null ? [] : sorted;
  const page = shown.slice(args.offset, args.offset + args.count);
  return {
    rooms: page.map(({ room, messages, comparedMessages, difference, share, daily }) => ({
      room,
      messages,
      comparedMessages,
      difference,
      share,
      daily,
    })),
    total: shown.length,
    offset: args.offset,
    count: page.length,
    timeZone: zone,
    coverage: coverageOf(period, stored),
  };
}

function isFound({ t, name, fname, usernames = [] }: StoredRoom, { search, roomKey }: RoomsArgs) {
  if (search === undefined || search === '') return true;
  if (roomKey !== undefined && t !== 'c') return false;
  return [name, fname, ...usernames].some((text) =>
    text?.toLowerCase().includes(search.toLowerCase()),
  );
}

type Value = number | string | null;

function valueOf(
  row: {
    stored: StoredRoom;
    isHidden: boolean;
    messages: number;
    comparedMessages: number | null;
    difference: number | null;
  },
  column: RoomsArgs['sortBy'],
): Value {
  const { stored, isHidden, messages, comparedMessages, difference } = row;
  return {
    MESSAGES: messages,
    PREVIOUS_MESSAGES: comparedMessages,
    CHANGE: difference,
    NAME: isHidden ? '' : (stored.name ?? stored.fname ?? '').toLowerCase(),
    CREATED_AT: stored.ts?.getTime() ?? null,
    UPDATED_AT: stored._updatedAt?.getTime() ?? null,
  }[column];
}

/** What is absent comes before the rest. */
function compare(a: Value, b: Value): number {
  if (a === b) return 0;
  if (a === null) return -1;
  if (b === null) return 1;
  return a < b ? -1 : 1;
}

function hashed(id: string, key: string): string {
  return createHmac('sha256', key).update(id).digest('base64url');
}
