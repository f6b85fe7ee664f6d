import type { Documents } from '../support/documents.js';
import { countedDays } from './counted-days.js';
import { daysOfMessages } from './stored.js';

/** The body of 7.6, `messages/messages-sent`. */
export interface MessagesSentBody {
  days: { day: string; messages: number }[];
  period: { count: number; variation: number };
  yesterday: { count: number; variation: number };
}

/** Messages per date, summed over all rooms of any type, newest first. */
export function messagesSent(
  documents: Documents,
  parameters: { start: Date; end: Date; timeZone: string },
): MessagesSentBody | 'rejected' {
  const stored = daysOfMessages(documents).map(({ date, messages }) => ({ date, count: messages }));
  const counted = countedDays(stored, parameters);
  if (counted === 'rejected') return 'rejected';
  const { days, period, yesterday } = counted;
  return { days: days.map(({ day, count }) => ({ day, messages: count })), period, yesterday };
}
