import type { Documents } from '../support/documents.js';
import { computedSessions } from './stored.js';

/** The body of 7.3, `users/chat-busier/hourly-data`. */
export interface HourlyBody {
  hours: { users: number; hour: number }[];
}

/**
 * Distinct users at every even UTC hour, 22 first, of the sessions that began in the 24 hours up to
 * start. A session is there from its login's hour to its closing's, whatever their dates.
 */
export function chatBusierHourly(
  documents: Documents,
  { start }: { start: Date; timeZone: string },
): HourlyBody {
  const latest = start.getTime();
  const earliest = latest - 24 * 60 * 60 * 1000;
  const sessions = computedSessions(documents).filter(
    ({ loginAt }) => earliest <= loginAt.getTime() && loginAt.getTime() <= latest,
  );
  if (sessions.length === 0) return { hours: [] };

  const hours: HourlyBody['hours'] = [];
  for (let hour = 22; hour >= 0; hour -= 2) {
    const users = new Set<string>();
    for (const { userId, loginAt, closedAt } of sessions) {
      const hasBegun = loginAt.getUTCHours() <= hour;
      const isThere = closedAt === undefined || hour <= closedAt.getUTCHours();
      if (hasBegun && isThere && userId !== undefined) users.add(userId);
    }
    hours.push({ users: users.size, hour });
  }
  return { hours };
}
