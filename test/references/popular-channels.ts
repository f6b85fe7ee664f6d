import type { Documents } from '../support/documents.js';
import { dateAt } from './calendar.js';
import { daysOfMessages } from './stored.js';

/** One row of 7.8, without the keys that the stored rooms lack. */
export interface PopularChannel {
  messages: number;
  t: string;
  name?: string;
  usernames?: string[];
}

/** The body of 7.8, `messages/top-five-popular-channels`. */
export interface PopularChannelsBody {
  channels: PopularChannel[];
}

function compareStrings(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function compareNames(a: string | undefined, b: string | undefined): number {
  if (a === undefined || b === undefined) return Number(a !== undefined) - Number(b !== undefined);
  return compareStrings(a, b);
}

function compareLists(a: string[] | undefined, b: string[] | undefined): number {
  if (a === undefined || b === undefined) return Number(a !== undefined) - Number(b !== undefined);
  for (let index = 0; index < Math.min(a.length, b.length); index += 1) {
    const order = compareStrings(a[index] ?? '', b[index] ?? '');
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

/**
 * The five rooms with most messages, where rooms of the same type, name and usernames are one room
 * and a renamed room is two. Equal counts stand by type, name and usernames, missing ones first: a
 * decision of this project, the reference has none.
 */
export function popularChannels(
  documents: Documents,
  { start, end, timeZone }: { start: Date; end: Date; timeZone: string },
): PopularChannelsBody {
  const first = dateAt(start, timeZone);
  const last = dateAt(end, timeZone);
  const channels = new Map<string, PopularChannel>();
  for (const { date, room, messages } of daysOfMessages(documents)) {
    if (date < first || date > last) continue;
    const { t, name, usernames } = room;
    const key = JSON.stringify({ t, name, usernames });
    const channel = channels.get(key) ?? {
      messages: 0,
      t,
      ...(name === undefined ? {} : { name }),
      ...(usernames === undefined ? {} : { usernames }),
    };
    channel.messages += messages;
    channels.set(key, channel);
  }

  const ordered = [...channels.values()].sort(
    (a, b) =>
      b.messages - a.messages ||
      compareStrings(a.t, b.t) ||
      compareNames(a.name, b.name) ||
      compareLists(a.usernames, b.usernames),
  );
  return { channels: ordered.slice(0, 5) };
}
