import type { Documents } from '../support/documents.js';
import { dateAt, previousDates } from './calendar.js';
import { daysOfMessages, rooms, type StoredRoom } from './stored.js';

/** One row of 7.9; a room's absent keys are absent. */
export interface Channel {
  room: {
    _id: string;
    name?: string;
    ts?: string;
    t: string;
    _updatedAt?: string;
    usernames?: string[];
  };
  messages: number;
  lastWeekMessages: number;
  diffFromLastWeek: number;
}

/** The body of 7.9, `channels/list`. `offset` is null where the parameter was no number. */
export interface ChannelsBody {
  channels: Channel[];
  total: number;
  offset: number | null;
  count: number;
}

const dashboardTypes = new Set(['c', 'p', 'd']);

function answeredRoom({
  _id,
  name,
  fname,
  ts,
  t,
  _updatedAt,
  usernames,
}: StoredRoom): Channel['room'] {
  const shownName = name ?? fname;
  return {
    _id,
    ...(shownName === undefined ? {} : { name: shownName }),
    ...(ts === undefined ? {} : { ts: ts.toISOString() }),
    t,
    ...(_updatedAt === undefined ? {} : { _updatedAt: _updatedAt.toISOString() }),
    ...(usernames === undefined ? {} : { usernames }),
  };
}

/**
 * The rooms that still exist, with their messages in the window and in the period before, those with
 * most messages first. With `hideRoomsWithNoActivity` only rooms that have a stored day in either
 * (Rocket.Chat 8), without it every public, private and direct room (before 8). Equal counts stand
 * by `_id`, a decision of this project, so that pages never overlap. A `count` of 0 means all rows
 * from `offset` on; an `offset` of NaN skips none.
 */
export function channels(
  documents: Documents,
  parameters: {
    start: Date;
    end: Date;
    timeZone: string;
    offset: number;
    count: number;
    hideRoomsWithNoActivity: boolean;
  },
): ChannelsBody {
  const { start, end, timeZone, offset, count, hideRoomsWithNoActivity } = parameters;
  const previous = previousDates(start, end, timeZone);
  const first = dateAt(start, timeZone);
  const last = dateAt(end, timeZone);

  const activity = new Map<string, { messages: number; lastWeekMessages: number }>();
  for (const { date, room, messages } of daysOfMessages(documents)) {
    if (!dashboardTypes.has(room.t) || date < previous.first || date > last) continue;
    const sums = activity.get(room._id) ?? { messages: 0, lastWeekMessages: 0 };
    if (date >= first) sums.messages += messages;
    if (date <= previous.last) sums.lastWeekMessages += messages;
    activity.set(room._id, sums);
  }

  const rows: Channel[] = [];
  for (const room of rooms(documents)) {
    const sums = activity.get(room._id);
    const isListed = hideRoomsWithNoActivity ? sums !== undefined : dashboardTypes.has(room.t);
    if (!isListed) continue;
    const { messages, lastWeekMessages } = sums ?? { messages: 0, lastWeekMessages: 0 };
    const diffFromLastWeek = messages - lastWeekMessages;
    rows.push({ room: answeredRoom(room), messages, lastWeekMessages, diffFromLastWeek });
  }
  rows.sort((a, b) => b.messages - a.messages || (a.room._id < b.room._id ? -1 : 1));

  const skipped = Number.isNaN(offset) ? 0 : offset;
  const page = count === 0 ? rows.slice(skipped) : rows.slice(skipped, skipped + count);
  return {
    channels: page,
    total: rows.length,
    offset: Number.isNaN(offset) ? null : offset,
    count: page.length,
  };
}
