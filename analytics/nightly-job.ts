import { dayMS } from './calendar.js';

// It rewrites four days of the server's calendar, which may reach a day further than ours.
const rewrittenMS = 5 * dayMS;

/**
 * Whether Rocket.Chat's nightly job does not rewrite any more what it stored about the time before
 * `end`; all in epoch milliseconds. A session that is closed late still changes its first day.
 */
export function isSettled(end: number, now: number): boolean {
  return end < now - rewrittenMS;
}
