import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { dayCache } from '../../analytics/days/day-cache.js';
import type { Interceptor } from '../../embedded/wire/server.js';
import { liveToday } from '../../engine/live-today.js';
import { startTestDatabase } from '../support/database.js';
import { session } from '../support/documents.js';

const openSession = (userId: string) =>
  session({ type: 'session', userId, loginAt: new Date(Date.now() - 60_000) });

/** Subscriptions to a workspace in which one user is online, and the reads that they cost. */
async function follow(intercept?: Interceptor) {
  let reads = 0;
  const db = await startTestDatabase({
    intercept(request) {
      if (request.name === 'aggregate') reads += 1;
      return intercept?.(request);
    },
  });
  await db.fill({ rocketchat_sessions: [openSession('a')] });
  const warnings: unknown[] = [];
  const subscribe = liveToday({
    database: db.database,
    days: dayCache({ maxBytes: 0, maxDays: 0, freshMS: 0, open: db.database.within }),
    timeoutMS: 10_000,
    log: { warn: (error) => warnings.push(error) },
  });
  const streams: AsyncIterableIterator<{ onlineNow: number }>[] = [];
  return {
    db,
    warnings,
    reads: () => reads,
    subscribe(everySeconds: number) {
      const stream = subscribe('UTC', everySeconds);
      streams.push(stream);
      return stream;
    },
    async [Symbol.asyncDispose]() {
      for (const stream of streams) await stream.return?.();
      // A computation in flight still reads.
      await sleep(1_000);
      await db[Symbol.asyncDispose]();
    },
  };
}

describe('subscribers of today', { concurrency: true }, () => {
  it('cost one computation in each interval, however many they are', async () => {
    const counts = [1, 500].map(async (subscribers) => {
      await using live = await follow();
      const streams = Array.from({ length: subscribers }, () => live.subscribe(2));
      await Promise.all(streams.map((stream) => stream.next()));
      const ofFirst = live.reads();
      await sleep(7_000);
      return live.reads() / ofFirst;
    });
    const [ofOne = 0, ofMany = 0] = await Promise.all(counts);
    assert.ok(ofOne > 2, `${ofOne} computations`);
    assert.ok(ofMany <= ofOne + 1, `${ofMany} computations, ${ofOne} for one subscriber`);
  });

  it('get a value soon after a failure, whatever their interval', async () => {
    let isBroken = true;
    await using live = await follow(({ name }) =>
      name === 'aggregate' && isBroken ? { ok: 0, code: 2, errmsg: 'broken' } : undefined,
    );
    const first = live.subscribe(3_600).next();
    await sleep(500);
    assert.equal(live.warnings.length, 1);
    isBroken = false;
    const { value } = (await Promise.race([first, sleep(20_000, {}, { ref: false })])) as {
      value?: { onlineNow: number };
    };
    assert.equal(value?.onlineNow, 1);
  });

  it('get a change at the end of their own interval, not of another one', async () => {
    await using live = await follow();
    await live.subscribe(6).next();
    await sleep(1_500);
    const later = live.subscribe(6);
    await later.next();
    await live.db.fill({ rocketchat_sessions: [openSession('a'), openSession('b')] });
    const changedAt = performance.now();
    assert.equal(((await later.next()).value as { onlineNow: number }).onlineNow, 2);
    // At the end of the other's next interval it would be twice as late.
    const seconds = (performance.now() - changedAt) / 1000;
    assert.ok(seconds < 9, `${seconds} s`);
  });
});
