import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import fc from 'fast-check';
import { activeUsers } from '../../analytics/rocketchat/active-users.js';
import { channels } from '../../analytics/rocketchat/channels.js';
import { chatBusierHourly } from '../../analytics/rocketchat/chat-busier-hourly.js';
import { chatBusierWeekly } from '../../analytics/rocketchat/chat-busier-weekly.js';
import { messageOrigins } from '../../analytics/rocketchat/message-origins.js';
import { messagesSent } from '../../analytics/rocketchat/messages-sent.js';
import { newUsers } from '../../analytics/rocketchat/new-users.js';
import { popularChannels } from '../../analytics/rocketchat/popular-channels.js';
import type { Metric } from '../../analytics/metric.js';
import { usersByTimeOfDay } from '../../analytics/rocketchat/users-by-time-of-day.js';
import {
  resultCache,
  type ResultCacheOptions,
  type CachedResult,
  type SharedResults,
} from '../../engine/result-cache.js';
import { administrator, people, startTestGateway } from '../support/gateway.js';

const hourMS = 60 * 60 * 1000;
const dayMS = 24 * hourMS;
const now = Date.parse('2024-03-05T13:05:00Z');

/** Stops every clock at 2024-03-05 13:05; returns what moves them on. */
function stoppedClock(t: TestContext): (ms: number) => Promise<void> {
  t.mock.timers.enable({ apis: ['Date'], now });
  let passed = 0;
  t.mock.method(performance, 'now', () => 1000 + passed);
  return async (ms) => {
    passed += ms;
    t.mock.timers.setTime(now + passed);
    // The cache reads the clock once in a millisecond of real time.
    await setTimeout(5);
  };
}

/** Answers from what is cached, or else by computing, as the gateway does. */
function cachingRun(options: ResultCacheOptions) {
  const cache = resultCache(options);
  return <Args extends object>(
    metric: Metric<Args, unknown>,
    parameters: Args,
    compute: (signal: AbortSignal) => Promise<unknown>,
    clientDisconnected?: AbortSignal,
  ): Promise<CachedResult> => {
    const cached = cache.cached(metric, parameters);
    return cached
      ? Promise.resolve(cached)
      : cache.compute(
          metric,
          parameters,
          async (signal) => ({ result: await compute(signal), computedAt: Date.now() }),
          clientDisconnected,
        );
  };
}

/** A computation that counts; its results say which it was. */
function counted() {
  let count = 0;
  const compute = () => Promise.resolve((count += 1));
  return { compute, count: () => count };
}

const window = { start: new Date(now - 2 * dayMS), end: new Date(now) };

describe('callers of a query that is being computed', () => {
  test('wait for the same answer, a thousand of them', async () => {
    const run = cachingRun({ freshMS: 1000, settledMS: 1000 });
    const { compute, count } = counted();
    const callers = Array.from({ length: 1000 }, () => run(newUsers, window, compute));
    assert.equal(new Set(await Promise.all(callers)).size, 1);
    assert.equal(count(), 1);
  });

  test('share its failure, which is not cached: the next one computes again', async () => {
    const run = cachingRun({ freshMS: 1000, settledMS: 1000 });
    const fails = () => Promise.reject(new Error('The database is away.'));
    const { compute, count } = counted();
    const first = run(newUsers, window, fails);
    const callers = Array.from({ length: 100 }, () => run(newUsers, window, compute));
    const results = await Promise.allSettled([first, ...callers]);
    assert.ok(results.every(({ status }) => status === 'rejected'));
    assert.equal(count(), 0);
    assert.equal((await run(newUsers, window, compute)).result, 1);
  });

  test('give it up together: it is aborted when the last of them has gone, and not before', () => {
    const run = cachingRun({ freshMS: 0, settledMS: 0 });
    const [one, other] = [new AbortController(), new AbortController()];
    let given: AbortSignal | undefined;
    const compute = (signal: AbortSignal) => {
      given = signal;
      return new Promise<never>(() => undefined);
    };
    void run(newUsers, window, compute, one.signal);
    void run(newUsers, window, compute, other.signal);
    one.abort();
    assert.equal(given?.aborted, false);
    other.abort();
    assert.equal(given.aborted, true);
  });

  test('wait for the same one where nothing is cached', async () => {
    const run = cachingRun({ freshMS: 0, settledMS: 0 });
    const { compute, count } = counted();
    await Promise.all([run(newUsers, window, compute), run(newUsers, window, compute)]);
    assert.equal(count(), 1);
    await run(newUsers, window, compute);
    assert.equal(count(), 2);
  });
});

