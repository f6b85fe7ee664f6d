import assert from 'node:assert/strict';
import { after, before, describe, it, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  dayOfMessages,
  permission,
  room,
  session,
  user,
  type Documents,
} from '../support/documents.js';
import { engagementFields } from '../support/engagement-queries.js';
import { administrator, startTestGateway, type TestGateway } from '../support/gateway.js';
import { signedIn } from '../support/viewers.js';
import { post, restBase, send, times, type GraphqlResponse } from './requests.js';

const viewerIds = ['admin', 'second', 'third', 'fourth', 'fifth', 'sixth'];
const documents: Documents = {
  users: [
    ...viewerIds.map((_id) => user({ _id, token: `token of ${_id}`, roles: ['admin'] })),
    user({ _id: 'member', token: 'token of member', roles: ['user'] }),
  ],
  rocketchat_permissions: [permission('view-engagement-dashboard', ['admin'])],
};

/** A query that costs eight days of records, a different one for each number. */
const eightDays = (number: number) =>
  `chatBusierWeekly(start: "2023-${String((number % 12) + 1).padStart(2, '0')}-15T00:00:00Z") { users }`;

const restPath = `${restBase}/messages/origin?start=2024-03-05T00:00:00.000Z&end=2024-03-05T00:00:00.000Z`;

function assertTooMany({ status, headers, errors, text }: GraphqlResponse, setting: string): void {
  assert.equal(status, 429, text);
  const [error] = errors ?? [];
  assert.deepEqual(error?.extensions, { code: 'TOO_MANY_REQUESTS' });
  const seconds = Number(headers.get('retry-after'));
  assert.ok(Number.isInteger(seconds) && seconds >= 1 && seconds <= 60, `${seconds} s`);
  assert.match(
    error.message,
    new RegExp(`\\(${setting}\\)\\. Try again in ${seconds} seconds\\.$`),
  );
}

