import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { permission, user, type Documents } from '../support/documents.js';
import { administrator, startTestGateway, type TestGateway } from '../support/gateway.js';
import { signedIn } from '../support/viewers.js';
import { post, restBase, send, times, type GraphqlResponse } from './requests.js';

const viewerIds = ['admin', 'second', 'third', 'fourth', 'fifth'];
const documents: Documents = {
  users: viewerIds.map((_id) => user({ _id, token: `token of ${_id}`, roles: ['admin'] })),
  rocketchat_permissions: [permission('view-engagement-dashboard', ['admin'])],
};

/** A question that costs eight days of records, a different one for each number. */
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

  it('are spent by what the database is asked, and not by answers that are kept', async () => {
    for (const number of [0, 1, 2]) assert.equal((await run(number, 'admin')).status, 200);
    assertTooMany(await run(3, 'admin'), 'QUERY_COST_LIMIT');
    for (const number of [2, 1, 0]) assert.equal((await run(number, 'admin')).status, 200);
    assertTooMany(await run(3, 'admin'), 'QUERY_COST_LIMIT');
  });

  it('are each viewer’s own', async () => {
    assert.equal((await run(3, 'second')).status, 200);
    // Now it is kept, for whoever has spent theirs as well.
    assert.equal((await run(3, 'admin')).status, 200);
  });

  it('are spent by every alias of an operation', async () => {
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

  it('are not spent by what is refused before the database is asked', async () => {
    for (let asked = 0; asked < 5; asked += 1) {
      await post(gateway, { query: `{ ${times(40, `a#: ${eightDays(9)}`)} }` }, signedIn('fourth'));
      const long = 'start: "2020-01-01T00:00:00Z", end: "2024-01-01T00:00:00Z"';
      await post(gateway, { query: `{ messageOrigins(${long}) { type } }` }, signedIn('fourth'));
    }
    assert.equal((await run(9, 'fourth')).status, 200);
  });

  it('have nothing to do with the calls of the REST paths, either way', async () => {
    const from = { 'x-forwarded-for': '192.0.2.77' };
    const call = (viewer: string) =>
      send(gateway, restPath, { headers: { ...signedIn(viewer), ...from } });
    // This viewer has spent everything, and all of it counts for no call.
    assertTooMany(
      await post(gateway, { query: `{ ${eightDays(10)} }` }, { ...signedIn('admin'), ...from }),
      'QUERY_COST_LIMIT',
    );
    for (let left = 9; left >= 0; left -= 1) {
      const { status, headers } = await call('admin');
      assert.deepEqual([status, headers.get('x-ratelimit-remaining')], [200, String(left)]);
    }
    assert.equal((await call('fifth')).status, 429);
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
    for (let asked = 0; asked < 3; asked += 1) {
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
    assert.equal((await run(signedIn('nobody'))).status, 401);
    assert.equal((await run({}, '{ __typename }')).status, 200);
    assertTooMany(await run(), 'ANONYMOUS_RATE_LIMIT');
    assertTooMany(await run(signedIn('admin', 'another guess')), 'ANONYMOUS_RATE_LIMIT');
    assertTooMany(await run({}, '{ __typename }'), 'ANONYMOUS_RATE_LIMIT');
    assert.equal((await neighbour()).status, 401);
  });

  it('do not keep a valid viewer from asking at that address', async () => {
    const run = newAddress();
    for (let asked = 0; asked < 6; asked += 1) await run();
    assertTooMany(await run(), 'ANONYMOUS_RATE_LIMIT');
    for (let asked = 0; asked < 6; asked += 1) {
      assert.equal((await run(administrator)).status, 200);
    }
  });

  it('are not the calls of the REST paths', async () => {
    const run = newAddress();
    const headers = { 'x-forwarded-for': `198.51.100.${addresses}` };
    for (let called = 0; called < 6; called += 1) {
      assert.equal((await send(gateway, restPath, { headers })).status, 401);
    }
    for (let asked = 0; asked < 4; asked += 1) assert.equal((await run()).status, 401);
    assertTooMany(await run(), 'ANONYMOUS_RATE_LIMIT');
    assert.equal((await send(gateway, restPath, { headers })).status, 401);
  });

  it('are counted at the address that the trusted proxy saw, whatever else is claimed', async () => {
    for (let asked = 0; asked < 4; asked += 1) {
      await newAddress()({ 'x-forwarded-for': `203.0.113.${asked}, 192.0.2.1` });
    }
    assertTooMany(
      await newAddress()({ 'x-forwarded-for': '203.0.113.9, 192.0.2.1' }),
      'ANONYMOUS_RATE_LIMIT',
    );
  });
});
