import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { after, before, describe, test } from 'node:test';
import fastify from 'fastify';
import { protectedSchema } from '../../auth/shield.js';
import type { Viewer } from '../../auth/viewer.js';
import { readConfig } from '../../config/config.js';
import { eventStreams } from '../../graphql/event-stream.js';
import { createMetrics } from '../../http/metrics.js';
import { recordRequests } from '../../http/request-log.js';
import { executableSchema } from '../../resolvers/executable-schema.js';
import { tooManyRequests } from '../../schema/errors.js';
import { session, user, permission } from '../support/documents.js';
import {
  administrator,
  people,
  startTestGateway,
  type RequestHeaders,
  type TestGateway,
} from '../support/gateway.js';

const live = 'subscription { today(everySeconds: 2) { onlineNow } }';
const events = { accept: 'text/event-stream', 'content-type': 'application/json' };

interface Stream {
  readonly status: number;
  readonly type: string | null;
  /** The text so far, read until it holds `text`, or the stream ends. */
  until(text: string): Promise<string>;
  close(): void;
}

async function open(gateway: TestGateway, headers: RequestHeaders, query = live): Promise<Stream> {
  const controller = new AbortController();
  const response = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { ...events, ...headers },
    body: JSON.stringify({ query }),
    signal: controller.signal,
  });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let read = '';
  return {
    status: response.status,
    type: response.headers.get('content-type'),
    async until(text) {
      while (!read.includes(text)) {
        const { value, done } = (await reader?.read()) ?? { done: true };
        if (done) break;
        read += value;
      }
      return read;
    },
    close() {
      controller.abort();
    },
  };
}

const openSession = (userId: string) => {
  const loginAt = new Date(Date.now() - 60_000);
  return session({
    type: 'session',
    userId,
    loginAt,
    closedAt: undefined,
    lastActivityAt: undefined,
    logoutAt: undefined,
  });
};

