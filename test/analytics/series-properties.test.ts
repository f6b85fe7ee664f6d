import assert from 'node:assert/strict';
import { after, before, describe, it, mock } from 'node:test';
import fc from 'fast-check';
import { bucketEdges, weekdays, type TimeBucket } from '../../analytics/series/buckets.js';
import type { CountSeries } from '../../analytics/series/count-series.js';
import { activeUsers } from '../../analytics/series/active-users.js';
import { newUsers } from '../../analytics/series/new-users.js';
import { onlineHours } from '../../analytics/series/online-hours.js';
import { onlineUsers } from '../../analytics/series/online-users.js';
import { peakConcurrentUsers } from '../../analytics/series/peak-concurrent-users.js';
import { Period } from '../../analytics/series/period.js';
import type { SeriesArgs } from '../../analytics/series/people-series.js';
import { retention } from '../../analytics/series/retention.js';
import type { Metric, Source } from '../../analytics/metric.js';
import { sourcesOf, startTestDatabase, type TestDatabase } from '../support/database.js';
import { dayOfNewUsers, session, user, type Documents } from '../support/documents.js';

/** How many random workspaces each property is tested on. */
const runs = Math.max(5, Math.ceil(Number(process.env.RANDOM_SERIES ?? 0) / 50));

const limits = { maxWindowDays: 400, maxBuckets: 10_000 };
const week = 7 * 86_400_000;
const start = Date.parse('2024-03-04T00:00:00Z');
const now = Date.parse('2024-03-25T00:00:00Z');
const people = ['alice', 'bob', 'carol'];

interface Login {
  readonly at: number;
  readonly minutes: number;
  readonly user: string;
  readonly type: 'computed-session' | 'session';
  readonly end: 'closedAt' | 'lastActivityAt' | 'none';
}

const arbitraryLogins = fc.array(
  fc.record({
    at: fc.integer({ min: 0, max: week - 1 }).map((ms) => start + ms),
    minutes: fc.integer({ min: 0, max: 1500 }),
    user: fc.constantFrom(...people),
    type: fc.constantFrom(
      'computed-session' as const,
      'computed-session' as const,
      'session' as const,
    ),
    end: fc.constantFrom('closedAt' as const, 'lastActivityAt' as const, 'none' as const),
  }),
  { maxLength: 15, size: 'max' },
);

function sessionOf({ at, minutes, user, type, end }: Login, timeZone: string) {
  const open = { timeZone, type, userId: user, loginAt: new Date(at), closedAt: undefined };
  const until = new Date(at + minutes * 60_000);
  return session(end === 'none' ? open : { ...open, [end]: until });
}

/** Something is stored on every day, without anybody in the way, and on the month before. */
const background = Array.from({ length: 60 }, (_, day) =>
  session({ userId: undefined, loginAt: new Date(start + (day - 42) * 86_400_000) }),
);

/** Zones of the workspace and of the query; no clock changes from a month before the data on. */
const zones = [
  ['UTC', 'UTC'],
  ['UTC', 'Asia/Kathmandu'],
  ['America/Sao_Paulo', 'Asia/Kathmandu'],
  ['America/Sao_Paulo', 'America/Bogota'],
] as const;
const arbitraryZones = fc.constantFrom(...zones);

function periodOf(first: number, days: number, timeZone = 'UTC'): Period {
  const [from, to] = [first, first + (days - 1) * 86_400_000].map((instant) =>
    new Date(instant).toISOString().slice(0, 10),
  );
  return Period.of({ dates: { start: from ?? '', end: to ?? '' } }, timeZone, now, limits);
}

const bucketOf = (unit: TimeBucket['unit'], size = 1): TimeBucket => ({
  unit,
  size,
  weekStartsOn: weekdays[0],
});

type Numbers = readonly (number | null)[];

/** Every number of a metric of people, in an order that depends on the period alone. */
const numbersOf: Readonly<Record<string, (source: Source, period: Period) => Promise<Numbers>>> = {
  onlineUsers: (source, period) => seriesNumbers(onlineUsers, source, period),
  peakConcurrentUsers: (source, period) => seriesNumbers(peakConcurrentUsers, source, period),
  onlineHours: async (source, period) =>
    (await onlineHours.run(source, { period })).days.flatMap(({ users }) => users),
  activeUsers: async (source, period) =>
    (await activeUsers.run(source, { period })).days.flatMap(({ daily, weekly, monthly }) => [
      daily,
      weekly,
      monthly,
    ]),
  'retention by day': (source, period) => retentionNumbers(source, period, 'DAY', 'ONLINE'),
  'retention by week': (source, period) => retentionNumbers(source, period, 'WEEK', 'ONLINE'),
  'retention of who joined': (source, period) => retentionNumbers(source, period, 'DAY', 'JOINED'),
};

