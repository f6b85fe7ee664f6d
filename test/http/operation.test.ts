import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request } from 'node:http';
import { describe, test, type TestContext } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { pino } from 'pino';
import type { Database } from '../../data/mongo-workspace.js';
import { createMetrics } from '../../http/metrics.js';
import { createOperations } from '../../http/operator-server.js';
import { readinessOf } from '../../http/readiness.js';
import { administrator, people, startTestGateway, type TestGateway } from '../support/gateway.js';
import { smallWorkspace } from './small-workspace.js';

const silent = pino({ level: 'silent' });

describe('health and readiness', () => {
  /** Both listeners' answers, over a database that does what `isThere` says. */
  function over(t: TestContext, isThere: () => Promise<boolean>) {
    let pings = 0;
    const database = {
      respondsWithin: () => {
        pings += 1;
        return isThere();
      },
    } as unknown as Database;
    const readiness = readinessOf(database);
    const operations = createOperations({ metrics: createMetrics(), readiness, log: silent });
    t.after(() => operations.close());
    const ready = async () => {
      const { statusCode, body } = await operations.inject('/ready');
      return [statusCode, JSON.parse(body) as unknown];
    };
    return { operations, readiness, ready, pings: () => pings };
  }

  test('the operator reads what is missing', async (t) => {
    let isThere = true;
    const { ready, readiness, operations } = over(t, () => Promise.resolve(isThere));
    assert.deepEqual(await ready(), [200, { status: 'ready', missing: [] }]);
    isThere = false;
    await setTimeout(1050);
    assert.deepEqual(await ready(), [503, { status: 'not ready', missing: ['database'] }]);
    readiness.end();
    assert.deepEqual(await ready(), [503, { status: 'not ready', missing: ['gateway'] }]);
    assert.deepEqual((await operations.inject('/health')).json(), { status: 'ok' });
  });

  test('the database is pinged once a second at most, however many requests come', async (t) => {
    const { ready, pings } = over(t, () => Promise.resolve(true));
    await Promise.all(Array.from({ length: 100 }, ready));
    assert.equal(pings(), 1);
  });

  test('anonymous clients read whether, and not what', async () => {
    await using gateway = await startTestGateway();
    const run = async (path: string) => {
      const response = await fetch(`${gateway.url}${path}`);
      return [response.status, response.headers.get('cache-control'), await response.text()];
    };
    assert.deepEqual(await run('/health'), [200, 'no-store', '{"status":"ok"}']);
    assert.deepEqual(await run('/ready'), [200, 'no-store', '{"status":"ready"}']);
    await gateway.db.database.close();
    assert.deepEqual(await run('/health'), [200, 'no-store', '{"status":"ok"}']);
    await setTimeout(1050);
    assert.deepEqual(await run('/ready'), [503, 'no-store', '{"status":"not ready"}']);
  });
});

test('metrics count requests, answers, reads and rejections, under names that no client chooses', async () => {
  const metrics = createMetrics();
  await using gateway = await startTestGateway(
    { RATE_LIMIT_CALLS: '3', ANSWER_CACHE_MS: '60000', SETTLED_ANSWER_CACHE_MS: '60000' },
    {},
    metrics,
  );
  await gateway.db.fill(smallWorkspace);
  const path = '/users/chat-busier/hourly-data?start=2024-03-05T00:00:00.000Z';
  for (let call = 0; call < 5; call += 1) await gateway.rest(path, administrator);
  await gateway.rest('/secret-path');
  const fields = 'start: "2024-03-05T00:00:00Z"';
  await gateway.graphql(
    `query Secret { a: chatBusierHourly(${fields}) { hour } b: chatBusierWeekly(${fields}) { day } }`,
    administrator,
  );
  const operations = createOperations({
    metrics,
    readiness: readinessOf(gateway.db.database),
    log: silent,
  });
  const { headers, body } = await operations.inject('/metrics');
  await operations.close();
  assert.match(String(headers['content-type']), /^text\/plain/);
  const lines = new Set(body.split('\n'));
  for (const line of [
    'engagement_gateway_requests_total{endpoint="rest",metric="chatBusierHourly",status="200"} 3',
    'engagement_gateway_requests_total{endpoint="rest",metric="none",status="429"} 2',
    'engagement_gateway_requests_total{endpoint="other",metric="none",status="404"} 1',
    'engagement_gateway_requests_total{endpoint="graphql",metric="several",status="200"} 1',
    'engagement_gateway_results_total{metric="chatBusierHourly",source="computed"} 1',
    'engagement_gateway_results_total{metric="chatBusierHourly",source="cached"} 3',
    'engagement_gateway_limited_requests_total{limit="rate limit"} 2',
    // One of them looked for the index on logins.
    'engagement_gateway_database_read_duration_seconds_count{collection="rocketchat_sessions"} 3',
  ]) {
    assert.ok(lines.has(line), `${line}\n\n${body}`);
  }
  assert.match(body, /^nodejs_eventloop_lag_p99_seconds /m);
  assert.doesNotMatch(body, /secret|admin/i);
});

