import { isDeepStrictEqual } from 'node:util';
import type { Period } from '../analytics/calendar.js';
import type { Metric, Source } from '../analytics/metric.js';
import { activeUsers } from '../analytics/rocketchat/active-users.js';
import { channels } from '../analytics/rocketchat/channels.js';
import { chatBusierHourly } from '../analytics/rocketchat/chat-busier-hourly.js';
import { chatBusierWeekly } from '../analytics/rocketchat/chat-busier-weekly.js';
import { messageOrigins } from '../analytics/rocketchat/message-origins.js';
import { messagesSent } from '../analytics/rocketchat/messages-sent.js';
import { newUsers } from '../analytics/rocketchat/new-users.js';
import { popularChannels } from '../analytics/rocketchat/popular-channels.js';
import { usersByTimeOfDay } from '../analytics/rocketchat/users-by-time-of-day.js';
import { activeUsers as ownActiveUsers } from '../analytics/series/active-users.js';
import { messagesByRoomType } from '../analytics/series/messages-by-room-type.js';
import { messages } from '../analytics/series/messages.js';
import { newUsers as ownNewUsers } from '../analytics/series/new-users.js';
import { onlineHours } from '../analytics/series/online-hours.js';
import { onlineUsers } from '../analytics/series/online-users.js';
import { peakConcurrentUsers } from '../analytics/series/peak-concurrent-users.js';
import { Period as SeriesPeriod } from '../analytics/series/period.js';
import { retention } from '../analytics/series/retention.js';
import { rooms } from '../analytics/series/rooms.js';
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
import { thresholds } from './thresholds.js';

const dayMS = 86_400_000;

/** The clock of the generated workspaces. */
export const now = new Date();
/** The nightly job has finished with the days before it, so that they can be cached. */
const end = new Date(Math.floor(now.getTime() / dayMS - 5) * dayMS - 1);

/** A metric with its arguments, next to the reference. */
export interface Subject {
  readonly name: string;
  readonly ours: (source: Source) => Promise<unknown>;
  readonly reference: (workspace: Workspace) => Promise<unknown>;
  /** Whether two results are equal, but for what the reference leaves open. */
  readonly agree: (ours: unknown, reference: unknown) => boolean;
  /** Whether it reads days, which can be cached. */
  readonly readsDays: boolean;
  /** The CPU time that a metric of the gateway's own may take, in ms. */
  readonly cpuLimitMS?: number;
}

/** So many calendar days, the last of which is complete. */
function lastDays(days: number): Period {
  return { start: new Date(end.getTime() + 1 - days * dayMS), end };
}

