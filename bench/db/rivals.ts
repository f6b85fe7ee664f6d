import { activeUsers } from '../../analytics/rocketchat/active-users.js';
import type { Period } from '../../analytics/calendar.js';
import {
  channels,
  type ChannelsPage,
  type ChannelsParameters,
} from '../../analytics/rocketchat/channels.js';
import { chatBusierHourly } from '../../analytics/rocketchat/chat-busier-hourly.js';
import { chatBusierWeekly } from '../../analytics/rocketchat/chat-busier-weekly.js';
import { messageOrigins } from '../../analytics/rocketchat/message-origins.js';
import { messagesSent } from '../../analytics/rocketchat/messages-sent.js';
import { newUsers } from '../../analytics/rocketchat/new-users.js';
import { popularChannels } from '../../analytics/rocketchat/popular-channels.js';
import type { Metric } from '../../analytics/metric.js';
import type { Formulation } from './reference/formulation.js';
import { usersByTimeOfDay } from '../../analytics/rocketchat/users-by-time-of-day.js';
import type { Workspace } from '../../data/workspace.js';
import { dayMS, today } from './documents.js';
import * as referenceUsers from './reference/active-users.js';
import * as referenceChannels from './reference/channels.js';
import * as referenceHourly from './reference/chat-busier-hourly.js';
import * as referenceWeekly from './reference/chat-busier-weekly.js';
import * as referenceDaily from './reference/daily-counts.js';
import * as referenceOrigins from './reference/message-origins.js';
import * as referencePopular from './reference/popular-channels.js';
import * as referenceTimeOfDay from './reference/users-by-time-of-day.js';

export type Ask = (workspace: Workspace) => Promise<unknown>;

/** One question with its window, as the gateway asks it and as Rocket.Chat does. */
export interface Rivals {
  readonly name: string;
  readonly ours: Ask;
  readonly reference: Ask;
  /** An answer, without what it leaves open: equal for answers that say the same. */
  readonly canonical: (result: unknown) => unknown;
  /** The same question of another window, if it has one. */
  readonly over: ((window: Period) => Rivals) | undefined;
  /** Whether the documents it reads are about people, and not about rooms. */
  readonly isAboutPeople: boolean;
}

/** The last moment that the nightly job has seen. */
const end = new Date(today - 1);

/** So many calendar dates, the last of them yesterday. */
export function lastDates(dates: number): Period {
  return { start: new Date(today - dates * dayMS), end };
}

const week = lastDates(8);
const month = lastDates(31);
const page: Omit<ChannelsParameters, 'hideRoomsWithNoActivity'> = {
  ...week,
  offset: 0,
  count: 50,
  sortBy: 'messages',
  ascending: false,
  types: undefined,
  search: undefined,
};

/** The nine questions as Rocket.Chat's page asks them, the channel list in both its versions. */
export const variants: readonly Rivals[] = [
  pair(newUsers, referenceDaily.newUsers, week, { over: (window) => window }),
  pair(activeUsers, referenceUsers.activeUsers, month, {
    isAboutPeople: true,
    over: (window) => window,
    canonical: (days) => days.map((day) => ({ ...day, usersList: [...day.usersList].sort() })),
  }),
  pair(chatBusierHourly, referenceHourly.chatBusierHourly, { start: end }, { isAboutPeople: true }),
  pair(chatBusierWeekly, referenceWeekly.chatBusierWeekly, { start: end }, { isAboutPeople: true }),
  pair(usersByTimeOfDay, referenceTimeOfDay.usersByTimeOfDay, week, {
    isAboutPeople: true,
    over: (window) => window,
  }),
  pair(messagesSent, referenceDaily.messagesSent, week, { over: (window) => window }),
  pair(messageOrigins, referenceOrigins.messageOrigins, week, {
    over: (window) => window,
    canonical: (origins) => [...origins].sort((a, b) => (a.type < b.type ? -1 : 1)),
  }),
  pair(popularChannels, referencePopular.popularChannels, week, { over: (window) => window }),
  pair(
    channels,
    referenceChannels.channels,
    { ...page, hideRoomsWithNoActivity: true },
    {
      over: (window) => ({ ...page, ...window, hideRoomsWithNoActivity: true }),
      canonical: canonicalPage,
    },
  ),
  pair(
    channels,
    referenceChannels.channelsOfEveryRoom,
    { ...page, hideRoomsWithNoActivity: false },
    {
      over: (window) => ({ ...page, ...window, hideRoomsWithNoActivity: false }),
      canonical: canonicalPage,
    },
  ),
];

interface PairOptions<Parameters, Result> {
  readonly canonical?: (result: Result) => unknown;
  readonly over?: (window: Period) => Parameters;
  readonly isAboutPeople?: boolean;
}

function pair<Parameters, Result>(
  ours: Metric<Parameters, Result>,
  reference: Formulation<Parameters, Result>,
  parameters: Parameters,
  options: PairOptions<Parameters, Result>,
): Rivals {
  const { canonical = (result: Result): unknown => result, over, isAboutPeople = false } = options;
  return {
    name: reference.name,
    ours: (workspace) => ours.run(workspace, parameters),
    reference: (workspace) => reference.run(workspace, parameters),
    canonical: (result) => canonical(result as Result),
    over: over && ((window) => pair(ours, reference, over(window), options)),
    isAboutPeople,
  };
}

/**
 * Rocket.Chat leaves the order of rooms with equal counts open, and so also which of them stand at
 * the end of a page: of those, the count alone is compared.
 */
function canonicalPage({ channels: rows, ...page }: ChannelsPage): unknown {
  const least = Math.min(...rows.map(({ messages }) => messages));
  return {
    ...page,
    messages: rows.map(({ messages }) => messages),
    rooms: rows
      .filter(({ messages }) => messages > least)
      .sort((a, b) => (a.room.id < b.room.id ? -1 : 1)),
  };
}