describe('a caller that goes away', () => {
  async function slowGateway() {
    let queries = 0;
    let viewers = 0;
    const gateway = await startTestGateway(
      { REQUEST_TIMEOUT_MS: '20000' },
      {
        async intercept({ name, command: { aggregate, find } }) {
          if (find === 'users') viewers += 1;
          if (name !== 'aggregate' || aggregate !== 'rocketchat_sessions') return undefined;
          queries += 1;
          await setTimeout(1500);
          return undefined;
        },
      },
    );
    await gateway.db.fill(smallWorkspace);
    const call = () => {
      const { hostname, port } = new URL(gateway.url);
      const path =
        '/api/v1/engagement-dashboard/users/chat-busier/hourly-data?start=2024-03-05T00:00:00.000Z';
      const sent = request({ hostname, port, path, headers: administrator, agent: false });
      sent.on('error', () => undefined).end();
      return sent;
    };
    const untilQueried = async (times: number) => {
      while (queries < times) await setTimeout(5);
    };
    /** A caller who has been looked up sends a query next. */
    const untilLookedUp = async (times: number) => {
      while (viewers < times) await setTimeout(5);
    };
    return {
      gateway,
      call,
      untilQueried,
      untilLookedUp,
      queries: () => queries,
      [Symbol.asyncDispose]: gateway[Symbol.asyncDispose],
    };
  }

  test('cancels what no other client waits for, which is no error', async () => {
    await using slow = await slowGateway();
    const { gateway, call, untilQueried } = slow;
    const caller = call();
    await untilQueried(1);
    caller.destroy();
    while (!gateway.log.some((line) => line.includes('"status":"aborted"'))) await setTimeout(5);
    // It was cancelled: the next request is answered by a query of its own.
    const next = call();
    await untilQueried(2);
    next.destroy();
    assert.ok(!gateway.log.some((line) => line.includes('"level":50')), gateway.log.join(''));
  });

  test('leaves those alone who wait for the same', async () => {
    await using slow = await slowGateway();
    const { call, untilQueried, untilLookedUp, queries } = slow;
    const first = call();
    await untilQueried(1);
    const second = call();
    const result = once(second, 'response');
    await untilLookedUp(2);
    await setTimeout(100);
    first.destroy();
    const [response] = (await result) as [{ statusCode: number; resume(): void }];
    response.resume();
    assert.equal(response.statusCode, 200);
    assert.equal(queries(), 1);
  });
});

const hourly = '/users/chat-busier/hourly-data?start=2024-03-05T00:00:00.000Z';
const live = {
  method: 'POST',
  headers: { ...administrator, accept: 'text/event-stream', 'content-type': 'application/json' },
  body: '{"query":"subscription { today { onlineNow } }"}',
};
const exceeded: [
  limit: string,
  settings: Record<string, string>,
  run: (gateway: TestGateway) => Promise<unknown>,
][] = [
  ['rate limit', { RATE_LIMIT_CALLS: '1' }, (gateway) => gateway.rest(hourly, administrator)],
  [
    'query cost limit',
    { QUERY_COST_LIMIT: '3' },
    async (gateway) => {
      const metric = (day: number) =>
        gateway.rest(hourly.replace('05T', `0${day}T`), administrator);
      await metric(5);
      await metric(6);
    },
  ],
  [
    'anonymous rate limit',
    { ANONYMOUS_RATE_LIMIT: '1' },
    (gateway) => gateway.graphql('{ __typename }'),
  ],
  [
    'stream limit',
    { MAX_STREAMS: '1' },
    async (gateway) => (await fetch(`${gateway.url}/graphql`, live)).status,
  ],
  [
    'connection limit',
    { TRUSTED_PROXIES: '1', MAX_CONNECTIONS_PER_ADDRESS: '1' },
    (gateway) => Promise.all([1, 2, 3].map(() => gateway.rest(hourly, administrator))),
  ],
];

for (const [limit, settings, run] of exceeded) {
  test(`a 429 is counted for the ${limit}`, async () => {
    const metrics = createMetrics();
    await using gateway = await startTestGateway(settings, {}, metrics);
    await gateway.db.fill(people);
    await run(gateway);
    await run(gateway);
    const counted = (await metrics.print())
      .split('\n')
      .filter((line) => line.startsWith('engagement_gateway_limited_requests_total{'));
    assert.deepEqual(
      counted.map((line) => /limit="([^"]*)"/.exec(line)?.[1]),
      [limit],
    );
  });
}
