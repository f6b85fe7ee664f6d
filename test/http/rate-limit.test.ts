import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { permission, user, type Documents } from '../support/documents.js';
import {
  administrator,
  startTestGateway,
  type RequestHeaders,
  type RestResult,
  type TestGateway,
} from '../support/gateway.js';
import { signedIn } from '../support/viewers.js';
import { metrics, url } from './metrics.js';

const documents: Documents = {
  users: [
    user({ _id: 'admin', token: 'token of admin', roles: ['admin'] }),
    user({ _id: 'member', token: 'token of member' }),
    user({ _id: 'exempt', token: 'token of exempt', roles: ['admin', 'bot'] }),
    user({ _id: 'robot', token: 'token of robot', roles: ['bot'] }),
    user({ _id: 'visitor', token: 'token of visitor', roles: ['bot', 'guest'] }),
  ],
  rocketchat_permissions: [
    permission('view-engagement-dashboard', ['admin']),
    permission('api-bypass-rate-limit', ['bot']),
  ],
};

const path = '/users/chat-busier/hourly-data';
const valid = `${path}?start=2024-03-05T00:00:00.000Z`;

const limitHeaders = ({ headers }: RestResult) =>
  ['x-ratelimit-limit', 'x-ratelimit-remaining', 'x-ratelimit-reset', 'retry-after'].map((name) =>
    headers.get(name),
  );

/** The answers' statuses and what was left after each. */
const tally = (results: readonly RestResult[]) =>
  results.map(({ status, headers }) => [status, headers.get('x-ratelimit-remaining')]);

async function start(environment: Record<string, string>): Promise<TestGateway> {
  const gateway = await startTestGateway(environment);
  await gateway.db.fill(documents);
  return gateway;
}

async function callTimes(times: number, call: () => Promise<RestResult>): Promise<RestResult[]> {
  const results: RestResult[] = [];
  for (let made = 0; made < times; made += 1) results.push(await call());
  return results;
}

describe('ten calls a minute to one path from one address', () => {
  let gateway: TestGateway;
  let addresses = 0;
  before(async () => {
    gateway = await start({
      RATE_LIMIT_CALLS: '10',
      RATE_LIMIT_WINDOW_MS: '60000',
      TRUSTED_PROXIES: '1',
    });
  });
  after(() => gateway[Symbol.asyncDispose]());

  /** Calls from an address of their own, so that no test uses up another's. */
  function newAddress() {
    addresses += 1;
    const address = `192.0.2.${addresses}`;
    return (headers: RequestHeaders = administrator, target = valid, method = 'GET') =>
      gateway.rest(target, { ...headers, 'x-forwarded-for': address }, method);
  }

  it('are counted down, and the eleventh gets the time to wait', async () => {
    const call = newAddress();
    const begun = Date.now();
    const results = await callTimes(10, call);
    for (const [index, result] of results.entries()) {
      const [limit, remaining, reset, retryAfter] = limitHeaders(result);
      assert.deepEqual([result.status, limit, remaining], [200, '10', String(9 - index)]);
      assert.match(reset ?? '', /^\d{13}$/);
      const wait = Number(reset) - begun;
      assert.ok(wait >= 60_000 && wait <= 60_000 + Date.now() - begun, `resets in ${wait} ms`);
      assert.equal(retryAfter, null);
    }

    const eleventh = await call();
    const [limit, remaining, reset, retryAfter] = limitHeaders(eleventh);
    assert.deepEqual([eleventh.status, limit, remaining], [429, '10', '0']);
    assert.equal(eleventh.headers.get('content-type'), 'application/json');
    assert.equal(
      eleventh.text,
      `{"success":false,"error":"Error, too many requests. Please slow down. You must wait ${retryAfter ?? ''} seconds before trying this endpoint again. [error-too-many-requests]"}`,
    );
    const seconds = Number(retryAfter);
    assert.ok(Number.isInteger(seconds) && seconds > 30 && seconds <= 60, `${seconds} s`);
    // N is the time left, rounded up; the clock has gone on a little since it was read.
    assert.ok(Math.abs(Number(reset) - Date.now() - seconds * 1000) < 2_000);
    assert.equal((await call()).status, 429);
  });

  it('are counted before any client gets 401, 403 or 400', async () => {
    const call = newAddress();
    const calls = [
      () => call({}),
      () => call(signedIn('admin', 'wrong')),
      () => call(signedIn('member')),
      () => call(administrator, path),
      () => call(administrator, `${path}?start=x`),
    ];
    const results = [];
    for (const rejected of [...calls, ...calls, ...calls]) results.push(await rejected());
    assert.deepEqual(tally(results), [
      ...[401, 401, 403, 400, 400, 401, 401, 403, 400, 400].map((status, index) => [
        status,
        String(9 - index),
      ]),
      ...Array.from({ length: 5 }, () => [429, '0']),
    ]);
  });

  it('are HEAD as well as GET', async () => {
    const call = newAddress();
    const heads = await callTimes(6, () => call(administrator, valid, 'HEAD'));
    assert.equal(heads[5]?.headers.get('x-ratelimit-remaining'), '4');
    await callTimes(4, call);
    const over = await call(administrator, valid, 'HEAD');
    assert.deepEqual([over.status, over.text], [429, '']);
    assert.notEqual(over.headers.get('retry-after'), null);
  });

  it('are neither other methods nor paths that do not exist', async () => {
    const call = newAddress();
    for (const method of ['POST', 'OPTIONS', 'DELETE']) {
      const { headers } = await call(administrator, valid, method);
      assert.equal(headers.get('x-ratelimit-limit'), null, method);
    }
    assert.equal((await call(administrator, `${path}x`)).headers.get('x-ratelimit-limit'), null);
    assert.deepEqual(tally([await call()]), [[200, '9']]);
  });

  it('are counted for each of the nine paths by itself', async () => {
    const call = newAddress();
    for (const metric of metrics) {
      const target = url(metric, metric.parameters);
      const results = await callTimes(2, () => call(administrator, target));
      assert.deepEqual(
        tally(results),
        [
          [200, '9'],
          [200, '8'],
        ],
        metric.path,
      );
    }
  });

  it('are counted once each when they come together', async () => {
    const call = newAddress();
    const results = await Promise.all(Array.from({ length: 14 }, () => call()));
    assert.equal(results.filter(({ status }) => status === 429).length, 4);
  });

  it('do not bind the exempt, who use up nothing', async () => {
    const call = newAddress();
    for (const [viewer, status] of [
      ['exempt', 200],
      ['robot', 403],
    ] as const) {
      for (const result of await callTimes(12, () => call(signedIn(viewer)))) {
        assert.equal(result.status, status);
        assert.deepEqual(limitHeaders(result), [null, null, null, null]);
      }
    }
    assert.deepEqual(tally([await call()]), [[200, '9']]);

    await callTimes(10, call);
    assert.deepEqual(tally([await call(signedIn('exempt'))]), [[200, null]]);
    assert.deepEqual(tally([await call()]), [[429, '0']]);
  });

  it('leave an exempt viewer the look-up that one beyond the limit does not need', async () => {
    await using own = await start({ RATE_LIMIT_CALLS: '1', VIEWER_CACHE_MS: '60000' });
    const statuses: number[] = [];
    for (const name of ['admin', 'admin', 'exempt']) {
      statuses.push((await own.rest(valid, signedIn(name))).status);
    }
    assert.deepEqual(statuses, [200, 429, 200]);
  });

  it('apply to an anonymous client, and to one that claims to be exempt without the token', async () => {
    const call = newAddress();
    await callTimes(10, () => call(signedIn('visitor')));
    assert.deepEqual(
      tally([await call(signedIn('visitor')), await call(signedIn('exempt', 'wrong'))]),
      [
        [429, '0'],
        [429, '0'],
      ],
    );
  });

  it('are those of the address that the trusted proxy saw, whatever else is claimed', async () => {
    const call = (claimed: number) =>
      gateway.rest(valid, {
        ...administrator,
        'x-forwarded-for': `203.0.113.${claimed}, 198.51.100.7`,
        'x-real-ip': `203.0.113.${claimed}`,
        forwarded: `for=203.0.113.${claimed}`,
      });
    for (let claimed = 0; claimed < 10; claimed += 1) await call(claimed);
    assert.equal((await call(10)).status, 429);
  });
});