describe('a viewer’s days of records in a minute', () => {
  let gateway: TestGateway;
  before(async () => {
    gateway = await startTestGateway({
      QUERY_COST_LIMIT: '24',
      ANSWER_CACHE_MS: '600000',
      SETTLED_ANSWER_CACHE_MS: '600000',
      RATE_LIMIT_CALLS: '10',
      TRUSTED_PROXIES: '1',
    });
    await gateway.db.fill(documents);
  });
  after(() => gateway[Symbol.asyncDispose]());
  const run = (number: number, viewer: string) =>
    post(gateway, { query: `{ ${eightDays(number)} }` }, signedIn(viewer));

  it('are consumed by reads of the database, and not by cached results', async () => {
    for (const number of [0, 1, 2]) assert.equal((await run(number, 'admin')).status, 200);
    assertTooMany(await run(3, 'admin'), 'QUERY_COST_LIMIT');
    for (const number of [2, 1, 0]) assert.equal((await run(number, 'admin')).status, 200);
    assertTooMany(await run(3, 'admin'), 'QUERY_COST_LIMIT');
  });

  it('are each viewer’s own', async () => {
    assert.equal((await run(3, 'second')).status, 200);
    // Now it is cached, also for viewers above their limit.
    assert.equal((await run(3, 'admin')).status, 200);
  });

  it('are consumed by every alias of an operation', async () => {
    const { status, text } = await post(
      gateway,
      {
        query: `{ ${[4, 5, 6, 7].map((number) => `a${number}: ${eightDays(number)}`).join(' ')} }`,
      },
      signedIn('third'),
    );
    assert.equal(status, 429, text);
    assertTooMany(await run(8, 'third'), 'QUERY_COST_LIMIT');
  });

  it('are not consumed by requests that are rejected before a query', async () => {
    for (let attempt = 0; attempt < 5; attempt += 1) {
      await post(gateway, { query: `{ ${times(40, `a#: ${eightDays(9)}`)} }` }, signedIn('fourth'));
      const long = 'start: "2020-01-01T00:00:00Z", end: "2024-01-01T00:00:00Z"';
      await post(gateway, { query: `{ messageOrigins(${long}) { type } }` }, signedIn('fourth'));
    }
    assert.equal((await run(9, 'fourth')).status, 200);
  });

  it('are consumed by the calls of the REST paths, in the form of these', async () => {
    const path = (day: number) =>
      `${restBase}/users/chat-busier/weekly-data?start=2022-0${day}-15T00:00:00.000Z`;
    const call = (day: number) => send(gateway, path(day), { headers: signedIn('sixth') });
    for (const day of [1, 2, 3]) assert.equal((await call(day)).status, 200);
    const { status, text, headers } = await call(4);
    assert.equal(status, 429);
    assert.match(
      text,
      /^\{"success":false,"error":"Error, too many requests\. .* wait \d+ seconds .*\[error-too-many-requests\]"\}$/,
    );
    assert.match(headers.get('retry-after') ?? '', /^\d+$/);
    assert.equal((await call(3)).status, 200);
    assertTooMany(await run(11, 'sixth'), 'QUERY_COST_LIMIT');
  });

  it('are consumed by requests of a viewer without the permission', async () => {
    const forbidden = () => post(gateway, { query: `{ ${eightDays(0)} }` }, signedIn('member'));
    for (let attempt = 0; attempt < 2; attempt += 1) assert.equal((await forbidden()).status, 403);
    assertTooMany(await forbidden(), 'QUERY_COST_LIMIT');
  });

  it('leave the calls of the REST paths to others of that address', async () => {
    const from = { 'x-forwarded-for': '192.0.2.77' };
    const call = (viewer: string) =>
      send(gateway, restPath, { headers: { ...signedIn(viewer), ...from } });
    // This viewer has consumed everything, and none of that counts as a call.
    assertTooMany(
      await post(gateway, { query: `{ ${eightDays(10)} }` }, { ...signedIn('admin'), ...from }),
      'QUERY_COST_LIMIT',
    );
    for (let left = 9; left >= 0; left -= 1) {
      const { status, headers } = await call('fifth');
      assert.deepEqual([status, headers.get('x-ratelimit-remaining')], [200, String(left)]);
    }
    assert.equal((await call('second')).status, 429);
    const result = await post(
      gateway,
      { query: `{ ${eightDays(10)} }` },
      { ...signedIn('fifth'), ...from },
    );
    assert.equal(result.status, 200);
  });

  it('are without limit for 0', async () => {
    await using unlimited = await startTestGateway({ QUERY_COST_LIMIT: '0' });
    await unlimited.db.fill(documents);
    const all = {
      query: `{ ${Array.from({ length: 12 }, (_, at) => `a${at}: ${eightDays(at)}`).join(' ')} }`,
    };
    for (let attempt = 0; attempt < 3; attempt += 1) {
      assert.equal((await post(unlimited, all, administrator)).status, 200);
    }
  });
});

describe('requests in a minute without a valid viewer', () => {
  let gateway: TestGateway;
  let addresses = 0;
  before(async () => {
    gateway = await startTestGateway({ ANONYMOUS_RATE_LIMIT: '4', TRUSTED_PROXIES: '1' });
    await gateway.db.fill(documents);
  });
  after(() => gateway[Symbol.asyncDispose]());

  /** An address of its own, so that no test uses up another's. */
  function newAddress() {
    addresses += 1;
    const address = `198.51.100.${addresses}`;
    return (headers = {}, query = `{ ${eightDays(0)} }`) =>
      post(gateway, { query }, { 'x-forwarded-for': address, ...headers });
  }

  it('are counted by address, however they guess', async () => {
    const [run, neighbour] = [newAddress(), newAddress()];
    assert.equal((await run()).status, 401);
    assert.equal((await run(signedIn('admin', 'guess'))).status, 401);
    assert.equal((await run(signedIn('unknown'))).status, 401);
    assert.equal((await run({}, '{ __typename }')).status, 200);
    assertTooMany(await run(), 'ANONYMOUS_RATE_LIMIT');
    assertTooMany(await run(signedIn('admin', 'another guess')), 'ANONYMOUS_RATE_LIMIT');
    assertTooMany(await run({}, '{ __typename }'), 'ANONYMOUS_RATE_LIMIT');
    assert.equal((await neighbour()).status, 401);
  });

  it('do not affect a valid viewer at that address', async () => {
    const run = newAddress();
    for (let attempt = 0; attempt < 6; attempt += 1) await run();
    assertTooMany(await run(), 'ANONYMOUS_RATE_LIMIT');
    for (let attempt = 0; attempt < 6; attempt += 1) {
      assert.equal((await run(administrator)).status, 200);
    }
  });

  it('are not the calls of the REST paths', async () => {
    const run = newAddress();
    const headers = { 'x-forwarded-for': `198.51.100.${addresses}` };
    for (let called = 0; called < 6; called += 1) {
      assert.equal((await send(gateway, restPath, { headers })).status, 401);
    }
    for (let attempt = 0; attempt < 4; attempt += 1) assert.equal((await run()).status, 401);
    assertTooMany(await run(), 'ANONYMOUS_RATE_LIMIT');
    assert.equal((await send(gateway, restPath, { headers })).status, 401);
  });

  it('are counted at the address that the trusted proxy saw, whatever else is claimed', async () => {
    for (let attempt = 0; attempt < 4; attempt += 1) {
      await newAddress()({ 'x-forwarded-for': `203.0.113.${attempt}, 192.0.2.1` });
    }
    assertTooMany(
      await newAddress()({ 'x-forwarded-for': '203.0.113.9, 192.0.2.1' }),
      'ANONYMOUS_RATE_LIMIT',
    );
  });
});

describe('look-ups of viewers for clients above a limit', () => {
  const window = { ANONYMOUS_RATE_LIMIT: '4', RATE_LIMIT_CALLS: '4', VIEWER_CACHE_MS: '0' };

  /** A gateway, and how often it has looked up a viewer. */
  async function counting(t: TestContext) {
    let lookUps = 0;
    const gateway = await startTestGateway(window, {
      intercept: ({ name, command }) => {
        if (name === 'find' && command.find === 'users') lookUps += 1;
        return undefined;
      },
    });
    t.after(() => gateway[Symbol.asyncDispose]());
    await gateway.db.fill({
      users: [user({ _id: 'admin', token: 'token of admin', roles: ['admin', 'exempt'] })],
      rocketchat_permissions: [
        permission('view-engagement-dashboard', ['admin']),
        permission('api-bypass-rate-limit', ['exempt']),
      ],
    });
    return { gateway, lookUps: () => lookUps };
  }

  const endpoints = {
    GraphQL: (gateway: TestGateway, headers: Record<string, string>) =>
      post(gateway, { query: `{ ${eightDays(0)} }` }, headers),
    REST: (gateway: TestGateway, headers: Record<string, string>) =>
      send(gateway, restPath, { headers }),
  };
  for (const [endpoint, call] of Object.entries(endpoints)) {
    it(`are at most one per second, by ${endpoint}`, async (t) => {
      const { gateway, lookUps } = await counting(t);
      const start = performance.now();
      const guesses = Array.from({ length: 100 }, (_, index) =>
        call(gateway, signedIn('admin', `guess ${index}`)),
      );
      const statuses = (await Promise.all(guesses)).map(({ status }) => status);
      const seconds = Math.ceil((performance.now() - start) / 1000);
      assert.equal(statuses.filter((status) => status === 401).length, 4);
      assert.equal(statuses.filter((status) => status === 429).length, 96);
      assert.ok(lookUps() <= 4 + seconds, `${lookUps()} look-ups`);

      // A valid viewer has one of those, and is remembered from then on.
      let result = await call(gateway, administrator);
      while (result.status === 429) {
        await sleep(200);
        result = await call(gateway, administrator);
      }
      for (let attempt = 0; attempt < 10; attempt += 1) {
        assert.equal((await call(gateway, administrator)).status, 200);
        assert.equal((await call(gateway, signedIn('admin', `${attempt}`))).status, 429);
      }
    });
  }
});

describe('what each of our own metrics costs', () => {
  const limit = 200;
  const week = 'period: { dates: { start: "2024-03-04", end: "2024-03-10" } }';
  const comparedWeek = `${week}, comparison: {}`;
  const [daily, hourly] = ['(bucket: { unit: DAY })', '(bucket: { unit: HOUR })'];

  /** A day of records costs 1, in both periods; so do 24 buckets, of which one more is counted. */
  const rows: readonly (readonly [cost: number, args: string, field: string])[] = [
    [7 + 1, week, `onlineUsers${daily} { total }`],
    [7 + 8, week, `onlineUsers${hourly} { total }`],
    [14 + 1, comparedWeek, `onlineUsers${daily} { total }`],
    [14 + 15, comparedWeek, `onlineUsers${hourly} { total }`],
    [7 + 8, week, `peakConcurrentUsers${hourly} { total }`],
    [7 + 1, week, `newUsers${daily} { total }`],
    [14 + 1, comparedWeek, `newUsers${daily} { total }`],
    [7 + 1, week, `messages${daily} { total }`],
    [14 + 1, comparedWeek, `messages${daily} { total }`],
    [7, week, 'messagesByRoomType { types { type } }'],
    [14, comparedWeek, 'messagesByRoomType { types { type } }'],
    // Users, and again those of each hour of the clock.
    [14, week, 'onlineHours { days { date } }'],
    // And the 29 days before, of which the month of the first day consists.
    [7 + 29, week, 'activeUsers { days { date } }'],
    // And six weeks that are followed, with the rows of at most two cohorts.
    [7 + 42 + 1, week, 'retention { cohorts { size } }'],
    [7 + 24 + 8, week, 'retention(unit: DAY, periods: 24) { cohorts { size } }'],
    // The messages of all rooms, and those of each.
    [7 + 7, week, 'rooms { total }'],
    [7 + 14, comparedWeek, 'rooms { total }'],
    [7 + 7 + 50, week, 'rooms(hideInactive: false) { total }'],
    // Two rooms have fourteen numbers, less than 24 buckets.
    [7 + 7 + 7 + 1, week, 'rooms { rooms { daily } }'],
    // Every field is charged.
    [8 + 8, week, `onlineUsers${daily} { total } newUsers${daily} { total }`],
    [3, '', 'today { date }'],
    [1, '', 'workspace { timeZone }'],
  ];

  /** A query of old metrics that costs as much. */
  const filler = (cost: number) => {
    const end = new Date(Date.UTC(2023, 0, cost)).toISOString();
    return `messageOrigins(start: "2023-01-01T00:00:00Z", end: "${end}") { type }`;
  };
  const queryOf = ([, args, field]: (typeof rows)[number]) =>
    args ? `engagement(${args}) { ${field} }` : field;

  let gateway: TestGateway;
  before(async () => {
    gateway = await startTestGateway({
      QUERY_COST_LIMIT: String(limit),
      DAY_CACHE_MB: '16',
      VIEWER_CACHE_MS: '60000',
    });
    await gateway.db.fill({
      ...documents,
      users: rows.flatMap((_, row) =>
        ['exact', 'above'].map((kind) => {
          const _id = `${kind}-${row}`;
          return user({ _id, token: `token of ${_id}`, roles: ['admin'] });
        }),
      ),
      rocketchat_sessions: ['04', '05', '06'].map((day) =>
        session({ loginAt: `2024-03-${day}T10:00:00Z`, closedAt: `2024-03-${day}T11:00:00Z` }),
      ),
      rocketchat_analytics: ['general', 'random'].map((_id) =>
        dayOfMessages({ room: { _id }, date: 20240305, messages: 3 }),
      ),
      rocketchat_room: [room({ _id: 'general' }), room({ _id: 'random' })],
    });
  });
  after(() => gateway[Symbol.asyncDispose]());

  for (const [row, [cost, args, field]] of rows.entries()) {
    const what = `${field}${args.includes('comparison') ? ', compared' : ''}`;
    it(`is ${cost} for ${what}, also when its days are cached`, async () => {
      const query = queryOf([cost, args, field]);
      const run = (viewer: string, selection: string) =>
        post(gateway, { query: `{ ${selection} }` }, signedIn(`${viewer}-${row}`));
      const exact = await run('exact', `${filler(limit - cost)} ${query}`);
      assert.equal(exact.status, 200, exact.text);
      assertTooMany(await run('exact', 'workspace { timeZone }'), 'QUERY_COST_LIMIT');
      assert.equal((await run('above', filler(limit - cost + 1))).status, 200);
      assertTooMany(await run('above', query), 'QUERY_COST_LIMIT');
    });
  }

  it('is tested for every metric', () => {
    const tested = rows.map(([, , field]) => /^\w+/.exec(field)?.[0]);
    assert.deepEqual(
      [...new Set(tested)].sort(),
      [...engagementFields, 'today', 'workspace'].sort(),
    );
  });
});
