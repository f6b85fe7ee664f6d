import assert from 'node:assert/strict';
import { after, before, describe, it, mock } from 'node:test';
import fc from 'fast-check';
import { bucketEdges, weekdays, type TimeBucket } from '../../analytics/series/buckets.js';
import type { CountSeries } from '../../analytics/series/count-series.js';
import { newUsers } from '../../analytics/series/new-users.js';
import { onlineUsers } from '../../analytics/series/online-users.js';
import { peakConcurrentUsers } from '../../analytics/series/peak-concurrent-users.js';
import { Period } from '../../analytics/series/period.js';
import type { SeriesArgs } from '../../analytics/series/people-series.js';
import type { Metric } from '../../analytics/metric.js';
import { sourcesOf, startTestDatabase, type TestDatabase } from '../support/database.js';
import { dayOfNewUsers, session, type Documents } from '../support/documents.js';

const limits = { maxWindowDays: 400, maxBuckets: 10_000 };
const week = 7 * 86_400_000;
const start = Date.parse('2024-03-04T00:00:00Z');
const now = Date.parse('2024-03-25T00:00:00Z');
const people = ['alice', 'bob', 'carol'];

interface Login {
  readonly at: number;
  readonly minutes: number;
  readonly user: string;
}

const arbitraryLogins = fc.array(
  fc.record({
    at: fc.integer({ min: 0, max: week - 1 }).map((ms) => start + ms),
    minutes: fc.integer({ min: 0, max: 1500 }),
    user: fc.constantFrom(...people),
  }),
  { maxLength: 15, size: 'max' },
);

function sessionOf({ at, minutes, user }: Login) {
  return session({
    userId: user,
    loginAt: new Date(at),
    closedAt: new Date(at + minutes * 60_000),
  });
}

/** Something is stored on every day, without anybody in the way. */
const background = Array.from({ length: 20 }, (_, day) =>
  session({ userId: undefined, loginAt: new Date(start + (day - 2) * 86_400_000) }),
);

function periodOf(first: number, days: number): Period {
  const [from, to] = [first, first + (days - 1) * 86_400_000].map((instant) =>
    new Date(instant).toISOString().slice(0, 10),
  );
  return Period.of({ dates: { start: from ?? '', end: to ?? '' } }, 'UTC', now, limits);
}

const bucketOf = (unit: TimeBucket['unit'], size = 1): TimeBucket => ({
  unit,
  size,
  weekStartsOn: weekdays[0],
});

describe('a series has the properties of what it counts', () => {
  let db: TestDatabase;
  before(async () => {
    mock.timers.enable({ apis: ['Date'], now });
    db = await startTestDatabase();
  });
  after(async () => {
    await db[Symbol.asyncDispose]();
    mock.timers.reset();
  });

  async function filled(documents: Documents) {
    await db.fill(documents);
    return sourcesOf(db.database)();
  }

  async function counts(
    documents: Documents,
    metric: Metric<SeriesArgs, CountSeries>,
    period: Period,
    bucket: TimeBucket,
  ) {
    const { total, buckets } = await metric.run(await filled(documents), {
      period,
      compared: undefined,
      bucket,
    });
    return { total, counts: buckets.map(({ count }) => count ?? assert.fail('It is known.')) };
  }

  const stored = (logins: readonly Login[]) => ({
    rocketchat_sessions: [...background, ...logins.map(sessionOf)],
  });

  it('hours refine days: a day has as many users as its busiest hour, and no more than all hours', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryLogins, async (logins) => {
        const period = periodOf(start, 7);
        const days = await counts(stored(logins), onlineUsers, period, bucketOf('DAY'));
        const hours = await counts(stored(logins), onlineUsers, period, bucketOf('HOUR'));
        for (const [day, users] of days.counts.entries()) {
          const ofDay = hours.counts.slice(24 * day, 24 * day + 24);
          assert.ok(users >= Math.max(...ofDay));
          assert.ok(users <= ofDay.reduce((sum, count) => sum + count, 0));
        }
        assert.equal(days.total, hours.total);
        const peaks = await counts(stored(logins), peakConcurrentUsers, period, bucketOf('DAY'));
        const hourly = await counts(stored(logins), peakConcurrentUsers, period, bucketOf('HOUR'));
        assert.deepEqual(
          peaks.counts,
          peaks.counts.map((_, day) => Math.max(...hourly.counts.slice(24 * day, 24 * day + 24))),
        );
      }),
      { numRuns: 15 },
    );
  });

  it('data and period that are both a week later give the same counts', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryLogins, async (logins) => {
        for (const metric of [onlineUsers, peakConcurrentUsers]) {
          const bucket = bucketOf('HOUR', 3);
          const own = await counts(stored(logins), metric, periodOf(start, 7), bucket);
          const later = logins.map((login) => ({ ...login, at: login.at + week }));
          const period = periodOf(start + week, 7);
          assert.deepEqual(await counts(stored(later), metric, period, bucket), own);
        }
      }),
      { numRuns: 10 },
    );
  });

  it('one session more never lowers a count', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryLogins, async (logins) => {
        for (const metric of [onlineUsers, peakConcurrentUsers]) {
          const period = periodOf(start, 7);
          const bucket = bucketOf('HOUR', 2);
          const more = await counts(stored(logins), metric, period, bucket);
          const fewer = await counts(stored(logins.slice(1)), metric, period, bucket);
          assert.ok(more.counts.every((count, index) => count >= (fewer.counts[index] ?? 0)));
          assert.ok((more.total ?? 0) >= (fewer.total ?? 0));
        }
      }),
      { numRuns: 10 },
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
            documents,
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
