import type { Temporal } from 'temporal-polyfill';
import { InvalidArgument } from '../invalid-argument.js';
import type { Metric, Source } from '../metric.js';
import { startOfWeek, steps, type TimeUnit } from './buckets.js';
import { countAll } from './count-all.js';
import type { Measured } from './count-series.js';
import { coverageOf, stateOf, type BucketState, type Stored } from './coverage.js';
import { pastDates } from './history-people.js';
import {
  peopleOnline,
  storedAsRead,
  storedPeople,
  type People,
  type StoredPeople,
} from './people.js';
import { firstMoment, type Period } from './period.js';
import { lowerBound, presencesOf } from './presences.js';

export type CohortBasis = 'JOINED' | 'ONLINE';

export interface RetentionArgs {
  readonly period: Period;
  readonly cohort: CohortBasis;
  readonly unit: TimeUnit;
  readonly periods: number;
}

export interface Retention extends Measured {
  /** Oldest first. */
  readonly cohorts: readonly RetentionCohort[];
}

export interface RetentionCohort {
  readonly firstDay: string;
  readonly lastDay: string;
  /** Null where it is not known. */
  readonly size: number | null;
  readonly periods: readonly RetentionPeriod[];
}

export interface RetentionPeriod {
  /** 0 is the cohort's own time. */
  readonly index: number;
  readonly users: number | null;
  /** Of the cohort's size; null when that is 0 or not known. */
  readonly ratio: number | null;
  readonly state: BucketState;
}

const mostPeriods = 24;
const unitDays = { DAY: 1, WEEK: 7, MONTH: 31 };
const fewestDays = { ...unitDays, MONTH: 28 };

type CohortUnit = keyof typeof unitDays;

/**
 * How many users of each cohort were present in the times that follow it. Cohorts are the days,
 * weeks from Monday or months in the zone that begin in the period.
 * @throws InvalidArgument for another unit or number of periods.
 */
export const retention: Metric<RetentionArgs, Retention> = {
  name: 'engagement.retention',
  period: undefined,
  settles: false,
  buckets: (args) => mostRows(args),
  cost: (args) => {
    const { period, unit, periods } = args;
    const days = isCohortUnit(unit) ? unitDays[unit] * Math.max(1, periods) : 1;
    return period.dayCount + days + Math.ceil(mostRows(args) / 24);
  },
  async run(source, { period, cohort, unit, periods }) {
    const times = timesOf(period, unit, periods);
    const now = Date.now();
    const known = await storedPeople(source, now);
    const presence = await presenceIn(source, times, period.timeZone, known);
    const stored = storedAsRead(known, presence);
    const members = cohort === 'JOINED' ? await joinedIn(source, times, presence, now) : undefined;
    const table = await usersPerPeriod(times, periods, presence, members);
    return {
      cohorts: cohortRows(times, periods, table, members, stored),
      timeZone: period.timeZone,
      coverage: coverageOf(period, stored),
      computedAt: now,
    };
  },
};

/** The rows of all cohorts together, at most. */
function mostRows({ period, unit, periods }: RetentionArgs): number {
  if (!isCohortUnit(unit)) return 0;
  const cohorts = Math.ceil(period.dayCount / fewestDays[unit]) + 1;
  return Math.min(cohorts * Math.max(1, periods), period.limits.maxBuckets);
}

/** The times of cohorts, and as many after the last one as cohorts are followed. */
interface Times {
  readonly dates: readonly { first: Temporal.PlainDate; last: Temporal.PlainDate }[];
  /** Their first moments: the time i lies between edges i and i + 1. */
  readonly edges: Float64Array;
  /** The number of cohorts, which are the first of the times. */
  readonly cohorts: number;
}

function timesOf(period: Period, unit: TimeUnit, periods: number): Times {
  if (!isCohortUnit(unit)) {
    throw new InvalidArgument(`Argument "unit": expected DAY, WEEK or MONTH, got ${unit}.`);
  }
  if (periods < 1 || periods > mostPeriods) {
    throw new InvalidArgument(
      `Argument "periods": expected a whole number from 1 to ${mostPeriods}, got ${periods}.`,
    );
  }
  const { firstDay, start, end, timeZone, limits } = period;
  const begun =
    unit === 'MONTH'
      ? firstDay.with({ day: 1 })
      : unit === 'WEEK'
        ? startOfWeek(firstDay, 'MONDAY')
        : firstDay;
  const dates: { first: Temporal.PlainDate; last: Temporal.PlainDate }[] = [];
  const edges: number[] = [];
  let cohorts = 0;
  for (let index = 0; edges.length <= cohorts + periods - 1; index += 1) {
    const date = begun.add(steps(unit, index));
    const next = begun.add(steps(unit, index + 1));
    const edge = firstMoment(date, timeZone);
    // The period begins within the time, or the zone skips the date and nothing else is in it.
    if (edge < start || edge === firstMoment(next, timeZone)) continue;
    if (edge < end) cohorts += 1;
    dates.push({ first: date, last: next.subtract({ days: 1 }) });
    edges.push(edge);
  }
  if (cohorts * periods > limits.maxBuckets) {
    throw new InvalidArgument(
      `Argument "periods": expected at most ${limits.maxBuckets} of all cohorts together (MAX_BUCKETS).`,
    );
  }
  return { dates, edges: Float64Array.from(edges), cohorts };
}

function isCohortUnit(unit: TimeUnit): unit is CohortUnit {
  return unit in unitDays;
}

/** In which of the times that are stored each user was present. */
interface Presence extends People {
  readonly has: (user: number, time: number) => boolean;
}

