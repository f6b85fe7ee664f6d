import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { Credentials } from '../../auth/credentials.js';
import { cachedViewers } from '../../auth/viewer-cache.js';
import type { FindViewer, Viewer } from '../../auth/viewer.js';
import type { Workspace } from '../../data/workspace.js';
import { administrator, people, startTestGateway } from '../support/gateway.js';

const workspace = {} as Workspace;
const alice = new Credentials('alice', 'abc');
const viewer: Viewer = { userId: 'alice', permissions: new Set(['view-engagement-dashboard']) };

/** A look-up that counts and that is over when the test says so. */
function lookup() {
  const inFlight: Waiting[] = [];
  let count = 0;
  const find: FindViewer = () => {
    count += 1;
    return new Promise((resolve, reject) => inFlight.push({ resolve, reject }));
  };
  return {
    find,
    count: () => count,
    found: (found: Viewer | undefined) => {
      for (const { resolve } of inFlight.splice(0)) resolve(found);
    },
    failed: (error: Error) => {
      for (const { reject } of inFlight.splice(0)) reject(error);
    },
  };
}

interface Waiting {
  readonly resolve: (found: Viewer | undefined) => void;
  readonly reject: (error: Error) => void;
}

/** A look-up that is over at once, of a workspace in which some tokens are known. */
function lookupAmong(...known: Credentials[]) {
  const lookUps: string[] = [];
  const find: FindViewer = (_workspace, { userId, token }) => {
    lookUps.push(`${userId} ${token}`);
    const isKnown = known.some((one) => one.userId === userId && one.token === token);
    return Promise.resolve(isKnown ? { ...viewer, userId } : undefined);
  };
  return { find, lookUps, known };
}

/** Finds viewers as the engine does. */
function viewersOf(findViewer: FindViewer, ttlMS: number): FindViewer {
  const { cached, find } = cachedViewers(findViewer, ttlMS);
  return async (workspace, given) => cached(given) ?? find(workspace, given);
}

/** Stops the clock by which viewers are cached; returns what moves it on. */
function stoppedClock(t: TestContext): (ms: number) => Promise<void> {
  let now = 1000;
  t.mock.method(performance, 'now', () => now);
  return async (ms) => {
    now += ms;
    // The cache reads the clock once in a millisecond of real time.
    await setTimeout(5);
  };
}

describe('the same credentials', () => {
  test('are looked up once in the time they are cached, and then again', async (t) => {
    const passed = stoppedClock(t);
    const { find, lookUps } = lookupAmong(alice);
    const cached = viewersOf(find, 1000);
    for (const ms of [0, 400, 599]) {
      await passed(ms);
      assert.equal((await cached(workspace, alice))?.userId, 'alice');
      assert.equal(lookUps.length, 1);
    }
    await passed(2);
    assert.equal((await cached(workspace, alice))?.userId, 'alice');
    assert.equal(lookUps.length, 2);
  });

  test('are rejected after that time once they are revoked, however often they are used', async (t) => {
    const passed = stoppedClock(t);
    const { find, known } = lookupAmong(alice);
    const cached = viewersOf(find, 1000);
    assert.ok(await cached(workspace, alice));
    known.length = 0;
    for (const ms of [300, 300, 300]) {
      await passed(ms);
      await cached(workspace, alice);
    }
    await passed(101);
    assert.equal(await cached(workspace, alice), undefined);
  });

  test('are rejected no later for a look-up that took its time', async (t) => {
    const passed = stoppedClock(t);
    const { find, found } = lookup();
    const cached = viewersOf(find, 1000);
    const slow = cached(workspace, alice);
    await passed(900);
    found(viewer);
    await slow;
    await passed(101);
    const again = cached(workspace, alice);
    found(undefined);
    assert.equal(await again, undefined);
  });

  test('share one look-up while it is in flight, and its failure, which is not cached', async () => {
    const { find, count, found, failed } = lookup();
    const cached = viewersOf(find, 1000);
    const run = () => Array.from({ length: 100 }, () => cached(workspace, alice));

    const waiting = Promise.allSettled(run());
    assert.equal(count(), 1);
    failed(new Error('The database is away.'));
    const messages = (await waiting).map((one) => one.status === 'rejected' && String(one.reason));
    assert.deepEqual(new Set(messages), new Set(['Error: The database is away.']));

    const again = run();
    assert.equal(count(), 2);
    found(viewer);
    assert.deepEqual(new Set(await Promise.all(again)), new Set([viewer]));
    assert.equal(count(), 2);
  });

  test('are looked up every time where nothing is cached', async () => {
    const { find, lookUps } = lookupAmong(alice);
    const cached = viewersOf(find, 0);
    await Promise.all([cached(workspace, alice), cached(workspace, alice)]);
    await cached(workspace, alice);
    assert.equal(lookUps.length, 3);
  });
});