describe('a result is cached', () => {
  const cached = { freshMS: 5000, settledMS: hourMS };
  const list = { offset: 0, count: 50, hideRoomsWithNoActivity: true, sortBy: 'name' };
  const metrics = [
    { metric: activeUsers, settles: true },
    { metric: usersByTimeOfDay, settles: true },
    { metric: chatBusierWeekly, settles: true },
    { metric: chatBusierHourly, settles: true },
    { metric: newUsers, settles: false },
    { metric: messagesSent, settles: false },
    { metric: messageOrigins, settles: false },
    { metric: popularChannels, settles: false },
    { metric: channels, settles: false },
  ] as unknown as { metric: Metric<unknown, unknown>; settles: boolean }[];
  for (const { metric, settles } of metrics) {
    for (const daysAgo of [3, 6]) {
      const ms = settles && daysAgo > 5 ? cached.settledMS : cached.freshMS;
      test(`for ${ms / 1000} s: ${metric.name} until ${daysAgo} days ago`, async (t) => {
        const passed = stoppedClock(t);
        const run = cachingRun(cached);
        const { compute, count } = counted();
        const last = new Date(now - daysAgo * dayMS);
        const takesStart = metric.name.startsWith('chatBusier');
        const dates = { start: takesStart ? last : new Date(last.getTime() - dayMS), end: last };
        const parameters = metric === channels ? { ...dates, ...list } : dates;
        await run(metric, parameters, compute);
        await passed(ms - 1);
        await run(metric, parameters, compute);
        assert.equal(count(), 1);
        await passed(2);
        await run(metric, parameters, compute);
        assert.equal(count(), 2);
      });
    }
  }

  test('with the time at which it was computed, in the end', async (t) => {
    const passed = stoppedClock(t);
    const run = cachingRun({ freshMS: 5000, settledMS: 0 });
    const { compute } = counted();
    const slowly = async () => {
      await passed(300);
      return compute();
    };
    const first = await run(newUsers, window, slowly);
    await passed(3000);
    const second = await run(newUsers, window, slowly);
    assert.deepEqual([first, second], Array(2).fill({ result: 1, computedAt: now + 300 }));
    await passed(2001);
    const third = await run(newUsers, window, slowly);
    assert.deepEqual(third, { result: 2, computedAt: now + 300 + 3000 + 2001 + 300 });
  });

  test('while there is room for it, and one that has no room is answered all the same', async () => {
    const run = cachingRun({ freshMS: 60_000, settledMS: 60_000, maxBytes: 64e6 });
    const { compute, count } = counted();
    const megabytes = async (size: number) => {
      await compute();
      return 'x'.repeat((size * 1e6) / 4);
    };
    const of = (start: number, size: number) =>
      run(chatBusierHourly, { start: new Date(start) }, () => megabytes(size));
    for (let start = 0; start < 8; start += 1) await of(start, 7);
    await of(0, 7);
    assert.equal(count(), 8);
    assert.equal(String((await of(8, 70)).result).length, 17.5e6);
    await of(8, 1);
    assert.equal(count(), 10);
    for (let start = 9; start < 12; start += 1) await of(start, 7);
    await of(0, 7);
    assert.equal(count(), 13, 'what was used last is still cached');
    await of(1, 7);
    assert.equal(count(), 14, 'what was not used for longest has made way');
  });

  test('as long as its key has room as well', async () => {
    const run = cachingRun({ freshMS: 60_000, settledMS: 60_000, maxBytes: 1e6 });
    const { compute, count } = counted();
    const of = (letter: string) =>
      run(channels, { ...window, search: letter.repeat(200_000) } as never, compute);
    for (const letter of ['a', 'b', 'c', 'c', 'a']) await of(letter);
    assert.equal(count(), 4, 'the first has made way for the third');
  });
});

