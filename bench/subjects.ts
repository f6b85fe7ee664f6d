import { isDeepStrictEqual } from 'node:util';
import type { Period } from '../analytics/calendar.js';
import type { Metric, Source } from '../analytics/metric.js';
import { activeUsers } from '../analytics/rocketchat/active-users.js';
import { channels, type ChannelsPage } from '../analytics/rocketchat/channels.js';
import { chatBusierHourly } from '../analytics/rocketchat/chat-busier-hourly.js';
import { chatBusierWeekly } from '../analytics/rocketchat/chat-busier-weekly.js';
import { messageOrigins } from '../analytics/rocketchat/message-origins.js';
import { messagesSent } from '../analytics/rocketchat/messages-sent.js';
import { newUsers } from '../analytics/rocketchat/new-users.js';
import { popularChannels } from '../analytics/rocketchat/popular-channels.js';
import { usersByTimeOfDay } from '../analytics/rocketchat/users-by-time-of-day.js';
import type { Workspace } from '../data/workspace.js';
import * as referenceUsers from './reference/active-users.js';
import * as referenceChannels from './reference/channels.js';
import * as referenceHourly from './reference/chat-busier-hourly.js';
import * as referenceWeekly from './reference/chat-busier-weekly.js';
import * as referenceDaily from './reference/daily-counts.js';
import * as referenceOrigins from './reference/message-origins.js';
import * as referencePopular from './reference/popular-channels.js';
import type { ReferenceMetric } from './reference/reference-metric.js';
import * as referenceTimeOfDay from './reference/users-by-time-of-day.js';

const dayMS = 86_400_000;

/** The clock of the generated workspaces. */
export const now = new Date('2024-06-14T12:00:00.000Z');
/** The nightly job has finished with the days before it, so that they can be cached. */
const end = new Date(Date.UTC(2024, 5, 9) - 1);

/** A metric with its arguments, next to the reference. */
export interface Subject {
  readonly name: string;
  readonly ours: (source: Source) => Promise<unknown>;
  readonly reference: (workspace: Workspace) => Promise<unknown>;
  /** Whether two results are equal, but for what the reference leaves open. */
  readonly agree: (ours: unknown, reference: unknown) => boolean;
  /** Whether it reads days, which can be cached. */
  readonly readsDays: boolean;
}

/** So many calendar days, the last of which is complete. */
function lastDays(days: number): Period {
  return { start: new Date(end.getTime() + 1 - days * dayMS), end };
}

/** The metrics whose period can have any length, for periods of so many days. */
export function subjectsOver(days: number, daysOfUsers = days): Subject[] {
  const period = lastDays(days);
  const page = { offset: 0, count: 50, sortBy: 'messages', ascending: false } as const;
  const all = { types: undefined, search: undefined, hideRoomsWithNoActivity: true };
  return [
    subject(activeUsers, referenceUsers.activeUsers, lastDays(daysOfUsers), {
      readsDays: true,
      comparable: (rows) => rows.map((row) => ({ ...row, usersList: [...row.usersList].sort() })),
    }),
    subject(usersByTimeOfDay, referenceTimeOfDay.usersByTimeOfDay, period, { readsDays: true }),
    subject(newUsers, referenceDaily.newUsers, period),
    subject(messagesSent, referenceDaily.messagesSent, period),
    subject(messageOrigins, referenceOrigins.messageOrigins, period, {
      comparable: (rows) => [...rows].sort((a, b) => (a.type < b.type ? -1 : 1)),
    }),
    subject(popularChannels, referencePopular.popularChannels, period),
    subject(
      channels,
      referenceChannels.channels,
      { ...period, ...page, ...all },
      { comparable: comparablePage },
    ),
  ];
}

/** The nine metrics with the periods of Rocket.Chat's page: 8 days, 31 for `activeUsers`. */
export function subjects(): Subject[] {
  return [
    subject(
      chatBusierHourly,
      referenceHourly.chatBusierHourly,
      { start: end },
      { readsDays: true },
    ),
    subject(
      chatBusierWeekly,
      referenceWeekly.chatBusierWeekly,
      { start: end },
      { readsDays: true },
    ),
    ...subjectsOver(8, 31),
  ];
}

function subject<Args, Result>(
  ours: Metric<Args, Result>,
  reference: ReferenceMetric<Args, Result>,
  args: Args,
  options: { readsDays?: boolean; comparable?: (result: Result) => unknown } = {},
): Subject {
  const { readsDays = false, comparable = (result: Result): unknown => result } = options;
  return {
    name: ours.name,
    ours: (source) => ours.run(source, args),
    reference: (workspace) => reference.run(workspace, args),
    agree: (one, other) =>
      isDeepStrictEqual(comparable(one as Result), comparable(other as Result)),
    readsDays,
  };
}

/**
 * Rocket.Chat leaves the order of rooms with equal counts open, and so also which of them are at the end
 * of a page: of those, only the count is compared.
 */
function comparablePage({ channels: rows, ...page }: ChannelsPage): unknown {
  const least = Math.min(...rows.map(({ messages }) => messages));
  const rooms = rows.filter(({ messages }) => messages > least);
  return {
    ...page,
    messages: rows.map(({ messages }) => messages),
    rooms: rooms.sort((a, b) => (a.room.id < b.room.id ? -1 : 1)),
  };
}
