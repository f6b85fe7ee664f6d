import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { administrator, people, startTestGateway, type TestGateway } from '../support/gateway.js';
import { restBase, send, type Init } from './requests.js';

const graphql: Init = {
  method: 'POST',
  headers: { 'content-type': 'application/json', ...administrator },
  body: '{"query":"{ __typename }"}',
};
const hourly = `${restBase}/users/chat-busier/hourly-data?start=2024-03-05T00:00:00.000Z`;

/** Answers of every kind: of both endpoints, of neither, and before either. */
const results: [status: number, path: string, init?: Init][] = [
  [200, '/graphql', graphql],
  [200, '/graphql', { ...graphql, body: '{"query":"{"}' }],
  [400, '/graphql', { ...graphql, body: '{"query":' }],
  [400, '/graphql'],
  [
    401,
    '/graphql',
    {
      ...graphql,
      headers: { 'content-type': 'application/json' },
      body: '{"query":"{ chatBusierHourly(start: \\"2024-03-05T00:00:00Z\\") { hour } }"}',
    },
  ],
  [413, '/graphql', { ...graphql, body: 'x'.repeat(100_001) }],
  [415, '/graphql', { ...graphql, headers: { 'content-type': 'text/csv' } }],
  [404, '/graphql', { method: 'DELETE' }],
  [200, hourly, { headers: administrator }],
  [200, hourly, { method: 'HEAD', headers: administrator }],
  [200, hourly, { method: 'OPTIONS' }],
  [400, hourly.replace(/\?.*/, ''), { headers: administrator }],
  [401, hourly],
  [405, hourly, { method: 'POST' }],
  [404, `${restBase}/other`],
  [404, '/'],
  [404, '/%'],
  [200, '/health'],
  [200, '/ready'],
  [200, '/openapi.json'],
];

async function start(environment: Record<string, string> = {}): Promise<TestGateway> {
  const gateway = await startTestGateway(environment);
  await gateway.db.fill(people);
  return gateway;
}

describe('every answer', () => {
  let gateway: TestGateway;
  before(async () => {
    gateway = await start({ TRUSTED_PROXIES: '1' });
  });
  after(() => gateway[Symbol.asyncDispose]());

  for (const [status, path, init] of results) {
    it(`${status} of ${init?.method ?? 'GET'} ${path} lets a browser do nothing with it`, async () => {
      const result = await send(gateway, path, {
        ...init,
        headers: { ...init?.headers, origin: 'https://example.com' },
      });
      assert.equal(result.status, status, result.text);
      const { headers } = result;
      assert.match(headers.get('content-security-policy') ?? '', /^default-src 'none';/);
      assert.match(headers.get('content-security-policy') ?? '', /frame-ancestors 'none'/);
      assert.equal(headers.get('x-content-type-options'), 'nosniff');
      assert.match(headers.get('strict-transport-security') ?? '', /max-age=\d{7,}/);
      assert.equal(headers.get('cross-origin-resource-policy'), 'same-origin');
      assert.match(headers.get('x-request-id') ?? '', /^[\da-f]{32}$/);
      for (const name of ['x-powered-by', 'server', 'set-cookie'])
        assert.ok(!headers.has(name), name);
      const cors = [...headers.keys()].filter((name) => name.startsWith('access-control-'));
      assert.deepEqual(cors, []);
    });
  }

  it('has the id that the request came with, where it can stand in a log', async () => {
    const echoed = async (path: string, id: string) => {
      const { headers } = await send(gateway, path, { headers: { 'x-request-id': id } });
      return headers.get('x-request-id') === id;
    };
    for (const path of ['/graphql', hourly, '/other']) {
      assert.ok(await echoed(path, 'a1.B2:c-3_'));
      for (const id of ['a b', '<script>', '{"a":1}', 'x'.repeat(129), 'ä', '']) {
        assert.ok(!(await echoed(path, id)), id);
      }
    }
    assert.ok(gateway.log.some((line) => line.includes('"requestId":"a1.B2:c-3_"')));
  });
});

describe('a page of another origin', () => {
  const ours = 'https://dashboard.example.com';
  let gateway: TestGateway;
  before(async () => {
    gateway = await start({ CORS_ORIGINS: `${ours},https://other.example.com:8443` });
  });
  after(() => gateway[Symbol.asyncDispose]());

  const preflight = (path: string, origin: string, method: string, headers: string) =>
    send(gateway, path, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': method,
        'access-control-request-headers': headers,
      },
    });
  const list = (headers: globalThis.Headers, name: string) =>
    (headers.get(name) ?? '').split(/, */).map((item) => item.toLowerCase());

  it('may call both endpoints with a token when it is listed', async () => {
    for (const [path, method, names] of [
      ['/graphql', 'POST', ['content-type', 'x-auth-token', 'x-user-id']],
      [hourly, 'GET', ['x-auth-token', 'x-user-id']],
    ] as const) {
      const { status, headers } = await preflight(path, ours, method, names.join(','));
      assert.equal(status, 204);
      assert.equal(headers.get('access-control-allow-origin'), ours);
      assert.ok(list(headers, 'access-control-allow-methods').includes(method.toLowerCase()));
      const allowed = list(headers, 'access-control-allow-headers');
      for (const name of names) assert.ok(allowed.includes(name), name);
      assert.ok(!headers.has('access-control-allow-credentials'));
    }
    for (const [path, init] of [
      ['/graphql', graphql],
      [hourly, { headers: administrator }],
    ] as const) {
      const { status, headers } = await send(gateway, path, {
        ...init,
        headers: { ...init.headers, origin: ours },
      });
      assert.equal(status, 200);
      assert.equal(headers.get('access-control-allow-origin'), ours);
      assert.ok(list(headers, 'vary').includes('origin'));
      assert.ok(list(headers, 'access-control-expose-headers').includes('retry-after'));
    }
  });

  it('may not when it is not, however like a listed one it looks', async () => {
    for (const origin of [
      'https://example.com',
      'http://dashboard.example.com',
      'https://dashboard.example.com.example.org',
      'https://dashboard.example.com:444',
      'https://other.example.com',
      'null',
    ]) {
      for (const { headers } of [
        await preflight('/graphql', origin, 'POST', 'content-type'),
        await preflight(hourly, origin, 'GET', 'x-auth-token'),
        await send(gateway, '/graphql', { ...graphql, headers: { ...graphql.headers, origin } }),
        await send(gateway, hourly, { headers: { ...administrator, origin } }),
      ]) {
        assert.ok(!headers.has('access-control-allow-origin'), origin);
      }
    }
  });
});