async function presenceIn(
  source: Source,
  { edges }: Times,
  timeZone: string,
  stored: StoredPeople,
): Promise<Presence> {
  const { start = Infinity, now } = stored;
  // The times of which something is known.
  const first = edges.findLastIndex((edge) => edge <= start);
  const from = Math.max(first, 0);
  const to = Math.min(
    edges.findIndex((edge) => edge >= now) === -1
      ? edges.length - 1
      : edges.findIndex((edge) => edge >= now),
    edges.length - 1,
  );
  const known = edges.subarray(from, to + 1);
  const span = { start: known[0] ?? Infinity, end: known.at(-1) ?? 0 };
  const dates = pastDates(source, span, timeZone, stored.databaseDay);
  const people = await peopleOnline(source, span, stored, { dates, withUsers: true });
  const words = Math.ceil(known.length / 32);
  const bits = new Uint32Array(people.users * words);
  let time = 0;
  await countAll(presencesOf(people.days, now), (batch) => {
    for (let index = 0; index < batch.length; index += 1) {
      const begin = batch.begins[index] ?? 0;
      const end = batch.ends[index] ?? 0;
      while (time < known.length - 1 && (known[time + 1] ?? 0) <= begin) time += 1;
      for (let at = time; at < known.length - 1 && (known[at] ?? 0) < end; at += 1) {
        if ((known[at + 1] ?? 0) <= begin) continue;
        const word = (batch.users[index] ?? 0) * words + (at >>> 5);
        bits[word] = (bits[word] ?? 0) | (1 << (at & 31));
      }
    }
  });
  return {
    ...people,
    has(user, at) {
      const bit = at - from;
      if (bit < 0 || bit >= known.length - 1) return false;
      return (((bits[user * words + (bit >>> 5)] ?? 0) >>> (bit & 31)) & 1) === 1;
    },
  };
}

/** The users whose accounts were created in the time of each cohort. */
interface Members {
  readonly sizes: Float64Array;
  /** The cohort of each user that was online, or -1. */
  readonly cohortOf: Int32Array;
}

async function joinedIn(
  source: Source,
  { edges, cohorts }: Times,
  { users, numberOf }: People,
  now: number,
): Promise<Members> {
  const sizes = new Float64Array(cohorts);
  const cohortOf = new Int32Array(users).fill(-1);
  if (cohorts === 0) return { sizes, cohortOf };
  const accounts = await source.aggregate<{ _id: unknown; createdAt: unknown }>('users', [
    {
      $match: {
        type: 'user',
        createdAt: {
          $gte: new Date(edges[0] ?? 0),
          $lt: new Date(Math.min(edges[cohorts] ?? 0, now + 1)),
        },
      },
    },
    { $project: { createdAt: 1 } },
  ]);
  await countAll(accounts, ({ _id, createdAt }) => {
    // A list that holds such a date matches, too.
    if (!(createdAt instanceof Date)) {
      source.onSkipped('users', 'createdAt is not a date', _id);
      return;
    }
    const cohort = lowerBound(edges, createdAt.getTime() + 1) - 1;
    sizes[cohort] = (sizes[cohort] ?? 0) + 1;
    const user = typeof _id === 'string' ? numberOf(_id) : undefined;
    if (user !== undefined) cohortOf[user] = cohort;
  });
  return { sizes, cohortOf };
}

const usersAtOnce = 5_000;

/** The users of cohort i in its time p at `i * periods + p`. */
async function usersPerPeriod(
  { cohorts }: Times,
  periods: number,
  { users, has }: Presence,
  members: Members | undefined,
): Promise<Float64Array> {
  const table = new Float64Array(cohorts * periods);
  const follow = (user: number, cohort: number) => {
    for (let index = 0; index < periods; index += 1) {
      if (!has(user, cohort + index)) continue;
      const cell = cohort * periods + index;
      table[cell] = (table[cell] ?? 0) + 1;
    }
  };
  const parts = Array.from({ length: Math.ceil(users / usersAtOnce) }, (_, part) => part);
  await countAll(parts, (part) => {
    const last = Math.min((part + 1) * usersAtOnce, users);
    for (let user = part * usersAtOnce; user < last; user += 1) {
      if (members) {
        const cohort = members.cohortOf[user] ?? -1;
        if (cohort >= 0) follow(user, cohort);
        continue;
      }
      for (let cohort = 0; cohort < cohorts; cohort += 1) {
        if (has(user, cohort)) follow(user, cohort);
      }
    }
  });
  return table;
}

function cohortRows(
  { dates, edges, cohorts }: Times,
  periods: number,
  table: Float64Array,
  members: Members | undefined,
  stored: Stored,
): RetentionCohort[] {
  const state = (time: number) => stateOf(edges[time] ?? 0, edges[time + 1] ?? 0, stored);
  return Array.from({ length: cohorts }, (_, cohort) => {
    const sizeOf = () => members?.sizes[cohort] ?? table[cohort * periods] ?? 0;
    const isKnown = members ? (edges[cohort] ?? 0) < stored.now : state(cohort) !== 'UNKNOWN';
    const size = isKnown ? sizeOf() : null;
    return {
      firstDay: dates[cohort]?.first.toString() ?? '',
      lastDay: dates[cohort]?.last.toString() ?? '',
      size,
      periods: Array.from({ length: periods }, (_, index): RetentionPeriod => {
        const known = size === null ? 'UNKNOWN' : state(cohort + index);
        const users = known === 'UNKNOWN' ? null : (table[cohort * periods + index] ?? 0);
        const ratio = users === null || !size ? null : users / size;
        return { index, users, ratio, state: known };
      }),
    };
  });
}
