import { dateAt, dateNumber, type Period } from '../../analytics/calendar.js';
import type { BsonDocument } from '../../data/workspace.js';

/** The stored message counts of the window's dates. */
export function messagesOn({ start, end }: Period, timeZone: string): BsonDocument {
  const first = dateNumber(dateAt(start, timeZone));
  return { type: 'messages', date: { $gte: first, $lte: dateNumber(dateAt(end, timeZone)) } };
}