describe('a live subscription', () => {
  const metrics = createMetrics();
  let gateway: TestGateway;
  before(async () => {
    gateway = await startTestGateway({ MAX_STREAMS_PER_VIEWER: '2' }, {}, metrics);
    await gateway.db.fill({
      ...people,
      users: [
        ...(people.users ?? []),
        user({ _id: 'member', token: 'token of member', roles: ['user'] }),
      ],
      rocketchat_permissions: [permission('view-engagement-dashboard', ['admin'])],
      rocketchat_sessions: [openSession('a')],
    });
  });
  after(() => gateway[Symbol.asyncDispose]());

  test('sends the value at once, and again when it has changed', async () => {
    const stream = await open(gateway, administrator);
    assert.deepEqual([stream.status, stream.type], [200, 'text/event-stream; charset=utf-8']);
    assert.equal(
      await stream.until('\n\n'),
      'event: next\ndata: {"data":{"today":{"onlineNow":1}}}\n\n',
    );
    await gateway.db.fill({ ...people, rocketchat_sessions: [openSession('a'), openSession('b')] });
    assert.match(await stream.until('"onlineNow":2'), /"onlineNow":2/);
    stream.close();
  });

  test('is counted while it is open, and leaves nothing behind when the client disconnects', async () => {
    const stream = await open(gateway, administrator);
    await stream.until('\n\n');
    assert.match(await metrics.print(), /^engagement_gateway_open_streams 1$/m);
    stream.close();
    for (let tries = 0; tries < 100; tries += 1) {
      if (/^engagement_gateway_open_streams 0$/m.test(await metrics.print())) return;
      await sleep(50);
    }
    assert.fail('The stream is still open.');
  });

  const rejected: [
    what: string,
    headers: RequestHeaders,
    query: string,
    status: number,
    code: string,
    message?: RegExp,
  ][] = [
    ['without credentials', {}, live, 401, 'UNAUTHENTICATED'],
    [
      'without a valid token',
      { ...administrator, 'x-auth-token': 'no' },
      live,
      401,
      'UNAUTHENTICATED',
    ],
    ['of another operation', administrator, '{ today { onlineNow } }', 400, 'BAD_REQUEST'],
    ['that does not parse', administrator, 'subscription {', 400, 'GRAPHQL_PARSE_FAILED'],
    [
      'of an unknown field',
      administrator,
      'subscription { secrets }',
      400,
      'GRAPHQL_VALIDATION_FAILED',
    ],
    [
      'of a field that is skipped',
      administrator,
      'subscription { ...F } fragment F on Subscription { today @skip(if: true) { onlineNow } }',
      400,
      'BAD_REQUEST',
    ],
    [
      'of a field that a variable may skip',
      administrator,
      'subscription ($skipped: Boolean!) { today @skip(if: $skipped) { onlineNow } }',
      400,
      'GRAPHQL_VALIDATION_FAILED',
    ],
    [
      'of a field with an incomplete directive',
      administrator,
      'subscription { today @include { onlineNow } }',
      400,
      'GRAPHQL_VALIDATION_FAILED',
    ],
    [
      'with an interval that is too short',
      administrator,
      'subscription { today(everySeconds: 1) { onlineNow } }',
      400,
      'BAD_USER_INPUT',
    ],
    [
      'with an unknown time zone',
      administrator,
      'subscription { today(timeZone: "Mars") { onlineNow } }',
      400,
      'BAD_USER_INPUT',
      /^Argument "timeZone": expected /,
    ],
    [
      'with a fraction of seconds',
      administrator,
      'subscription { today(everySeconds: 2.5) { onlineNow } }',
      400,
      'BAD_USER_INPUT',
      /^Argument "everySeconds": /,
    ],
    [
      'of two operations of which none is named',
      administrator,
      `${live.replace('n {', 'n A {')} ${live.replace('n {', 'n B {')}`,
      400,
      'OPERATION_RESOLUTION_FAILURE',
      /^Must provide operation name/,
    ],
  ];
  test('is rejected where no stream is accepted, also with a directive that a variable decides', async () => {
    const skippable = 'subscription ($skipped: Boolean!) { today @skip(if: $skipped) { date } }';
    for (const [query, variables] of [
      [live, {}],
      [skippable, { skipped: false }],
    ] as const) {
      const { status, errors } = await gateway.graphql(query, administrator, variables);
      assert.deepEqual(
        [status, errors?.[0]?.extensions.code],
        [400, 'OPERATION_RESOLUTION_FAILURE'],
      );
      assert.match(errors?.[0]?.message ?? '', /text\/event-stream/);
    }
  });

  for (const [what, headers, query, status, code, message] of rejected) {
    test(`${what} is rejected as JSON, before the first byte`, async () => {
      const stream = await open(gateway, headers, query);
      const text = await stream.until('\0');
      assert.match(stream.type ?? '', /^application\/json/);
      const { errors } = JSON.parse(text) as {
        errors: { message: string; extensions: { code: string } }[];
      };
      assert.deepEqual([stream.status, errors[0]?.extensions.code], [status, code], text);
      assert.match(errors[0]?.message ?? '', message ?? /./);
    });
  }

  test('beyond the limit of a viewer is a 429', async () => {
    const streams = [await open(gateway, administrator), await open(gateway, administrator)];
    const third = await open(gateway, administrator);
    assert.equal(third.status, 429);
    assert.match(await third.until('\0'), /MAX_STREAMS_PER_VIEWER/);
    for (const stream of streams) stream.close();
  });

  for (const [accept, status, type] of [
    ['Text/Event-Stream', 200, 'text/event-stream; charset=utf-8'],
    ['text/html, text/event-stream;q=0.5', 200, 'text/event-stream; charset=utf-8'],
    ['text/event-stream;q=0, application/json', 400, 'application/json; charset=utf-8'],
  ] as const) {
    test(`accept: ${accept} gets ${type}`, async () => {
      const stream = await open(gateway, { ...administrator, accept });
      stream.close();
      assert.deepEqual([stream.status, stream.type], [status, type]);
    });
  }

  test('without the media type of events is a 400 that names it', async () => {
    const { status, text } = await gateway.graphql(live, administrator);
    assert.equal(status, 400);
    assert.match(text, /text\/event-stream/);
  });
});

test('a viewer without the permission gets 403, and no source starts', async () => {
  await using gateway = await startTestGateway();
  await gateway.db.fill({ ...people, rocketchat_permissions: [] });
  const stream = await open(gateway, administrator);
  assert.equal(stream.status, 403);
});

test('streams beyond the limit of a viewer are a 429 also when one look-up lets all of them in', async () => {
  await using gateway = await startTestGateway(
    { MAX_STREAMS_PER_VIEWER: '2', VIEWER_CACHE_MS: '1000' },
    {
      intercept: async ({ name, command }) => {
        if (name === 'find' && command.find === 'users') await sleep(500);
        return undefined;
      },
    },
  );
  await gateway.db.fill(people);
  const streams = await Promise.all(Array.from({ length: 6 }, () => open(gateway, administrator)));
  const statuses = streams.map(({ status }) => status).sort();
  for (const stream of streams) stream.close();
  assert.deepEqual(statuses, [200, 200, 429, 429, 429, 429]);
});