describe('the address of a client', () => {
  const forwarded = '203.0.113.1, 203.0.113.2, 203.0.113.3';
  const changes = {
    '0': [{ other: '203.0.113.9', isSame: true }],
    '2': [
      { other: '203.0.113.9, 203.0.113.2, 203.0.113.3', isSame: true },
      { other: '203.0.113.1, 203.0.113.2, 203.0.113.9', isSame: true },
      { other: '203.0.113.1, 203.0.113.9, 203.0.113.3', isSame: false },
    ],
  };
  for (const [proxies, cases] of Object.entries(changes)) {
    it(`behind ${proxies} proxies is that many from the right, the socket's own for none`, async () => {
      await using gateway = await start({ RATE_LIMIT_CALLS: '1', TRUSTED_PROXIES: proxies });
      for (const [index, { other, isSame }] of cases.entries()) {
        const call = (addresses: string) =>
          gateway.rest(metrics[index]?.path ?? '', { 'x-forwarded-for': addresses });
        assert.equal((await call(forwarded)).status, 401);
        assert.equal((await call(other)).status, isSame ? 429 : 401, other);
      }
    });
  }
});

describe('the setting of the limit', () => {
  it('opens a new window when the old one has passed', async () => {
    await using gateway = await start({ RATE_LIMIT_CALLS: '1', RATE_LIMIT_WINDOW_MS: '1000' });
    // The first call of all is slow; the window under test begins with the second.
    await gateway.rest('/messages/origin', administrator);
    assert.equal((await gateway.rest(valid, administrator)).status, 200);
    const over = await gateway.rest(valid, administrator);
    assert.deepEqual([over.status, over.headers.get('retry-after')], [429, '1']);
    assert.match(over.text, /You must wait 1 seconds before/);
    await sleep(Number(over.headers.get('x-ratelimit-reset')) - Date.now() + 20);
    assert.deepEqual(tally([await gateway.rest(valid, administrator)]), [[200, '0']]);
  });

  it('turns it off with 0, headers and all', async () => {
    await using gateway = await start({ RATE_LIMIT_CALLS: '0' });
    const results = await callTimes(12, () => gateway.rest(valid, administrator));
    assert.deepEqual(
      results.map((result) => [result.status, ...limitHeaders(result)]),
      results.map(() => [200, null, null, null, null]),
    );
  });
});
