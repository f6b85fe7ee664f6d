import type { Metric } from '../metric.js';
import { clockHours, type ClockHours } from './buckets.js';
import { countAll } from './count-all.js';
import type { Measured } from './count-series.js';
import { coverageOf, stateOf, type BucketState } from './coverage.js';
import { distinctUsers } from './distinct-users.js';
import { pastCounts, pastDates } from './history-people.js';
import { peopleOnline, storedAsRead, storedPeople, type People } from './people.js';
import type { Period } from './period.js';
import { lowerBound, presencesOf } from './presences.js';

export interface OnlineHours extends Measured {
  /** Oldest first, without gaps. */
  readonly days: readonly OnlineHoursOfDay[];
}

export interface OnlineHoursOfDay {
  readonly date: string;
  /** 24 counts, one per hour of the clock; null where the day has none, or nothing is known. */
  readonly users: readonly (number | null)[];
  readonly state: BucketState;
}

/** The distinct users present while the clock of the zone shows a date and an hour. */
export const onlineHours: Metric<{ readonly period: Period }, OnlineHours> = {
  name: 'engagement.onlineHours',
  period: undefined,
  settles: false,
  // 24 numbers.
  buckets: ({ period }) => 3 * period.dayCount,
  cost: ({ period }) => 2 * period.dayCount,
  async run(source, { period }) {
    const now = Date.now();
    const known = await storedPeople(source, now);
    const hours = clockHours(period);
    // An hour that comes again after others needs its users, not their number.
    const isPlain = new Set(hours.cells).size === hours.cells.length;
    const dates = isPlain ? pastDates(source, period, period.timeZone, known.databaseDay) : [];
    const [people, past] = await Promise.all([
      peopleOnline(source, period, known, { dates, withUsers: false }),
      pastCounts(source, dates, hours.edges, 'hours of the clock', distinctUsers),
    ]);
    const stored = storedAsRead(known, people, past);
    const counts = await usersPerCell(people, hours, now);
    for (const { start, count } of past.spans) {
      counts.set(hours.cells[lowerBound(hours.edges, start + 1) - 1] ?? 0, count);
    }
    const users = hoursOf(
      counts,
      period,
      hours,
      (start, end) => stateOf(start, end, stored) !== 'UNKNOWN',
    );
    return {
      days: period.days.map(({ date, start, end }, index) => ({
        date,
        users: users[index] ?? [],
        state: stateOf(Math.max(start, period.start), Math.min(end, period.end), stored),
      })),
      timeZone: period.timeZone,
      coverage: coverageOf(period, stored),
      computedAt: now,
    };
  },
};

/**
 * For each date of the period the distinct users of the 24 hours of the clock; null for an hour that
 * the date does not have in the period or that is not known.
 */
export async function usersPerHour(
  people: People,
  period: Period,
  now: number,
  isKnown: IsKnown,
): Promise<(number | null)[][]> {
  const hours = clockHours(period);
  return hoursOf(await usersPerCell(people, hours, now), period, hours, isKnown);
}

type IsKnown = (start: number, end: number) => boolean;

function hoursOf(
  counts: ReadonlyMap<number, number>,
  period: Period,
  { edges, cells }: ClockHours,
  isKnown: IsKnown,
): (number | null)[][] {
  const users = period.days.map(() => Array<number | null>(24).fill(null));
  for (const [index, cell] of cells.entries()) {
    const hours = users[Math.floor(cell / 24)];
    if (hours && isKnown(edges[index] ?? 0, edges[index + 1] ?? 0)) {
      hours[cell % 24] = counts.get(cell) ?? 0;
    }
  }
  return users;
}

/** The distinct users of each date and hour, by its cell in `clockHours`. */
async function usersPerCell(
  { days, users }: People,
  { edges, cells }: ClockHours,
  now: number,
): Promise<Map<number, number>> {
  const counter = distinctUsers(edges, users);
  await countAll(presencesOf(days, now), counter.add);
  const counts = new Map<number, number>();
  const repeated = new Set<number>();
  for (const [index, count] of counter.counts().entries()) {
    const cell = cells[index] ?? 0;
    if (counts.has(cell)) repeated.add(cell);
    counts.set(cell, count);
  }
  // Where the clock goes back by hours, an hour comes again after others; its users count once.
  for (const cell of repeated) {
    const spans = [...cells.keys()].filter((index) => cells[index] === cell);
    const present = new Set<number>();
    await countAll(presencesOf(days, now), (batch) => {
      for (const index of spans) {
        const [start, end] = [edges[index] ?? 0, edges[index + 1] ?? 0];
        for (let at = 0; at < batch.length; at += 1) {
          if ((batch.begins[at] ?? 0) < end && (batch.ends[at] ?? 0) > start) {
            present.add(batch.users[at] ?? 0);
          }
        }
      }
    });
    counts.set(cell, present.size);
  }
  return counts;
}
