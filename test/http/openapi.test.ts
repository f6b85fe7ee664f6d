import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { Long } from 'mongodb';
import type { Interceptor } from '../../embedded/wire/server.js';
import { dayOfMessages, room, type Documents } from '../support/documents.js';
import {
  administrator,
  people,
  startTestGateway,
  type RequestHeaders,
  type TestGateway,
} from '../support/gateway.js';
import {
  assertPromised,
  faults,
  readOpenApi,
  type OpenApi,
  type Operation,
} from '../support/openapi.js';
import { signedIn, viewerDocuments } from '../support/viewers.js';
import { metrics, url } from './metrics.js';
import { lastDay, smallWorkspace, week } from './small-workspace.js';

const base = '/v1/engagement-dashboard';

interface DescribedGateway extends TestGateway {
  readonly document: OpenApi;
}

async function start(...options: Parameters<typeof startTestGateway>): Promise<DescribedGateway> {
  const gateway = await startTestGateway(...options);
  const response = await fetch(`${gateway.url}/openapi.json`);
  assert.match(response.headers.get('content-type') ?? '', /^application\/json\b/);
  return { ...gateway, document: await readOpenApi((await response.json()) as object) };
}

function operationOf({ document }: DescribedGateway, target: string): Operation {
  const [path = ''] = target.split('?', 1);
  const operation = document.paths[`${base}${path}`]?.get;
  assert.ok(operation, path);
  return operation;
}

/** Sends a request, and fails unless the answer has this status and is as the gateway itself describes it. */
async function run(
  gateway: DescribedGateway,
  status: number,
  target: string,
  { headers = administrator, method = 'GET' }: { headers?: RequestHeaders; method?: string } = {},
) {
  const result = await gateway.rest(target, headers, method);
  assert.equal(result.status, status, `${target}: ${result.text}`);
  assertPromised(operationOf(gateway, target), result, `${method} ${target}`);
  return result;
}

const day = new URLSearchParams({ ...lastDay, end: lastDay.start }).toString();
const targets = metrics.map((metric) => url(metric, metric.parameters));
const channels = `/channels/list?${new URLSearchParams({ ...week }).toString()}`;

/** The same value with one key more in one of its objects, for each of them. */
function withUnknownKeys(value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  const inside = Object.entries(value).flatMap(([key, item]) =>
    withUnknownKeys(item).map((changed) =>
      Array.isArray(value) ? value.with(Number(key), changed) : { ...value, [key]: changed },
    ),
  );
  return Array.isArray(value) ? inside : [{ ...value, anonymous: 1 }, ...inside];
}

