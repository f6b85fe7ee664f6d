import type { Documents } from '../support/documents.js';
import { dateAt } from './calendar.js';
import { daysOfMessages } from './stored.js';

/** The body of 7.7, `messages/origin`. */
export interface MessageOriginsBody {
  origins: { messages: number; t: string }[];
}

/**
 * Messages per type of room: every type that occurs, and c, p and d in any case. Most first, equal
 * counts by type: a decision of this project, the reference has no order.
 */
export function messageOrigins(
  documents: Documents,
  { start, end, timeZone }: { start: Date; end: Date; timeZone: string },
): MessageOriginsBody {
  const first = dateAt(start, timeZone);
  const last = dateAt(end, timeZone);
  const sums = new Map<string, number>();
  for (const { date, room, messages } of daysOfMessages(documents)) {
    if (first <= date && date <= last) sums.set(room.t, (sums.get(room.t) ?? 0) + messages);
  }
  for (const t of ['c', 'p', 'd']) {
    if (!sums.has(t)) sums.set(t, 0);
  }
  const origins = [...sums].map(([t, messages]) => ({ messages, t }));
  return { origins: origins.sort((a, b) => b.messages - a.messages || (a.t < b.t ? -1 : 1)) };
}
