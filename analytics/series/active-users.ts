import type { Metric } from '../metric.js';
import { countAll } from './count-all.js';
import type { Measured } from './count-series.js';
import { coverageOf, isCovered, stateOf, type BucketState } from './coverage.js';
import { distinctUsers } from './distinct-users.js';
import { pastDates } from './history-people.js';
import { peopleOnline, storedAsRead, storedPeople } from './people.js';
import { dayAfter, firstMoment, type Period } from './period.js';
import { presencesOf } from './presences.js';

export interface ActiveUserSeries extends Measured {
  /** Oldest first, without gaps. */
  readonly days: readonly ActiveUsersOnDay[];
}

/** Null where a day that counts is not stored. */
export interface ActiveUsersOnDay {
  readonly date: string;
  readonly daily: number | null;
  readonly weekly: number | null;
  readonly monthly: number | null;
  /** `daily` divided by `monthly`. */
  readonly stickiness: number | null;
  readonly state: BucketState;
}

const weekDays = 7;
const monthDays = 30;

/** The distinct users of each whole date that the period touches, and of the 7 and 30 that end with it. */
export const activeUsers: Metric<{ readonly period: Period }, ActiveUserSeries> = {
  name: 'engagement.activeUsers',
  period: undefined,
  settles: false,
  buckets: ({ period }) => period.dayCount,
  cost: ({ period }) => period.dayCount + monthDays - 1,
  async run(source, { period }) {
    const now = Date.now();
    const known = await storedPeople(source, now);
    const edges = dateEdges(period);
    const span = { start: edges[0] ?? 0, end: edges.at(-1) ?? 0 };
    const dates = pastDates(source, span, period.timeZone, known.databaseDay);
    const people = await peopleOnline(source, span, known, { dates, withUsers: true });
    const stored = storedAsRead(known, people);
    const counter = distinctUsers(edges, people.users, [1, weekDays, monthDays]);
    await countAll(presencesOf(people.days, now), counter.add);
    const [daily, weekly, monthly] = [1, weekDays, monthDays].map((reach) => counter.counts(reach));

    const rows: ActiveUsersOnDay[] = [];
    let date = period.firstDay;
    for (let index = monthDays - 1; index < edges.length - 1; index += 1, date = dayAfter(date)) {
      const [start, end] = [edges[index] ?? 0, edges[index + 1] ?? 0];
      // A date that the zone skips.
      if (start === end) continue;
      const state = stateOf(start, end, stored);
      const ofDays = (counts: Float64Array | undefined, reach: number) => {
        const begin = edges[index - reach + 1] ?? 0;
        const isKnown = state !== 'UNKNOWN' && isCovered(begin, Math.min(end, now), stored);
        return isKnown ? (counts?.[index] ?? null) : null;
      };
      const onDay = state === 'UNKNOWN' ? null : (daily?.[index] ?? null);
      const inMonth = ofDays(monthly, monthDays);
      rows.push({
        date: date.toString(),
        daily: onDay,
        weekly: ofDays(weekly, weekDays),
        monthly: inMonth,
        stickiness: onDay === null || !inMonth ? null : onDay / inMonth,
        state,
      });
    }
    return {
      days: rows,
      timeZone: period.timeZone,
      coverage: coverageOf(period, stored),
      computedAt: now,
    };
  },
};

/** The first moments of the dates of the period and the 29 before it, and the end of the last. */
function dateEdges({ firstDay, dayCount, timeZone }: Period): Float64Array {
  const edges = new Float64Array(dayCount + monthDays);
  let date = firstDay.subtract({ days: monthDays - 1 });
  for (let index = 0; index < edges.length; index += 1, date = dayAfter(date)) {
    edges[index] = firstMoment(date, timeZone);
  }
  return edges;
}
