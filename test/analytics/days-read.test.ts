import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { MongoClient } from 'mongodb';
import { loginDays, type LoginColumns } from '../../analytics/days/login-days.js';
import { userDays, type UserDayColumns } from '../../analytics/days/user-days.js';
import type { DayColumns, DayKind } from '../../analytics/days/day-kind.js';
import { UserIds } from '../../analytics/days/user-ids.js';
import { activeUsers } from '../../analytics/rocketchat/active-users.js';
import { chatBusierHourly } from '../../analytics/rocketchat/chat-busier-hourly.js';
import { chatBusierWeekly } from '../../analytics/rocketchat/chat-busier-weekly.js';
import { usersByTimeOfDay } from '../../analytics/rocketchat/users-by-time-of-day.js';
import type { BsonDocument, Workspace } from '../../data/workspace.js';
import { sourcesOf, startTestDatabase, type TestDatabase } from '../support/database.js';
import { session, userDaily } from '../support/documents.js';

/** Day numbers of 2024-03-04, 05 and 06. */
const [fourth, fifth, sixth] = [19_786, 19_787, 19_788];

let db: TestDatabase;
before(async () => {
  db = await startTestDatabase();
});
after(() => db[Symbol.asyncDispose]());

/** Reads days of a kind from a database with these sessions. */
async function readDays<Columns extends DayColumns>(
  kind: DayKind<Columns>,
  sessions: BsonDocument[],
  [first, last]: [number, number] = [fourth, sixth],
) {
  await db.fill({ rocketchat_sessions: sessions });
  const skipped: [reason: string, id: unknown][] = [];
  const days: Columns[] = [];
  const users = new UserIds();
  const workspace: Workspace = {
    ...db.database.within({ deadline: Date.now() + 60_000 }),
    onSkipped(_collection, reason, id) {
      skipped.push([reason, id]);
    },
  };
  await kind.read({ workspace, users }, first, last, (day) => days.push(day));
  return { days, users, skipped };
}

/** The sessions of a day's columns, as words, in order. */
function sessionsOf(columns: LoginColumns | undefined, users: UserIds): string[] {
  if (!columns) return [];
  return Array.from(columns.users, (user, index) =>
    [
      users.idOf(user) || '-',
      new Date(columns.day * 86_400_000 + (columns.times[index] ?? NaN)).toISOString(),
      columns.lastHours[index],
      columns.storedDates[index],
    ].join(' '),
  ).sort();
}

