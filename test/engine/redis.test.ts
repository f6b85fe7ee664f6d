import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { after, before, beforeEach, describe, test, type TestContext } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { pino } from 'pino';
import { connectRedis, keyMaker, sharedResults, type Redis } from '../../engine/redis.js';
import { startTestDatabase, type TestDatabase } from '../support/database.js';
import { dayOfMessages, dayOfNewUsers, room, type Documents } from '../support/documents.js';
import { people } from '../support/gateway.js';
import {
  redisServer,
  skippedWithoutRedis,
  startSharingGateway,
  until,
  untilReady,
  type Environment,
  type RedisServer,
  type SharingGateway,
} from '../support/redis.js';

const week = { start: '2024-02-28T00:00:00.000Z', end: '2024-03-05T00:00:00.000Z' };
const base = '/api/v1/engagement-dashboard';
const newUsers = `${base}/users/new-users?start=${week.start}&end=${week.end}`;
const channels = `${base}/channels/list?start=${week.start}&end=${week.end}`;
const origins = `${base}/messages/origin?start=${week.start}&end=${week.end}`;
const documents: Documents = {
  ...people,
  rocketchat_analytics: [
    dayOfNewUsers({ date: 20240305, users: 2 }),
    dayOfNewUsers({ date: 20240304, users: 3 }),
    dayOfMessages({ room: { _id: 'staff', t: 'p', name: 'staff-only' }, messages: 7 }),
  ],
  rocketchat_room: [room({ _id: 'staff', t: 'p', name: 'staff-only' })],
};
const newUsersBody = {
  days: [
    { day: '2024-03-05T00:00:00.000Z', users: 2 },
    { day: '2024-03-04T00:00:00.000Z', users: 3 },
  ],
  period: { count: 5, variation: 5 },
  yesterday: { count: 3, variation: -1 },
  success: true,
};

/** The workspace that the gateways read, and how many queries it received. */
let db: TestDatabase;
let queries = 0;
before(async () => {
  db = await startTestDatabase({
    intercept: ({ name }) => {
      if (name === 'aggregate') queries += 1;
      return undefined;
    },
  });
  await db.fill(documents);
});
after(() => db[Symbol.asyncDispose]());

/** A gateway that shares its cache there. */
const gatewayOn = (t: TestContext, redisUrl: string, environment: Environment = {}) =>
  startSharingGateway(t, { MONGO_URL: db.url, REDIS_URL: redisUrl, ...environment });

const isAway = 'Redis cannot be reached: results and limits are cached in memory.';
const isBack = 'Redis is back.';

