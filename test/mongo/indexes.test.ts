import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { MongoClient } from 'mongodb';
import type { BsonDocument } from '../../data/workspace.js';
import { metrics } from '../http/metrics.js';
import { dayOfMessages, dayOfNewUsers, room, session, userDaily } from '../support/documents.js';
import { people } from '../support/gateway.js';
import { rocketChatIndexes } from '../support/rocketchat-indexes.js';
import { startMongod, type Mongod } from './mongod.js';
import { fill, startRealGateway } from './real-gateway.js';

const byLogin = 'loginAt_-1';
const byStoredDay = 'type_1_year_1_month_1_day_1';
const byDate = 'date_1';

/** The indexes that the table in `docs/database.md` names, by metric. */
const documented: Readonly<Record<string, readonly string[]>> = {
  chatBusierHourly: [byLogin],
  usersByTimeOfDay: [byLogin],
  activeUsers: [byStoredDay],
  chatBusierWeekly: [byStoredDay],
  newUsers: [byDate],
  messagesSent: [byDate],
  messageOrigins: [byDate],
  popularChannels: [byDate],
  channels: ['room.t_1_date_1', '_id_'],
};

describe('with Rocket.Chat’s own indexes each read of a metric uses the documented one', () => {
  let mongod: Mongod;
  let client: MongoClient;
  before(async () => {
    mongod = await startMongod();
    await fill(mongod.url, { ...people, ...manyDays() }, rocketChatIndexes);
    client = await new MongoClient(mongod.url).connect();
  });
  after(async () => {
    await client.close();
    await mongod[Symbol.asyncDispose]();
  });

  for (const metric of metrics) {
    for (const DAY_CACHE_MB of ['0', '64']) {
      it(`${metric.field} with a day cache of ${DAY_CACHE_MB} MB`, async () => {
        const commands: BsonDocument[] = [];
        await using gateway = await startRealGateway(`${mongod.url}/rocketchat`, {
          environment: { DAY_CACHE_MB },
          onCommand: ({ command }) => commands.push(command),
        });
        const { status, text } = await gateway.send(metric, 'rest');
        assert.equal(status, 200, text);
        const reads = commands.flatMap(({ aggregate, pipeline, allowDiskUse }) =>
          aggregate === undefined ? [] : [{ aggregate, pipeline, allowDiskUse, cursor: {} }],
        );
        assert.ok(reads.length > 0, 'The metric read nothing.');
        for (const read of reads) {
          const explained = await client
            .db('rocketchat')
            .command({ explain: read, verbosity: 'executionStats' });
          assert.deepEqual(accessPaths(explained), [...(documented[metric.field] ?? [])].sort());
        }
      });
    }
  }
});

/** The indexes that the winning plans and the look-ups use, and `COLLSCAN` for a whole collection. */
function accessPaths(explained: BsonDocument): string[] {
  const found = new Set<string>();
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, inner] of Object.entries(value)) {
      if (key === 'indexName' || inner === 'COLLSCAN') found.add(String(inner));
      else if (key === 'indexesUsed') (inner as string[]).forEach((name) => found.add(name));
      else if (key !== 'rejectedPlans' && key !== 'allPlansExecution') visit(inner);
    }
  };
  visit(explained);
  return [...found].sort();
}

/** 45 days up to the small workspace's last, of a few people and rooms each. */
function manyDays() {
  const days = Array.from({ length: 45 }, (_, at) => new Date(Date.UTC(2024, 2, 5 - at)));
  const numbers = Array.from({ length: 20 }, (_, at) => at);
  const dateOf = (day: Date) => Number(day.toISOString().slice(0, 10).replaceAll('-', ''));
  const types = ['c', 'p', 'd', 'l'] as const;
  return {
    rocketchat_sessions: days.flatMap((day) =>
      numbers.flatMap((user) => [
        session({
          userId: `user-${user}`,
          loginAt: new Date(day.getTime() + user * 3_600_000),
          closedAt: new Date(day.getTime() + (user + 1) * 3_600_000),
          mostImportantRole: 'user',
        }),
        userDaily({ userId: `user-${user}`, date: dateOf(day) }),
      ]),
    ),
    rocketchat_analytics: days.flatMap((day) => [
      dayOfNewUsers({ date: dateOf(day), users: 1 }),
      ...numbers.map((at) =>
        dayOfMessages({
          date: dateOf(day),
          messages: at,
          room: { _id: `room-${at}`, t: types[at % types.length] ?? 'c' },
        }),
      ),
    ]),
    rocketchat_room: numbers.map((at) =>
      room({ _id: `room-${at}`, t: types[at % types.length] ?? 'c' }),
    ),
  };
}