test('queries and parameters are distinguished, dates and options as well', async () => {
  const parameters = fc.record(
    {
      start: fc.date({ noInvalidDate: true }),
      end: fc.date({ noInvalidDate: true }),
      offset: fc.nat(3),
      search: fc.option(fc.constantFrom('', 'a', '"', '2024-03-05T13:05:00.000Z', '1')),
      types: fc.option(fc.array(fc.constantFrom('c', 'p', 'd'))),
      ascending: fc.boolean(),
    },
    { requiredKeys: ['start', 'end'], noNullPrototype: true },
  );
  const call = fc.tuple(fc.constantFrom(newUsers, messagesSent), parameters);
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(call, { comparator: 'SameValue', maxLength: 8 }),
      async (all) => {
        const run = cachingRun({ freshMS: 60_000, settledMS: 60_000 });
        const given = async ([metric, parameters]: (typeof all)[number]) => {
          const compute = () => Promise.resolve([metric.name, structuredClone(parameters)]);
          return (await run(metric, structuredClone(parameters), compute)).result;
        };
        for (const each of all) assert.deepEqual(await given(each), [each[0].name, each[1]]);
        for (const each of all) assert.deepEqual(await given(each), [each[0].name, each[1]]);
      },
    ),
  );
});

describe('what gateways share', () => {
  /** A place to share answers in, and what has been written to it. */
  function place(found?: CachedResult) {
    const written: { cached: CachedResult; forMS: number }[] = [];
    let reads = 0;
    const shared: SharedResults = {
      read: () => Promise.resolve((reads += 1) > 0 ? found : undefined),
      write: (_key, cached, forMS) => written.push({ cached, forMS }),
    };
    return { shared, written, reads: () => reads };
  }

  test('is written when it is computed, for the time it is cached', async (t) => {
    stoppedClock(t);
    const { shared, written } = place();
    const run = cachingRun({ freshMS: 5000, settledMS: 0, shared });
    await run(newUsers, window, counted().compute);
    assert.deepEqual(written, [{ cached: { result: 1, computedAt: now }, forMS: 5000 }]);
  });

  test('is taken instead of computing, and cached for the rest of its time', async (t) => {
    const passed = stoppedClock(t);
    const { shared, written, reads } = place({ result: 'theirs', computedAt: now - 3000 });
    const { compute, count } = counted();
    const run = cachingRun({ freshMS: 5000, settledMS: 0, shared });
    for (const ms of [0, 1999]) {
      await passed(ms);
      const { result, computedAt } = await run(newUsers, window, compute);
      assert.deepEqual({ result, computedAt }, { result: 'theirs', computedAt: now - 3000 });
    }
    assert.deepEqual([count(), reads(), written.length], [0, 1, 0]);
    await passed(2);
    await run(newUsers, window, compute);
    assert.equal(reads(), 2);
  });

  test('is not taken when it is older than answers may be here', async (t) => {
    stoppedClock(t);
    const { shared } = place({ result: 'theirs', computedAt: now - 6000 });
    const run = cachingRun({ freshMS: 5000, settledMS: hourMS, shared });
    assert.equal((await run(newUsers, window, counted().compute)).result, 1);
  });

  test('is neither read nor written where nothing is cached', async () => {
    const { shared, written, reads } = place();
    const run = cachingRun({ freshMS: 0, settledMS: hourMS, shared });
    await run(newUsers, window, counted().compute);
    assert.deepEqual([reads(), written.length], [0, 0]);
  });
});