/** The metrics whose period can have any length, for periods of so many days. */
export function subjectsOver(days: number, daysOfUsers = days): Subject[] {
  const period = lastDays(days);
  const page = { offset: 0, count: 50, sortBy: 'messages', ascending: false } as const;
  const counts = ({ days }: { readonly days: readonly { readonly count: number }[] }) =>
    days.map(({ count }) => count);
  const all = { types: undefined, search: undefined, hideRoomsWithNoActivity: true };
  return [
    subject(activeUsers, referenceUsers.activeUsers, lastDays(daysOfUsers), {
      readsDays: true,
      rows: (rows) => rows.map(({ usersList, ...row }) => ({ ...row, ids: [...usersList].sort() })),
    }),
    subject(usersByTimeOfDay, referenceTimeOfDay.usersByTimeOfDay, period, { readsDays: true }),
    subject(newUsers, referenceDaily.newUsers, period, { rows: counts }),
    subject(messagesSent, referenceDaily.messagesSent, period, { rows: counts }),
    subject(messageOrigins, referenceOrigins.messageOrigins, period),
    subject(popularChannels, referencePopular.popularChannels, period),
    // Of rooms with equal counts, the reference may list any at the end of a page.
    subject(
      channels,
      referenceChannels.channels,
      { ...period, ...page, ...all },
      {
        rows: (result) => [result.total, ...result.channels.map((row) => row.messages)],
      },
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

function subject<Args, Compared, Result extends Compared>(
  ours: Metric<Args, Result>,
  reference: ReferenceMetric<Args, Compared>,
  args: Args,
  options: { readsDays?: boolean; rows?: (result: Compared) => readonly unknown[] } = {},
): Subject {
  const { readsDays = false, rows = (result) => result as readonly unknown[] } = options;
  // Without order, which the reference leaves open in places.
  const textOf = (row: unknown) => JSON.stringify(row, Object.keys(row as object).sort());
  const comparable = (result: unknown) =>
    rows(result as Compared)
      .map(textOf)
      .sort();
  return {
    name: ours.name,
    ours: (source) => ours.run(source, args),
    reference: (workspace) => reference(workspace, args),
    agree: (one, other) => isDeepStrictEqual(comparable(one), comparable(other)),
    readsDays,
  };
}

/** Calendar dates in a time zone with half hours. */
function seriesPeriod({ start, end }: Period): SeriesPeriod {
  const dateOf = (date: Date) => date.toISOString().slice(0, 10);
  const dates = { start: dateOf(start), end: dateOf(end) };
  const limits = { maxWindowDays: 400, maxBuckets: 10_000 };
  return SeriesPeriod.of({ dates }, 'Asia/Kolkata', now.getTime(), limits);
}

/** The gateway's own metrics of 30 days, one of 400, next to the closest of the reference. */
export function ownSubjects(): Subject[] {
  const window = lastDays(30);
  const year = lastDays(400);
  const period = seriesPeriod(window);
  const by = (unit: 'HOUR' | 'DAY', days = period) => {
    const bucket = { unit, size: 1, weekStartsOn: 'MONDAY' } as const;
    return { period: days, compared: undefined, bucket };
  };
  const page = { offset: 0, count: 25, types: undefined, search: undefined } as const;
  const inOrder = { sortBy: 'messages', ascending: false } as const;
  const roomsArgs = {
    period,
    compared: undefined,
    ...page,
    ...inOrder,
    hideInactive: true,
    hasDaily: true,
  };
  const channelsArgs = { ...window, ...page, ...inOrder, hideRoomsWithNoActivity: true };
  const timeOfDay = [referenceTimeOfDay.usersByTimeOfDay, window] as const;
  const cohorts = { period, cohort: 'ONLINE', unit: 'WEEK', periods: 6 } as const;
  return [
    own(onlineUsers, by('HOUR'), ...timeOfDay, true),
    {
      ...own(onlineUsers, by('HOUR', seriesPeriod(year)), timeOfDay[0], year, true),
      name: `${onlineUsers.name} of 400 days`,
      cpuLimitMS: thresholds.own.longCpuMS,
    },
    own(peakConcurrentUsers, by('HOUR'), ...timeOfDay, true),
    own(onlineHours, { period }, ...timeOfDay, true),
    own(ownActiveUsers, { period }, referenceUsers.activeUsers, window, true),
    own(retention, cohorts, referenceUsers.activeUsers, window, true),
    own(ownNewUsers, by('DAY'), referenceDaily.newUsers, window),
    own(messages, by('DAY'), referenceDaily.messagesSent, window),
    own(messagesByRoomType, by('DAY'), referenceOrigins.messageOrigins, window),
    own(rooms, roomsArgs, referenceChannels.channels, channelsArgs),
  ];
}

function own<Args, ReferenceArgs>(
  metric: Metric<Args, unknown>,
  args: Args,
  reference: ReferenceMetric<ReferenceArgs, unknown>,
  referenceArgs: ReferenceArgs,
  readsDays = false,
): Subject {
  return {
    name: metric.name,
    ours: (source) => metric.run(source, args),
    reference: (workspace) => reference(workspace, referenceArgs),
    agree: () => true,
    readsDays,
    cpuLimitMS: thresholds.own.cpuMS,
  };
}