describe('gateways that share a Redis', { skip: skippedWithoutRedis }, () => {
  let server: RedisServer;
  let observer: Redis;
  before(async () => {
    server = await redisServer();
    await server.start();
    observer = connectRedis(server.url, pino({ level: 'silent' }));
    await untilReady(observer);
  });
  beforeEach(() => observer.client.flushAll());
  after(async () => {
    observer.close();
    await server[Symbol.asyncDispose]();
  });

  /** Two gateways on that Redis, the second with other settings. */
  async function pair(t: TestContext, environment = {}, others = environment) {
    const [one, other] = await Promise.all([
      gatewayOn(t, server.url, environment),
      gatewayOn(t, server.url, others),
    ]);
    await Promise.all([untilReady(one.redis), untilReady(other.redis)]);
    queries = 0;
    return [one, other] as const;
  }

  const stored = (count: number) =>
    until(async () => (await observer.client.dbSize()) === count, 'Nothing was stored.');

  test('compute an answer once, and dates are dates again', async (t) => {
    const [one, other] = await pair(t);
    const query = `{
      newUsers(start: "${week.start}", end: "${week.end}") { days { day count } }
    }`;
    const first = await one.graphql(query);
    await stored(1);
    assert.equal(await other.graphql(query), first);
    assert.match(first, /"day":"2024-03-05T00:00:00\.000Z","count":2.+"computedAt"/);
    assert.deepEqual(JSON.parse((await other.get(newUsers)).text), newUsersBody);
    assert.equal(queries, 1);
    assert.equal((await other.get(origins)).status, 200);
    await stored(2);
    assert.equal((await one.get(origins)).text, (await other.get(origins)).text);
    assert.equal(queries, 2);
  });

  test('count calls together, whatever gateway they reach', async (t) => {
    const [one, other] = await pair(t, { RATE_LIMIT_CALLS: '3' });
    const results = [];
    for (const gateway of [one, other, one, other]) results.push(await gateway.get(newUsers));
    assert.deepEqual(
      results.map(({ status, left }) => [status, Number(left)]),
      [
        [200, 2],
        [200, 1],
        [200, 0],
        [429, 0],
      ],
    );
  });

  test('consume the query cost limit of a viewer together', async (t) => {
    const [one, other] = await pair(t, { QUERY_COST_LIMIT: '15' });
    const weekEndingOn = (day: string) => `{ chatBusierWeekly(start: "${day}T00:00:00Z") { day } }`;
    assert.match(await one.graphql(weekEndingOn('2024-03-05')), /"data":\{/);
    const rejected = await other.graphql(weekEndingOn('2024-03-06'));
    assert.match(rejected, /QUERY_COST_LIMIT.+"TOO_MANY_REQUESTS"/);
    // What a gateway has at hand costs nothing.
    assert.match(await one.graphql(weekEndingOn('2024-03-05')), /"data":\{/);
  });

  const privacyKey = 'a key that hides private rooms';
  const hiding = { HIDE_PRIVATE_ROOMS: 'true', PRIVACY_KEY: privacyKey };
  const calls = { RATE_LIMIT_CALLS: '5' };
  const workspaces: [differ: string, path: string, settings: object, others: object][] = [
    ['the zone', newUsers, {}, { WORKSPACE_TIMEZONE: 'Asia/Kolkata' }],
    ['the privacy of rooms', channels, {}, hiding],
    ['the privacy key', channels, hiding, { ...hiding, PRIVACY_KEY: 'another key of them' }],
  ];
  for (const [differ, path, settings, others] of workspaces) {
    test(`never meet where ${differ} differs`, async (t) => {
      const [one, other] = await pair(t, { ...settings, ...calls }, { ...others, ...calls });
      const [ones, otherOnes] = [await one.get(path), await other.get(path)];
      assert.notEqual(ones.text, otherOnes.text);
      assert.equal(otherOnes.left, ones.left);
      assert.equal(queries, 2);
    });
  }

  test('never meet where the workspace differs', async (t) => {
    await using another = await startTestDatabase();
    await another.fill(people);
    const [one, other] = await pair(
      t,
      {},
      { MONGO_URL: another.url, WORKSPACE_ID: 'another workspace' },
    );
    assert.match((await one.get(newUsers)).text, /"count":5/);
    assert.match((await other.get(newUsers)).text, /"count":0/);
  });

  test('leave keys with a prefix and a version, without secret or parameter, that expire', async (t) => {
    const [one] = await pair(t, { ...hiding, RATE_LIMIT_CALLS: '3', ANSWER_CACHE_MS: '30000' });
    await one.get(newUsers);
    await one.get(origins);
    await stored(4);
    const keys = await observer.client.keys('*');
    for (const key of keys) {
      assert.match(key, /^engagement-gateway:2:(answer:[\w-]{43}|calls:rest:[\w-]{43})$/);
      const secrets = [db.url, privacyKey, 'token of admin', 'staff', '2024', new URL(db.url).port];
      for (const secret of secrets) assert.ok(!key.includes(secret), key);
      const left = await observer.client.pTTL(key);
      const most = key.includes(':calls:') ? 60_000 : 30_000;
      assert.ok(left > 0 && left <= most, `${key} is cached for ${left} ms`);
    }
  });
});

describe('while Redis', { skip: skippedWithoutRedis }, () => {
  const settings = { RATE_LIMIT_CALLS: '100000' };
  let shift = 0;

  /** Responds to new requests, at both endpoints, and correctly. */
  async function goesOn(gateway: SharingGateway): Promise<void> {
    for (let times = 0; times < 3; times += 1) {
      const start = new Date(Date.parse(week.start) + (shift += 1)).toISOString();
      const { status, text } = await gateway.get(newUsers.replace(week.start, start));
      assert.equal(status, 200);
      assert.deepEqual(JSON.parse(text), newUsersBody);
    }
    const start = new Date(Date.parse(week.start) + (shift += 1)).toISOString();
    const query = `{ newUsers(start: "${start}", end: "${week.end}") { period { count } } }`;
    assert.match(await gateway.graphql(query), /"data":{"newUsers":{"period":{"count":5}}}/);
  }

  /** The log says it again, once, and answers are shared again. */
  async function comesBack(t: TestContext, gateway: SharingGateway, url: string): Promise<void> {
    await until(
      () => gateway.redisMessages.includes(isBack),
      'The log never said that Redis is back.',
    );
    assert.deepEqual(gateway.redisMessages, [isAway, isBack]);
    await goesOn(gateway);
    const observer = connectRedis(url, pino({ level: 'silent' }));
    t.after(() => {
      observer.close();
    });
    await untilReady(observer);
    await until(() => observer.client.dbSize(), 'Nothing is shared any more.');
  }

  test('is down when the gateway starts, it goes on, says so once, and shares later', async (t) => {
    await using server = await redisServer();
    const gateway = await gatewayOn(t, server.url, settings);
    await goesOn(gateway);
    await setTimeout(1000);
    await goesOn(gateway);
    assert.deepEqual(gateway.redisMessages, [isAway]);
    await server.start();
    await comesBack(t, gateway, server.url);
  });

  test('is killed, the gateway goes on, says so once, and shares again later', async (t) => {
    await using server = await redisServer();
    await server.start();
    const gateway = await gatewayOn(t, server.url, settings);
    await untilReady(gateway.redis);
    await goesOn(gateway);
    assert.deepEqual(gateway.redisMessages, []);
    await server.kill();
    await goesOn(gateway);
    await setTimeout(1000);
    await goesOn(gateway);
    assert.deepEqual(gateway.redisMessages, [isAway]);
    await server.start();
    await comesBack(t, gateway, server.url);
  });

  test('accepts the gateway and never answers it, it goes on and says so once', async (t) => {
    await using server = await redisServer();
    const sockets = new Set<Socket>();
    const blackHole = createServer((socket) => sockets.add(socket));
    t.after(() => blackHole.close());
    blackHole.listen(server.port, '127.0.0.1');
    await once(blackHole, 'listening');
    const gateway = await gatewayOn(t, server.url, settings);
    await goesOn(gateway);
    await until(
      () => gateway.redisMessages.length > 0,
      'The log never said that Redis cannot be reached.',
    );
    assert.deepEqual(gateway.redisMessages, [isAway]);
    blackHole.close();
    for (const socket of sockets) socket.destroy();
    await server.start();
    await comesBack(t, gateway, server.url);
  });

  /** A gateway whose Redis has stopped in the middle of everything. */
  async function frozen(t: TestContext, environment: Environment) {
    const server = await redisServer();
    t.after(() => server[Symbol.asyncDispose]());
    await server.start();
    const gateway = await gatewayOn(t, server.url, environment);
    await untilReady(gateway.redis);
    await goesOn(gateway);
    server.freeze();
    return { server, gateway };
  }

  test('is connected and answers no more, the gateway goes on answering', async (t) => {
    const { gateway } = await frozen(t, {});
    await goesOn(gateway);
  });

  test('is connected and answers no more, the gateway goes on counting calls', async (t) => {
    const { gateway } = await frozen(t, settings);
    await goesOn(gateway);
  });

  test('is connected and answers no more, the gateway says so once, and shares later', async (t) => {
    const { server, gateway } = await frozen(t, {});
    await goesOn(gateway);
    await until(
      () => gateway.redisMessages.length > 0,
      'The log never said that Redis cannot be reached.',
    );
    assert.deepEqual(gateway.redisMessages, [isAway]);
    server.thaw();
    await comesBack(t, gateway, server.url);
  });
});

describe('a process that closes its Redis ends', { skip: skippedWithoutRedis }, () => {
  const moments = {
    'later, whatever state Redis is in': 'await setTimeout(700);',
    'at once, before there is a connection': '',
  };
  for (const [moment, wait] of Object.entries(moments)) {
    test(moment, async (t) => {
      await using server = await redisServer();
      await using away = await redisServer();
      await server.start();
      const blackHole = createServer().listen(0, '127.0.0.1');
      t.after(() => blackHole.close());
      await once(blackHole, 'listening');
      const { port } = blackHole.address() as AddressInfo;
      const urls = [server.url, away.url, `redis://127.0.0.1:${port}`];
      const child = run([
        '--input-type=module',
        '--eval',
        `
        import { connectRedis } from ${JSON.stringify(new URL('../../engine/redis.js', import.meta.url))};
        import { setTimeout } from 'node:timers/promises';
        const report = { warn() {}, info() {} };
        const connections = ${JSON.stringify(urls)}.map((url) => connectRedis(url, report));
        ${wait}
        for (const { close } of connections) close();
        console.log('closed');
      `,
      ]);
      t.after(child.kill);
      await until(child.hasEnded, 'The process does not end.');
      assert.equal(child.output(), 'closed\n');
    });
  }
});

/** A process with nothing in its environment but what is given. */
function run(arguments_: readonly string[], environment: NodeJS.ProcessEnv = {}) {
  const child = spawn(process.execPath, arguments_, {
    env: { PATH: process.env.PATH, ...environment },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => (output += String(chunk)));
  }
  return {
    output: () => output,
    hasEnded: () => child.exitCode !== null,
    kill: () => void child.kill('SIGKILL'),
  };
}

describe('what is read from Redis', { skip: skippedWithoutRedis }, () => {
  const keyOf = keyMaker(['workspace one']);
  const cached = { result: [1], computedAt: Date.now() - 1000 };

  /** A store, and how to change what stands in Redis. */
  async function store(t: TestContext) {
    const server = await redisServer();
    await server.start();
    const redis = connectRedis(server.url, pino({ level: 'silent' }));
    t.after(async () => {
      redis.close();
      await server[Symbol.asyncDispose]();
    });
    await untilReady(redis);
    const results = sharedResults(redis.client, keyOf);
    results.write('key', cached, 60_000);
    await until(async () => (await redis.client.dbSize()) === 1, 'Nothing was stored.');
    const [name = ''] = await redis.client.keys('*');
    const text = (await redis.client.get(name)) ?? '';
    return { redis, results, name, text };
  }

  test('is what a gateway of the workspace wrote under that key, and nothing else', async (t) => {
    const { redis, results, name, text } = await store(t);
    assert.deepEqual(await results.read('key'), cached);
    assert.doesNotMatch(name, /key|workspace/);

    results.write('other', cached, 60_000);
    await until(async () => (await redis.client.dbSize()) === 2, 'Nothing was stored.');
    const other = (await redis.client.keys('*')).find((one) => one !== name) ?? '';
    const forged = [
      text.replace('[1]', '[2]'),
      text.replace(/^\S+/, 'x'.repeat(43)),
      (await redis.client.get(other)) ?? '',
      JSON.stringify(cached),
      '',
      'null',
      ' ',
      text.slice(0, -1),
    ];
    for (const value of forged) {
      await redis.client.set(name, value);
      assert.equal(await results.read('key'), undefined, value.slice(0, 80));
    }
    await redis.client.set(name, text);
    assert.deepEqual(await results.read('key'), cached);
  });

  test('is not computed in the future, and has the form of a result', async (t) => {
    const { redis, results } = await store(t);
    for (const value of [
      { result: [1], computedAt: Date.now() + 60_000 },
      { result: [1], computedAt: '2024' },
      { result: 1, computedAt: 1 },
      { computedAt: 1 },
      null,
      [],
    ]) {
      await redis.client.flushAll();
      results.write('key', value as never, 60_000);
      await until(async () => (await redis.client.dbSize()) === 1, 'Nothing was stored.');
      assert.equal(await results.read('key'), undefined, JSON.stringify(value));
    }
  });
});
