import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { MongoClient } from 'mongodb';
import type { BsonDocument } from '../../data/workspace.js';
import { metrics } from '../http/metrics.js';
import { dayOfMessages, dayOfNewUsers, room, session, userDaily } from '../support/documents.js';
import { people } from '../support/gateway.js';
import { rocketChatIndexes } from '../support/rocketchat-indexes.js';
import { startMongod, type Mongod } from './mongod.js';
import { fill, startRealGateway, type RealGateway } from './real-gateway.js';

const byLogin = 'loginAt_-1';
const byStoredDay = 'type_1_year_1_month_1_day_1';
const byDate = 'date_1';
const byRoomType = 'room.t_1_date_1';
const byId = '_id_';

const period = 'period: { dates: { start: "2024-02-10", end: "2024-03-05" } }';

/** The indexes that the first table in `docs/database.md` names, by metric. */
const ofMetrics: Readonly<Record<string, readonly string[]>> = {
  chatBusierHourly: [byLogin],
  usersByTimeOfDay: [byLogin],
  activeUsers: [byStoredDay],
  chatBusierWeekly: [byStoredDay],
  newUsers: [byDate],
  messagesSent: [byDate],
  messageOrigins: [byDate],
  popularChannels: [byDate],
  channels: [byRoomType, byId],
};

const series = '(bucket: { unit: DAY, size: 1 }) { total }';

/** Fields of `engagement`, and the indexes that the second table names. */
const ofEngagement: [field: string, indexes: readonly string[]][] = [
  [`onlineUsers${series}`, [byStoredDay]],
  [`peakConcurrentUsers${series}`, [byStoredDay]],
  ['onlineHours { days { users } }', [byStoredDay]],
  ['activeUsers { days { daily } }', [byStoredDay]],
  ['retention(cohort: ONLINE, unit: WEEK) { cohorts { size } }', [byStoredDay]],
  [`newUsers${series}`, [byDate]],
  [`messages${series}`, [byDate]],
  ['messagesByRoomType { types { messages } }', [byDate]],
  ['rooms { rooms { messages } }', [byRoomType, byDate, byId]],
];

describe('with Rocket.Chat’s own indexes each read uses the documented one', () => {
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

  /** What each read of a request uses, look-ups of the viewer first. */
  async function accessPathsOf(
    DAY_CACHE_MB: string,
    send: (gateway: RealGateway) => Promise<{ status: number; text: string }>,
  ): Promise<{ ofViewer: string[][]; ofMetric: string[][] }> {
    const commands: BsonDocument[] = [];
    await using gateway = await startRealGateway(`${mongod.url}/rocketchat`, {
      environment: { DAY_CACHE_MB },
      onCommand: ({ command }) => commands.push(command),
    });
    const sentAtStart = commands.length;
    const { status, text } = await send(gateway);
    assert.equal(status, 200, text);
    assert.doesNotMatch(text, /"errors"/);
    const paths = { ofViewer: [] as string[][], ofMetric: [] as string[][] };
    for (const command of commands.slice(sentAtStart)) {
      const { find, filter, projection, limit, aggregate, pipeline, allowDiskUse } = command;
      // An index is looked for by a hint, and need not be there.
      if ((find === undefined && aggregate === undefined) || 'hint' in command) continue;
      const read =
        find === undefined
          ? { aggregate, pipeline, allowDiskUse, cursor: {} }
          : { find, filter, projection, limit };
      const explained = await client
        .db('rocketchat')
        .command({ explain: read, verbosity: 'executionStats' });
      paths[find === undefined ? 'ofMetric' : 'ofViewer'].push(accessPaths(explained));
    }
    assert.ok(paths.ofMetric.length > 0, 'The metric read nothing.');
    return paths;
  }

  for (const DAY_CACHE_MB of ['0', '64']) {
    for (const metric of metrics) {
      it(`${metric.field} with a day cache of ${DAY_CACHE_MB} MB`, async () => {
        const { ofViewer, ofMetric } = await accessPathsOf(DAY_CACHE_MB, (gateway) =>
          gateway.send(metric, 'rest'),
        );
        const indexes = [...(ofMetrics[metric.field] ?? [])].sort();
        for (const paths of ofMetric) assert.deepEqual(paths, indexes);
        assert.ok(ofViewer.length > 0);
        for (const paths of ofViewer) assert.deepEqual(paths, [byId]);
      });
    }

    for (const [field, indexes] of ofEngagement) {
      it(`engagement.${field} with a day cache of ${DAY_CACHE_MB} MB`, async () => {
        const { ofMetric } = await accessPathsOf(DAY_CACHE_MB, (gateway) =>
          gateway.query(`{ engagement(${period}) { ${field} } }`),
        );
        assert.deepEqual([...new Set(ofMetric.flat())].sort(), [...indexes].sort());
      });
    }

    it(`engagement.retention of those who joined, with a day cache of ${DAY_CACHE_MB} MB`, async () => {
      const send = (gateway: RealGateway) =>
        gateway.query(
          `{ engagement(${period}) { retention(cohort: JOINED, unit: WEEK) { cohorts { size } } } }`,
        );
      const users = client.db('rocketchat').collection('users');
      const without = await accessPathsOf(DAY_CACHE_MB, send);
      assert.deepEqual([...new Set(without.ofMetric.flat())].sort(), ['COLLSCAN', byStoredDay]);
      const optional = await users.createIndex({ createdAt: 1 });
      const withIndex = await accessPathsOf(DAY_CACHE_MB, send);
      await users.dropIndex(optional);
      assert.deepEqual(
        [...new Set(withIndex.ofMetric.flat())].sort(),
        [optional, byStoredDay].sort(),
      );
    });
  }
});

/** The indexes that the winning plans and the look-ups use, and `COLLSCAN` for a whole collection. */
function accessPaths(explained: BsonDocument): string[] {
  const found = new Set<string>();
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, inner] of Object.entries(value)) {
      if (key === 'indexName' || inner === 'COLLSCAN') found.add(String(inner));
      else if (inner === 'IDHACK') found.add(byId);
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