describe('over HTTP', () => {
  const week = { start: '2024-02-28T00:00:00.000Z', end: '2024-03-05T00:00:00.000Z' };
  const path = `/users/new-users?start=${week.start}&end=${week.end}`;
  const query = `{ newUsers(start: "${week.start}", end: "${week.end}") { period { count } } }`;
  const keeping = {
    VIEWER_CACHE_MS: '60000',
    ANSWER_CACHE_MS: '60000',
    REQUEST_TIMEOUT_MS: '60000',
  };

  /** A gateway whose database answers queries when the test says so. */
  async function heldGateway(t: TestContext) {
    let [aggregates, lookUps] = [0, 0];
    let open: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (open = resolve));
    const gateway = await startTestGateway(
      { ...keeping, MAX_CONNECTIONS_PER_ADDRESS: '1000' },
      {
        intercept: async ({ name, command }) => {
          if (name === 'find' && command.find === 'users') lookUps += 1;
          if (name !== 'aggregate') return undefined;
          aggregates += 1;
          await gate;
          return undefined;
        },
      },
    );
    t.after(async () => {
      open();
      await gateway[Symbol.asyncDispose]();
    });
    await gateway.db.fill(people);
    return { gateway, open, aggregates: () => aggregates, lookUps: () => lookUps };
  }

  test('a thousand callers of both endpoints cause one query, and get the time of its result', async (t) => {
    const { gateway, open, aggregates } = await heldGateway(t);
    const rest = Array.from({ length: 500 }, () => gateway.rest(path, administrator));
    const graphql = Array.from({ length: 500 }, () => gateway.graphql(query, administrator));
    await until(() => aggregates() > 0);
    const before = Date.now();
    open();
    const results = await Promise.all(graphql);
    const statuses = [...results, ...(await Promise.all(rest))].map(({ status }) => status);
    assert.deepEqual([...new Set(statuses)], [200]);
    results.push(await gateway.graphql(query, administrator));
    const times = results.map(({ text }) => computedAt(text));
    assert.equal(aggregates(), 1);
    assert.equal(new Set(times).size, 1);
    const at = Date.parse(String(times[0]));
    assert.ok(at >= before && at <= Date.now(), times[0]);
  });

  test('a caller who goes away does not take the answer from the others', async (t) => {
    const { gateway, open, aggregates, lookUps } = await heldGateway(t);
    const controller = new AbortController();
    const disconnected = fetch(`${gateway.url}/api/v1/engagement-dashboard${path}`, {
      headers: administrator,
      signal: controller.signal,
    });
    await until(() => aggregates() === 1);
    const waiting = [gateway.rest(path, administrator), gateway.graphql(query, administrator)];
    await setTimeout(100);
    controller.abort();
    await assert.rejects(disconnected, { name: 'AbortError' });
    await setTimeout(100);
    open();
    const results = await Promise.all(waiting);
    assert.deepEqual(
      results.map(({ status }) => status),
      [200, 200],
    );
    assert.deepEqual([aggregates(), lookUps()], [1, 1]);
  });

  test('a result is reported as old as the oldest of its kind in the response', async (t) => {
    const { gateway, open } = await heldGateway(t);
    open();
    const first = computedAt((await gateway.graphql(query, administrator)).text);
    await setTimeout(10);
    const other = query.replace('{ newUsers', '{ other: newUsers').replace('02-28', '02-29');
    const both = `${other.slice(0, -1)} ${query.slice(1)}`;
    const { text, data } = await gateway.graphql(both, administrator);
    assert.deepEqual(Object.keys(data ?? {}), ['other', 'newUsers']);
    assert.equal(computedAt(text), first);
  });
});

function computedAt(text: string): string | undefined {
  const { extensions } = JSON.parse(text) as {
    extensions?: { computedAt?: { newUsers?: string } };
  };
  return extensions?.computedAt?.newUsers;
}

async function until(isSo: () => boolean): Promise<void> {
  for (let computation = 0; !isSo(); computation += 5) {
    assert.ok(computation < 20_000, 'It never came.');
    await setTimeout(5);
  }
}