test('many subscribers of one time zone cost one computation', async () => {
  let reads = 0;
  await using gateway = await startTestGateway(
    { MAX_STREAMS_PER_VIEWER: '50' },
    {
      intercept({ name }) {
        if (name === 'aggregate') reads += 1;
        return undefined;
      },
    },
  );
  await gateway.db.fill({ ...people, rocketchat_sessions: [openSession('a')] });
  const first = await open(gateway, administrator);
  await first.until('\n\n');
  const ofOne = reads;
  assert.ok(ofOne > 0);
  first.close();
  await sleep(1_500);

  reads = 0;
  const streams = await Promise.all(Array.from({ length: 50 }, () => open(gateway, administrator)));
  await Promise.all(streams.map((stream) => stream.until('\n\n')));
  // A slow machine may take longer than a computation is shared.
  assert.ok(reads < 5 * ofOne, `${reads} reads, ${ofOne} for one subscriber`);
  for (const stream of streams) stream.close();
});

test('a client that disconnects while its viewer is looked up leaves no stream behind', async () => {
  const metrics = createMetrics();
  const disconnected = new AbortController();
  let lookUps = 0;
  await using gateway = await startTestGateway(
    {},
    {
      intercept: async ({ name, command }) => {
        if (name !== 'find' || command.find !== 'users') return undefined;
        lookUps += 1;
        disconnected.abort();
        await sleep(200);
        return undefined;
      },
    },
    metrics,
  );
  await gateway.db.fill(people);
  const response = fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { ...events, ...administrator },
    body: JSON.stringify({ query: live }),
    signal: disconnected.signal,
  });
  await assert.rejects(response, { name: 'AbortError' });
  await sleep(600);
  assert.equal(lookUps, 1);
  assert.match(await metrics.print(), /^engagement_gateway_open_streams 0$/m);
});

test('what is no subscription is counted for an anonymous client, too', async () => {
  await using gateway = await startTestGateway({ ANONYMOUS_RATE_LIMIT: '2' });
  for (const status of [400, 400, 429]) {
    assert.equal((await open(gateway, {}, 'subscription { secrets }')).status, status);
  }
});

test('a viewer who comes and goes pays for each stream', async () => {
  await using gateway = await startTestGateway({ QUERY_COST_LIMIT: '8' });
  await gateway.db.fill(people);
  for (const status of [200, 200, 429]) {
    const stream = await open(gateway, administrator);
    assert.equal(stream.status, status);
    stream.close();
  }
});

test('a shutdown completes open streams', async () => {
  const gateway = await startTestGateway();
  await gateway.db.fill({ ...people, rocketchat_sessions: [openSession('a')] });
  const stream = await open(gateway, administrator);
  await stream.until('\n\n');
  await gateway[Symbol.asyncDispose]();
  assert.match(await stream.until('\0'), /event: complete\ndata:\n\n$/);
});

test('a token that is revoked ends its stream', async () => {
  const app = fastify();
  recordRequests(app, undefined);
  let viewer: Viewer | undefined = {
    userId: 'admin',
    permissions: new Set(['view-engagement-dashboard']),
  };
  let isFollowed = false;
  let isOpened = false;
  const stream = eventStreams(app, {
    schema: protectedSchema(executableSchema()),
    config: readConfig({}),
    recheckMS: 20,
    openRequest: () => {
      // A client rejected by a limit would otherwise hold a stream by exceeding it.
      if (isOpened) return Promise.reject(tooManyRequests('Too many requests.', 1000));
      isOpened = true;
      return Promise.resolve(context());
    },
    reopenRequest: () => Promise.resolve(context()),
  });
  const context = () => ({
    viewer,
    run: () => Promise.reject(new Error('Nothing is run.')),
    periodsOf: () => assert.fail('No period is read.'),
    followToday: () => {
      isFollowed = true;
      const next = () => new Promise<never>(() => undefined);
      const end = () => {
        isFollowed = false;
        return Promise.resolve({ value: undefined, done: true as const });
      };
      const values = { next, return: end, [Symbol.asyncIterator]: () => values };
      return Promise.resolve(values);
    },
    workspaceTimeZone: 'UTC',
    computedAt: new Map(),
    log: app.log,
  });
  app.post('/graphql', (request, reply) => stream(request, reply, undefined));
  const response = app.inject({ method: 'POST', url: '/graphql', payload: { query: live } });
  await sleep(300);
  assert.equal(isFollowed, true);
  viewer = undefined;
  assert.equal((await response).body, 'event: complete\ndata:\n\n');
  assert.equal(isFollowed, false);
  await app.close();
});