async function seriesNumbers(
  metric: Metric<SeriesArgs, CountSeries>,
  source: Source,
  period: Period,
): Promise<Numbers> {
  const bucket = bucketOf('HOUR', 3);
  const { total, buckets } = await metric.run(source, { period, compared: undefined, bucket });
  return [total, ...buckets.map(({ count }) => count)];
}

async function retentionNumbers(
  source: Source,
  period: Period,
  unit: 'DAY' | 'WEEK',
  cohort: 'JOINED' | 'ONLINE',
): Promise<Numbers> {
  // No time after them lies ahead, whichever of the two weeks they begin in.
  const { cohorts } = await retention.run(source, { period, unit, cohort, periods: 2 });
  return cohorts.flatMap(({ size, periods }) => [size, ...periods.map(({ users }) => users)]);
}

describe('a series has the properties of what it counts', () => {
  const databases = new Map<string, TestDatabase>();
  before(() => {
    mock.timers.enable({ apis: ['Date'], now });
  });
  after(async () => {
    for (const db of databases.values()) await db[Symbol.asyncDispose]();
    mock.timers.reset();
  });

  async function filled(documents: Documents, timeZone = 'UTC') {
    const db = databases.get(timeZone) ?? (await startTestDatabase({ timeZone }));
    databases.set(timeZone, db);
    await db.fill(documents);
    return sourcesOf(db.database)();
  }

  async function counts(
    source: Source,
    metric: Metric<SeriesArgs, CountSeries>,
    period: Period,
    bucket: TimeBucket,
  ) {
    const { total, buckets } = await metric.run(source, { period, compared: undefined, bucket });
    return { total, counts: buckets.map(({ count }) => count ?? assert.fail('It is known.')) };
  }

  const stored = (logins: readonly Login[], timeZone: string, joined: readonly number[] = []) => ({
    rocketchat_sessions: [...background, ...logins.map((login) => sessionOf(login, timeZone))],
    users: joined.map((at, index) => user({ _id: people[index], createdAt: new Date(at) })),
  });

  /** All numbers of the people online, and of the retention of those who joined at these times. */
  async function allNumbers(
    [workspaceZone, timeZone]: (typeof zones)[number],
    logins: readonly Login[],
    joined: readonly number[],
    first: number,
  ) {
    const source = await filled(stored(logins, workspaceZone, joined), workspaceZone);
    const period = periodOf(first, 7, timeZone);
    const numbers: Record<string, Numbers> = {};
    for (const [name, compute] of Object.entries(numbersOf)) {
      numbers[name] = await compute(source, period);
      assert.ok(
        numbers[name].every((number) => number !== null),
        `${name} is known.`,
      );
    }
    return numbers as Readonly<Record<string, readonly number[]>>;
  }

  const arbitraryJoined = fc.array(
    fc.nat(week - 1).map((ms) => start + ms),
    { minLength: people.length, maxLength: people.length },
  );

  /** Asserts a property of the logins of a week and of when the users joined, in every pair of zones. */
  function holdsForAll(
    property: (
      inZones: (typeof zones)[number],
      logins: readonly Login[],
      joined: readonly number[],
    ) => Promise<void>,
  ): Promise<void> {
    return fc.assert(fc.asyncProperty(arbitraryZones, arbitraryLogins, arbitraryJoined, property), {
      numRuns: runs,
    });
  }

  it('hours refine days: a day has as many users as its busiest hour, and no more than all hours', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryZones, arbitraryLogins, async ([zone, timeZone], logins) => {
        const source = await filled(stored(logins, zone), zone);
        const period = periodOf(start, 7, timeZone);
        const days = await counts(source, onlineUsers, period, bucketOf('DAY'));
        const hours = await counts(source, onlineUsers, period, bucketOf('HOUR'));
        for (const [day, users] of days.counts.entries()) {
          const ofDay = hours.counts.slice(24 * day, 24 * day + 24);
          assert.ok(users >= Math.max(...ofDay));
          assert.ok(users <= ofDay.reduce((sum, count) => sum + count, 0));
        }
        assert.equal(days.total, hours.total);
        const peaks = await counts(source, peakConcurrentUsers, period, bucketOf('DAY'));
        const hourly = await counts(source, peakConcurrentUsers, period, bucketOf('HOUR'));
        assert.deepEqual(
          peaks.counts,
          peaks.counts.map((_, day) => Math.max(...hourly.counts.slice(24 * day, 24 * day + 24))),
        );
      }),
      { numRuns: runs },
    );
  });

  it('data and period that are both a week later give the same numbers', async () => {
    await holdsForAll(async (inZones, logins, joined) => {
      const own = await allNumbers(inZones, logins, joined, start);
      const later = logins.map((login) => ({ ...login, at: login.at + week }));
      const joinedLater = joined.map((at) => at + week);
      assert.deepEqual(await allNumbers(inZones, later, joinedLater, start + week), own);
    });
  });

  it('one session more never lowers a number', async () => {
    await holdsForAll(async (inZones, logins, joined) => {
      const more = await allNumbers(inZones, logins, joined, start);
      const fewer = await allNumbers(inZones, logins.slice(1), joined, start);
      for (const [name, numbers] of Object.entries(more)) {
        assert.equal(numbers.length, fewer[name]?.length);
        assert.ok(
          numbers.every((number, index) => number >= (fewer[name]?.[index] ?? Infinity)),
          name,
        );
      }
    });
  });

  it('a date has its users online as active users, no fewer than any of its hours, and no more than its week and month', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryZones, arbitraryLogins, async ([zone, timeZone], logins) => {
        const source = await filled(stored(logins, zone), zone);
        const period = periodOf(start, 7, timeZone);
        const bucket = bucketOf('DAY');
        const { buckets } = await onlineUsers.run(source, { period, compared: undefined, bucket });
        const hours = await onlineHours.run(source, { period });
        const { days } = await activeUsers.run(source, { period });
        assert.deepEqual(
          days.map(({ daily }) => daily),
          buckets.map(({ count }) => count),
        );
        for (const [index, { daily, weekly, monthly }] of days.entries()) {
          const ofHours = (hours.days[index]?.users ?? []).map((users) => users ?? Infinity);
          assert.ok((daily ?? -1) >= Math.max(...ofHours));
          assert.ok(
            (daily ?? Infinity) <= (weekly ?? -1) && (weekly ?? Infinity) <= (monthly ?? -1),
          );
        }
      }),
      { numRuns: 3 * runs },
    );
  });

  it('new users of the buckets add up to the total', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(1000), { minLength: 14, maxLength: 14 }),
        fc.constantFrom(bucketOf('DAY', 3), bucketOf('WEEK'), bucketOf('MONTH')),
        async (users, bucket) => {
          const documents = {
            rocketchat_analytics: users.map((count, day) =>
              dayOfNewUsers({ _id: `u${day}`, date: 20240304 + day, users: count }),
            ),
          };
          const { total, counts: all } = await counts(
            await filled(documents),
            newUsers,
            periodOf(start, 14),
            bucket,
          );
          const sum = users.reduce((a, b) => a + b, 0);
          assert.deepEqual([total, all.reduce((a, b) => a + b, 0)], [sum, sum]);
        },
      ),
      { numRuns: 10 },
    );
  });

  it('a session whose last activity is less than two minutes old is open', async () => {
    const at = Date.parse('2024-03-20T12:01:00Z');
    mock.timers.setTime(at);
    const seen = (secondsAgo: number) => ({
      rocketchat_sessions: [
        ...background,
        session({
          type: 'session',
          loginAt: new Date(at - 1_800_000),
          lastActivityAt: new Date(at - secondsAgo * 1000),
        }),
      ],
    });
    const period = periodOf(at, 1);
    const hours = async (secondsAgo: number) =>
      (
        await onlineUsers.run(await filled(seen(secondsAgo)), {
          period,
          compared: undefined,
          bucket: bucketOf('HOUR'),
        })
      ).buckets
        .slice(11, 13)
        .map(({ count }) => count);
    assert.deepEqual(await hours(119), [1, 1]);
    assert.deepEqual(await hours(120), [1, 0]);
    mock.timers.setTime(now);
  });

  it('buckets of minutes and hours are cut where the clock shows a multiple of their size', () => {
    const cut = (zone: string, date: string, unit: TimeBucket['unit'], size: number) => {
      const period = Period.of({ dates: { start: date, end: date } }, zone, now, limits);
      const edges = [...bucketEdges(period, bucketOf(unit, size))];
      return edges.slice(1).map((edge, index) => (edge - (edges[index] ?? 0)) / 3_600_000);
    };
    // An hour that comes twice makes two buckets, an hour that is skipped makes none.
    assert.equal(cut('Europe/Berlin', '2024-10-27', 'HOUR', 1).length, 25);
    assert.equal(cut('Europe/Berlin', '2024-03-31', 'HOUR', 1).length, 23);
    assert.deepEqual(cut('Europe/Berlin', '2024-10-27', 'HOUR', 2).slice(0, 3), [2, 1, 2]);
    assert.deepEqual(cut('Europe/Berlin', '2024-03-31', 'HOUR', 2).slice(0, 2), [3, 2]);
    assert.deepEqual(cut('Australia/Lord_Howe', '2024-04-07', 'HOUR', 1).slice(0, 3), [1, 1.5, 1]);
    assert.equal(cut('Pacific/Apia', '2011-12-29', 'DAY', 1).length, 1);
  });
});