describe('sessions by the day of their login', () => {
  test('stand on the UTC day of the login, at both of its ends', async () => {
    const { days, users } = await readDays(loginDays, [
      session({ loginAt: '2024-03-03T23:59:59.999Z' }),
      session({ loginAt: '2024-03-04T00:00:00.000Z', closedAt: '2024-03-04T05:59:00Z' }),
      session({ loginAt: '2024-03-04T23:59:59.999Z', userId: 'bob', timeZone: 'Asia/Kolkata' }),
      session({ loginAt: '2024-03-05T00:00:00.000Z' }),
      session({ loginAt: '2024-03-06T23:59:59.999Z', closedAt: '2024-03-09T01:00:00Z' }),
      session({ loginAt: '2024-03-07T00:00:00.000Z' }),
    ]);
    const byDay = new Map(days.map((columns) => [columns.day, sessionsOf(columns, users)]));
    assert.deepEqual(byDay.get(fourth), [
      'alice 2024-03-04T00:00:00.000Z 5 20240304',
      'bob 2024-03-04T23:59:59.999Z 23 20240305',
    ]);
    assert.deepEqual(byDay.get(fifth), ['alice 2024-03-05T00:00:00.000Z 23 20240305']);
    assert.deepEqual(byDay.get(sixth), ['alice 2024-03-06T23:59:59.999Z 1 20240306']);
    assert.equal(byDay.size, 3);
  });

  test('stay together with their clones, under whatever day these are stored', async () => {
    const clone = { loginAt: '2024-03-05T10:00:00.000Z', year: 2024, month: 3 };
    const { days, users } = await readDays(loginDays, [
      session({ ...clone, day: 5 }),
      session({ ...clone, day: 25, closedAt: '2024-03-25T08:00:00Z' }),
    ]);
    assert.deepEqual(sessionsOf(days[0], users), [
      'alice 2024-03-05T10:00:00.000Z 23 20240305',
      'alice 2024-03-05T10:00:00.000Z 8 20240325',
    ]);
  });

  test('may have no user, no end and ids of any script', async () => {
    const { days, users, skipped } = await readDays(loginDays, [
      session({ userId: undefined, closedAt: '11:00' }),
      session({ userId: 'alice', closedAt: undefined }),
      session({ userId: 'zoë 🦊' }),
      { ...session({ closedAt: '12:00' }), userId: null },
    ]);
    assert.deepEqual(sessionsOf(days[0], users), [
      '- 2024-03-05T10:00:00.000Z 11 20240305',
      '- 2024-03-05T10:00:00.000Z 12 20240305',
      'alice 2024-03-05T10:00:00.000Z 23 20240305',
      'zoë 🦊 2024-03-05T10:00:00.000Z 23 20240305',
    ]);
    assert.deepEqual(skipped, []);
  });

  test('with values that mean nothing are left out one by one, and reported', async () => {
    const odd = { _id: 'odd', closedAt: '12:00' };
    const rows: [BsonDocument, found: string | undefined, reason: string][] = [
      [{ userId: 5 }, undefined, 'userId is not a string'],
      [{ userId: { first: 'name' } }, undefined, 'userId is not a string'],
      [{ userId: ['alice'] }, undefined, 'userId is not a string'],
      [{ userId: /a+/i }, undefined, 'userId is not a string'],
      [{ userId: true }, undefined, 'userId is not a string'],
      [{ year: '2024' }, 'alice 12 0', 'year, month and day are not a date'],
      [{ month: 13 }, 'alice 12 0', 'year, month and day are not a date'],
      [{ day: 5.5 }, 'alice 12 0', 'year, month and day are not a date'],
      [{ month: 2, day: 30 }, 'alice 12 0', 'year, month and day are not a date'],
      [{ closedAt: 'noon' }, 'alice 23 20240305', 'closedAt is not a date'],
      [{ closedAt: 1_709_640_000_000 }, 'alice 23 20240305', 'closedAt is not a date'],
      [{ closedAt: [new Date(0)] }, 'alice 23 20240305', 'closedAt is not a date'],
    ];
    for (const [parts, kept, reason] of rows) {
      const document = { ...session(odd), ...parts };
      const { days, users, skipped } = await readDays(loginDays, [
        document,
        session({ userId: 'bob', closedAt: '13:00' }),
      ]);
      const found = sessionsOf(days[0], users).map((text) =>
        text.replace(' 2024-03-05T10:00:00.000Z', ''),
      );
      assert.deepEqual(found, [...(kept ? [kept] : []), 'bob 13 20240305'], JSON.stringify(parts));
      assert.deepEqual(skipped, [[reason, 'odd']]);
    }
  });
});

describe('users by stored day', () => {
  test('stand once on each day, ordered by id, beside the number of documents', async () => {
    const { days, users } = await readDays(userDays, [
      userDaily({ userId: 'carol', date: 20240304 }),
      userDaily({ userId: 'alice', date: 20240304 }),
      userDaily({ userId: 'alice', date: 20240304, _id: 'again' }),
      userDaily({ userId: undefined, date: 20240306 }),
      userDaily({ userId: 'anna', date: 20240305, mostImportantRole: 'anonymous' }),
      userDaily({ userId: 'bob', date: 20240307 }),
    ]);
    const found = days.map(({ day, documents, hasUnknownUser, ...columns }: UserDayColumns) => ({
      day,
      documents,
      hasUnknownUser,
      users: Array.from(columns.users, (user) => users.idOf(user)),
    }));
    assert.deepEqual(
      found.sort((a, b) => a.day - b.day),
      [
        { day: fourth, documents: 3, hasUnknownUser: false, users: ['alice', 'carol'] },
        { day: sixth, documents: 1, hasUnknownUser: true, users: [] },
      ],
    );
  });

  test('are skipped where the day is no date, and reported', async () => {
    const { days, skipped } = await readDays(userDays, [
      { ...userDaily({ _id: 'odd' }), day: 5.5 },
      userDaily(),
    ]);
    assert.deepEqual(
      days.map(({ documents }) => documents),
      [1],
    );
    assert.deepEqual(
      skipped.map(([reason]) => reason),
      ['year, month and day are not a date'],
    );
  });
});