describe('what a gateway describes is what it answers', () => {
  let gateway: DescribedGateway;
  let intercept: Interceptor | undefined;
  before(async () => {
    gateway = await start(
      { ANSWER_CACHE_MS: '0' },
      {
        intercept: (request) => (request.appName === undefined ? undefined : intercept?.(request)),
      },
    );
  });
  after(() => gateway[Symbol.asyncDispose]());
  afterEach(() => {
    intercept = undefined;
  });

  it('in the place where it says that its paths are', async () => {
    await gateway.db.fill(smallWorkspace);
    const [{ url: place } = { url: '' }] = gateway.document.servers;
    const { href } = new URL(place, `${gateway.url}/openapi.json`);
    const response = await fetch(`${href}${base}${channels}`, { headers: administrator });
    assert.equal(response.status, 200);
  });

  it('with rows, and with the keys it names alone', async () => {
    await gateway.db.fill(smallWorkspace);
    for (const target of targets) {
      const { text } = await run(gateway, 200, target);
      const schema = operationOf(gateway, target).responses[200]?.content['application/json']
        ?.schema;
      const changed = withUnknownKeys(JSON.parse(text));
      assert.ok(changed.length > 1, target);
      for (const body of changed) assert.notDeepEqual(faults(schema ?? {}, body), [], target);
      await run(gateway, 200, target, { method: 'HEAD' });
    }
  });

  it('to pages of channels, whatever was sent as offset', async () => {
    await gateway.db.fill(smallWorkspace);
    for (const offset of ['0', '1', '2abc', '', 'abc', '99999999999999999999', '-0']) {
      await run(gateway, 200, `${channels}&offset=${offset}&count=2&hideRoomsWithNoActivity=x`);
    }
  });

  it('in an empty workspace, and about rooms of which little is stored', async () => {
    await gateway.db.fill(people);
    for (const target of targets) await run(gateway, 200, target);
    const nameless = { name: undefined, fname: undefined, ts: undefined, _updatedAt: undefined };
    await gateway.db.fill({
      ...people,
      rocketchat_analytics: [
        dayOfMessages({ room: { _id: 'old', name: undefined, usernames: undefined } }),
      ],
      rocketchat_room: [room({ _id: 'old', ...nameless })],
    });
    for (const target of targets) await run(gateway, 200, target);
  });

  it('to parameters, which it rejects as it describes them', async () => {
    await gateway.db.fill(people);
    const changes: [name: string, text: string | undefined][] = [
      ['start', undefined],
      ['start', ''],
      ['start', '2024-03-05'],
      ['end', undefined],
      ['end', '2024-03-05T00:00:00Z'],
      ['offset', '-1'],
      ['count', ' -01'],
      ['count', 'many'],
      ['hideRoomsWithNoActivity', ''],
    ];
    for (const { path, parameters } of metrics) {
      const described = operationOf(gateway, path).parameters;
      for (const [name, text] of changes) {
        const sent = new URLSearchParams({ ...parameters });
        if (text === undefined) sent.delete(name);
        else sent.set(name, text);
        const isDescribed = described.every(({ name: known, required = false, schema }) => {
          const value = sent.get(known);
          return value === null ? !required : faults(schema, value).length === 0;
        });
        await run(gateway, isDescribed ? 200 : 400, `${path}?${sent.toString()}`);
      }
      for (const query of ['start[]=x', 'start=2024-02-30T00:00:00.000Z', 'start=a&start=b']) {
        await run(gateway, 400, `${path}?${query}`);
      }
    }
    const endBeforeStart = { start: week.end, end: '2024-01-01T00:00:00.000Z' };
    await run(gateway, 400, `/users/new-users?${new URLSearchParams(endBeforeStart).toString()}`);
  });

  it('to anonymous clients, to those without the permission, and to other methods', async () => {
    await gateway.db.fill(viewerDocuments);
    for (const target of targets) {
      for (const headers of [{}, { 'x-user-id': 'admin' }, signedIn('admin', 'wrong')]) {
        await run(gateway, 401, target, { headers });
      }
      await run(gateway, 403, target, { headers: signedIn('member') });
      for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
        await run(gateway, 405, target, { method });
      }
    }
  });

  const failures = [
    { status: 504, reply: { code: 50, errmsg: 'operation exceeded time limit' } },
    { status: 503, reply: { code: 13, errmsg: 'not authorized' } },
  ];
  for (const { status, reply } of failures) {
    it(`when its database makes it answer ${status}`, async () => {
      await gateway.db.fill(people);
      intercept = ({ name }) => (name === 'aggregate' ? { ok: 0, ...reply } : undefined);
      for (const target of targets) await run(gateway, status, target);
    });
  }

  it('when a count is a fraction', async () => {
    const fraction: Documents = { rocketchat_analytics: [dayOfMessages({ messages: 17.625 })] };
    await gateway.db.fill({ ...people, ...fraction });
    await run(gateway, 200, `/messages/origin?${day}`);
  });

  it('when a database replies what cannot be', async () => {
    const firstBatch = [{ _id: 'c', least: 1, most: 1, messages: 'none' }];
    const intercept: Interceptor = ({ command }) =>
      command.aggregate === 'rocketchat_analytics'
        ? { ok: 1, cursor: { id: Long.ZERO, ns: 'a.b', firstBatch } }
        : undefined;
    await using broken = await start({}, { intercept });
    await broken.db.fill(people);
    await run(broken, 500, `/messages/origin?${day}`);
  });
});

describe('the description holds for a gateway with other settings', () => {
  let gateway: DescribedGateway;
  const calls = 3;
  before(async () => {
    gateway = await start({
      FOUR_KEY_UNAUTHORIZED: 'true',
      LIST_INACTIVE_CHANNELS: 'true',
      RATE_LIMIT_CALLS: String(calls),
      RATE_LIMIT_WINDOW_MS: '60000',
    });
    await gateway.db.fill(smallWorkspace);
  });
  after(() => gateway[Symbol.asyncDispose]());

  it('with the other 401, the headers of counted calls, and the 429', async () => {
    for (const target of targets) {
      const unauthorized = await run(gateway, 401, target, { headers: {} });
      assert.equal(Object.keys(JSON.parse(unauthorized.text) as object).length, 4);
      const [path = ''] = target.split('?', 1);
      await run(gateway, 400, path);
      await run(gateway, 200, target);
      const over = await run(gateway, 429, target);
      for (const { headers } of [unauthorized, over]) {
        assert.equal(headers.get('x-ratelimit-limit'), String(calls));
      }
    }
  });
});
