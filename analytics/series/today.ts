import type { Metric, Source } from '../metric.js';
import { ACTIVE, CLOSED } from '../days/session-days.js';
import { countAll } from './count-all.js';
import type { Measured } from './count-series.js';
import { coverageOf } from './coverage.js';
import { distinctUsers } from './distinct-users.js';
import { usersPerHour } from './online-hours.js';
import { peopleOnlineNow, storedPeople, type People } from './people.js';
import { dateAt, Period } from './period.js';
import { presencesOf, stillActiveMS } from './presences.js';
import {
  dayCounts,
  messageCounts,
  newUserCounts,
  perDay,
  type CountKind,
} from './stored-counts.js';

export interface Today extends Measured {
  readonly date: string;
  /** Users with an open session at `computedAt`. */
  readonly onlineNow: number;
  /** Users present at any moment of today until now. */
  readonly activeUsers: number;
  /** The users present in each hour of the clock; null for hours ahead and hours that today lacks. */
  readonly hours: readonly (number | null)[];
  /** Stored counts of today's date on the workspace's calendar. */
  readonly messages: number;
  readonly newUsers: number;
}

const unlimited = { maxWindowDays: Infinity, maxBuckets: Infinity };

/** The current day of a zone until now, before any nightly job. */
export const today: Metric<{ readonly timeZone: string }, Today> = {
  name: 'today',
  period: undefined,
  settles: false,
  cost: () => 3,
  async run(source, { timeZone }) {
    const now = Date.now();
    const date = dateAt(now, timeZone);
    const period = Period.ofDates('timeZone', date, date, timeZone, unlimited);
    const [stored, people, messages, newUsers] = await Promise.all([
      storedPeople(source, now),
      peopleOnlineNow(source, period.start, now),
      countToday(source, messageCounts, now),
      countToday(source, newUserCounts, now),
    ]);
    const active = distinctUsers(Float64Array.of(period.start, period.end), people.users);
    await countAll(presencesOf(people.days, now), active.add);
    const [hours = []] = await usersPerHour(people, period, now, (start) => start <= now);
    return {
      date: date.toString(),
      onlineNow: usersWithOpenSession(people, now),
      activeUsers: active.total(),
      hours,
      messages,
      newUsers,
      timeZone,
      coverage: coverageOf(period, stored),
      computedAt: now,
    };
  },
};

function usersWithOpenSession({ days }: People, now: number): number {
  const online = new Set<number>();
  for (const { length, users, begins, ends, kinds, latestEnd } of days) {
    if (latestEnd < now) continue;
    for (let index = 0; index < length; index += 1) {
      const isOpen =
        kinds[index] === ACTIVE
          ? now - (ends[index] ?? 0) < stillActiveMS
          : kinds[index] !== CLOSED;
      if (isOpen && (begins[index] ?? 0) <= now) online.add(users[index] ?? 0);
    }
  }
  return online.size;
}

async function countToday(source: Source, kind: CountKind, now: number): Promise<number> {
  const { timeZone } = source;
  const date = dateAt(now, timeZone);
  const day = Period.ofDates('timeZone', date, date, timeZone, unlimited);
  const [count = 0] = perDay(await dayCounts(source, kind, day, now));
  return count;
}