test('one odd document fails no metric', async () => {
  await db.fill({
    rocketchat_sessions: [
      session({ userId: 'bob', closedAt: '12:30' }),
      { ...session({ _id: 'odd login' }), loginAt: '2024-03-05' },
      { ...session({ _id: 'odd end' }), closedAt: 'noon', userId: 7 },
      { ...session({ _id: 'odd date' }), year: 'this', userId: 'bob' },
      userDaily({ userId: 'bob' }),
      { ...userDaily({ _id: 'odd day' }), day: 4.5 },
      { ...userDaily({ _id: 'odd user' }), userId: 7 },
    ],
  });
  const start = new Date('2024-03-05T12:00:00Z');
  const stored = { day: 5, month: 3, year: 2024 };
  for (const maxBytes of [0, 2 ** 20]) {
    const sourceOfRun = sourcesOf(db.database, { maxBytes });
    for (let run = 0; run < 2; run += 1) {
      const hourly = await chatBusierHourly.run(sourceOfRun(), { start });
      assert.deepEqual(
        hourly.filter(({ users }) => users > 0).map(({ hour }) => hour),
        [22, 20, 18, 16, 14, 12, 10],
      );
      const period = { start: new Date('2024-03-05T00:00:00Z'), end: start };
      assert.deepEqual(
        await usersByTimeOfDay.run(sourceOfRun(), period),
        [12, 11, 10].map((hour) => ({ users: 1, hour, ...stored })),
      );
      assert.deepEqual(await activeUsers.run(sourceOfRun(), period), [
        { usersList: ['bob'], users: 1, ...stored },
      ]);
      assert.deepEqual(await chatBusierWeekly.run(sourceOfRun(), { start }), [
        { users: 2, ...stored },
      ]);
      await userDaysAreCached(sourceOfRun);
    }
  }
});

/** So that the second run counts what is cached. */
async function userDaysAreCached(sourceOfRun: ReturnType<typeof sourcesOf>): Promise<void> {
  const { days } = sourceOfRun();
  await days.load(userDays, fifth - 7, fifth);
  await days.load(loginDays, fourth, fifth);
}

describe(
  'on a real MongoDB',
  { skip: !process.env.TEST_MONGO_URL && 'needs TEST_MONGO_URL' },
  () => {
    /** Sessions that the database makes of one, without sending each. */
    async function multiply(
      count: number,
      each: BsonDocument,
      indexes: Record<string, 1 | -1>[] = [],
    ) {
      await db.fill({ rocketchat_sessions: [session()] });
      const client = await new MongoClient(db.url).connect();
      const collection = client.db().collection('rocketchat_sessions');
      await collection
        .aggregate([
          { $project: { number: { $range: [0, count] } } },
          { $unwind: '$number' },
          { $project: { _id: { $toString: '$number' }, number: 1, ...each } },
          { $unset: 'number' },
          { $out: 'rocketchat_sessions' },
        ])
        .toArray();
      for (const index of indexes) await collection.createIndex(index);
      await client.close();
    }
    const login = new Date('2024-03-05T10:00:00.000Z');
    const one = {
      type: 'computed-session',
      userId: 'alice',
      year: { $literal: 2024 },
      month: { $literal: 3 },
      day: { $literal: 5 },
      closedAt: { $literal: new Date('2024-03-05T12:00:00.000Z') },
    };
    const period = {
      start: new Date('2024-03-05T00:00:00.000Z'),
      end: new Date('2024-03-05T23:59:59.999Z'),
    };
    const expected = [12, 11, 10].map((hour) => ({ users: 1, hour, day: 5, month: 3, year: 2024 }));
    const cases: [string, number, BsonDocument, Record<string, 1 | -1>[]][] = [
      [
        'a million sessions of one user on a day',
        1_000_000,
        { loginAt: { $add: [login, '$number'] } },
        [{ loginAt: -1 }],
      ],
      [
        'as many sessions as two pages at one instant',
        200_000,
        { loginAt: { $literal: login } },
        [{ loginAt: -1 }],
      ],
      [
        'two pages of sessions without an index on the login',
        200_000,
        { loginAt: { $add: [login, '$number'] } },
        [{ logintAt: -1 }],
      ],
    ];
    for (const [name, count, loginAt, indexes] of cases) {
      test(`reads ${name}, each once`, { timeout: 300_000 }, async () => {
        await multiply(count, { ...one, ...loginAt }, indexes);
        const sourceOfRun = sourcesOf(db.database);
        const range = await sourceOfRun().days.load(loginDays, fifth, fifth);
        assert.equal(range?.days[0]?.documents, count);
        assert.deepEqual(await usersByTimeOfDay.run(sourceOfRun(), period), expected);
        const uncached = sourcesOf(db.database, { maxBytes: 0 });
        assert.deepEqual(await usersByTimeOfDay.run(uncached(), period), expected);
      });
    }
  },
);