describe('unknown credentials', () => {
  test('are looked up every time, so that a new token works at once', async () => {
    const { find, lookUps, known } = lookupAmong();
    const cached = viewersOf(find, 1000);
    assert.equal(await cached(workspace, alice), undefined);
    assert.equal(await cached(workspace, alice), undefined);
    known.push(alice);
    assert.equal((await cached(workspace, alice))?.userId, 'alice');
    assert.equal(lookUps.length, 3);
  });

  test('are distinguished from known ones, whichever of the two parts is another', async () => {
    const { find } = lookupAmong(alice, new Credentials('bob', 'of bob'));
    const cached = viewersOf(find, 1000);
    assert.ok(await cached(workspace, alice));
    const others: [userId: string, token: string][] = [
      ['bob', 'abc'],
      ['alice', 'of bob'],
      ['alice', 'abc '],
      [' alice', 'abc'],
      ['ALICE', 'abc'],
      ['abc', 'alice'],
      ['alice', 'ABC'],
    ];
    for (const [userId, token] of others) {
      assert.equal(await cached(workspace, new Credentials(userId, token)), undefined);
    }
  });

  test('are no user’s, however many are looked up at once', async () => {
    const { find, found } = lookup();
    const cached = viewersOf(find, 1000);
    const lookUps = Array.from({ length: 10_010 }, (_, index) =>
      cached(workspace, new Credentials(`user ${index}`, 'guessed')),
    );
    const results = Promise.allSettled(lookUps);
    found(undefined);
    const rejected = (await results).filter(
      (result) => result.status === 'fulfilled' && result.value === undefined,
    );
    assert.equal(rejected.length, lookUps.length);
  });
});

test('ten thousand viewers are cached, and the one not seen for longest makes way', async () => {
  const people = Array.from(
    { length: 10_001 },
    (_, index) => new Credentials(`user ${index}`, `token ${index}`),
  );
  const [first, second] = people as [Credentials, Credentials];
  const lookUps: string[] = [];
  const cached = viewersOf((_workspace, { userId }) => {
    lookUps.push(userId);
    return Promise.resolve({ ...viewer, userId });
  }, 60_000);
  for (const one of people.slice(0, -1)) await cached(workspace, one);
  await cached(workspace, first);
  assert.equal(lookUps.length, 10_000);
  for (const one of people.slice(-1)) await cached(workspace, one);
  await cached(workspace, first);
  assert.equal(lookUps.length, 10_001);
  await cached(workspace, second);
  assert.equal(lookUps.length, 10_002);
});

test('over HTTP both endpoints share one look-up, and a revoked token is rejected soon', async () => {
  const lookUps: unknown[] = [];
  await using gateway = await startTestGateway(
    { VIEWER_CACHE_MS: '1500' },
    {
      intercept: ({ name, command }) => {
        if (name === 'find' && command.find === 'users') lookUps.push(command);
        return undefined;
      },
    },
  );
  await gateway.db.fill(people);
  const day = '2024-03-05T00:00:00.000Z';
  const path = `/users/chat-busier/hourly-data?start=${day}`;
  const query = `{ chatBusierHourly(start: "${day}") { hour } }`;

  const statuses = async (headers: typeof administrator) => {
    const both = () => [gateway.rest(path, headers), gateway.graphql(query, headers)];
    const results = await Promise.all([...both(), ...both(), ...both()]);
    return [...new Set(results.map(({ status }) => status))];
  };
  assert.deepEqual(await statuses(administrator), [200]);
  assert.equal(lookUps.length, 1);
  assert.deepEqual(await statuses({ ...administrator, 'x-auth-token': 'guessed' }), [401]);
  assert.notEqual(lookUps.length, 1);

  await gateway.db.fill({ ...people, users: [] });
  const giveUp = Date.now() + 20_000;
  while ((await gateway.rest(path, administrator)).status === 200) assert.ok(Date.now() < giveUp);
  assert.equal((await gateway.graphql(query, administrator)).status, 401);
});
