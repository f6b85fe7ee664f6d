import assert from 'node:assert/strict';
import { after, before, describe, it, mock } from 'node:test';
import fc from 'fast-check';
import { historyDays } from '../../analytics/series/history-days.js';
import type { BsonDocument } from '../../data/workspace.js';
import { fileName } from '../../history/archive.js';
import { writeDayFile } from '../../history/day-file.js';
import { createHistoryReader } from '../../history/reader.js';
import { keyedUserIds, plainUserIds, type UserIds } from '../../history/user-ids.js';
import { createMemoryStore } from './memory-store.js';
import { sessionRows } from './rows.js';
import { storedDay, storedPeople, type Workspace } from '../references/series/coverage.js';
import { dayAt, dayMS } from '../references/series/clock.js';
import { arbitraryEngagement } from '../support/arbitrary-engagement.js';
import { sourcesOf, startTestDatabase, type TestDatabase } from '../support/database.js';
import { engagementResult, expectedAnswer } from '../support/engagement-queries.js';

/** How many random queries are run: each writes files, so fewer than of a database alone. */
const runs = Math.max(300, Number(process.env.RANDOM_SERIES ?? 300) / 4);
const queriesEach = 10;

const nameOf = (day: number) => new Date(day * dayMS).toISOString().slice(0, 10);
const isSession = ({ type }: BsonDocument) => type === 'session' || type === 'computed-session';

/** The file of a day as the writer makes it of these documents. */
function writeFile(
  zone: string,
  day: number,
  documents: BsonDocument[],
  today: number,
  ids: UserIds,
) {
  const time = (value: unknown) => (value instanceof Date ? value.getTime() : undefined);
  const rows = sessionRows(
    documents
      .filter((one) => isSession(one) && storedDay(one) === day)
      .filter((one) => one.mostImportantRole !== 'anonymous' && one.loginAt instanceof Date)
      .map((one) => ({
        userId: typeof one.userId === 'string' ? ids.stored(one.userId) : null,
        loginAt: time(one.loginAt) ?? NaN,
        closedAt: time(one.closedAt),
        logoutAt: time(one.logoutAt),
        lastActivityAt: time(one.lastActivityAt),
        computed: one.type === 'computed-session',
      })),
  );
  return writeDayFile('sessions', rows, {
    day: nameOf(day),
    state: today - day >= 40 ? 'final' : 'first',
    time_zone: zone,
    workspace: 'w1',
    user_ids: ids.kind,
    gateway_version: '1.0.0',
  });
}

/**
 * A workspace of which Rocket.Chat has deleted the old days, which are in files, some of them lost:
 * what the database still has, the history, and what the reference is to expect.
 */
function withHistory(
  { documents, zone, now }: Workspace,
  lost: (day: number) => boolean,
  ids: UserIds,
) {
  const today = dayAt(zone, now);
  const sessions = (documents.rocketchat_sessions ?? []).filter(isSession);
  const isInDatabase = (document: BsonDocument) => storedDay(document) >= today - 43;
  const database = {
    ...documents,
    rocketchat_sessions: (documents.rocketchat_sessions ?? []).filter(isInDatabase),
  };
  const store = createMemoryStore();
  const first = Math.min(...sessions.map(storedDay), today);
  const days = Array.from(
    { length: Math.max(0, today - 5 - first + 1) },
    (_, index) => first + index,
  );
  const present = days.filter((day) => day === first || !lost(day));
  const noLog = { warn: () => undefined };
  const reader = createHistoryReader({ store, workspace: 'w1', userIds: ids }, noLog);
  const history = historyDays(
    {
      days: () => Promise.resolve(new Set(present.map(nameOf))),
      // Few of the days of a year are read, and only these are written.
      async sessions(name) {
        const bytes = await writeFile(zone, Date.parse(name) / dayMS, sessions, today, ids);
        await store.write(fileName({ table: 'sessions', day: name }), bytes, undefined);
        return reader.sessions(name);
      },
      storedId: (userId) => ids.stored(userId),
    },
    zone,
    1_000_000,
  );

  const { start } = storedPeople({ documents: database, zone, now });
  const oldest = start === undefined ? Infinity : dayAt(zone, start);
  const last = present.at(-1);
  const databaseDay =
    last === undefined ? Math.min(oldest, today) : Math.min(oldest, Math.max(last + 1, today - 43));
  const missing = days.filter((day) => !present.includes(day) && day < databaseDay);
  const expected: Workspace = {
    documents: {
      ...documents,
      rocketchat_sessions: (documents.rocketchat_sessions ?? []).filter((document) => {
        const day = storedDay(document);
        if (last === undefined || first >= databaseDay) return isInDatabase(document);
        return day < databaseDay ? present.includes(day) : isInDatabase(document);
      }),
    },
    zone,
    now,
    ...(last !== undefined &&
      first < databaseDay && {
        history: {
          first: present[0] ?? first,
          databaseDay,
          missing,
          provisional: present.filter((day) => day < databaseDay && today - day < 40),
        },
      }),
  };
  return { database, history, expected };
}

describe('with a history, every series agrees with a count of what has been deleted too', () => {
  const databases = new Map<string, TestDatabase>();
  before(() => {
    mock.timers.enable({ apis: ['Date'] });
  });
  after(async () => {
    mock.timers.reset();
    for (const db of databases.values()) await db[Symbol.asyncDispose]();
  });

  const kinds = [
    ['of all days', () => false, plainUserIds],
    ['of hashed ids', () => false, keyedUserIds('0123456789abcdef')],
    ['of which every third day is lost', (day: number) => day % 3 === 0, plainUserIds],
  ] as const;
  for (const [what, lost, ids] of kinds) {
    it(what, async () => {
      await fc.assert(
        fc.asyncProperty(arbitraryEngagement(queriesEach), async (random) => {
          const { zone, now, timeZone, queries } = random;
          mock.timers.setTime(now);
          const { database, history, expected } = withHistory(random, lost, ids);
          const db = databases.get(zone) ?? (await startTestDatabase({ timeZone: zone }));
          databases.set(zone, db);
          await db.fill(database);
          const source = { ...sourcesOf(db.database)(), history };
          for (const query of queries) {
            assert.deepEqual(
              await engagementResult(source, query, timeZone),
              expectedAnswer(query, expected, timeZone),
            );
          }
        }),
        { numRuns: Math.ceil(runs / queriesEach / kinds.length) },
      );
    });
  }
});
