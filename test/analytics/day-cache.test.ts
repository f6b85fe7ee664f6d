import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { dayCache, type DayCacheOptions } from '../../analytics/days/day-cache.js';
import type { DayColumns, DayKind } from '../../analytics/days/day-kind.js';
import type { Limits } from '../../data/bounded-reads.js';
import { DeadlineExceeded, RequestCancelled } from '../../data/errors.js';
import type { Workspace } from '../../data/workspace.js';

const hourMS = 3_600_000;
const dayMS = 24 * hourMS;
/** Ten minutes into day 20,000. */
const start = 20_000 * dayMS + 10 * 60_000;
/** The nightly job is done with it. */
const old = 19_900;

interface Read {
  readonly first: number;
  readonly last: number;
  readonly limits: Limits;
  /** Ends the read: with the number of documents of each day, or with an error. */
  readonly end: (outcome?: Error) => void;
}

/** A cache of days of a made-up kind, whose reads are seen and ended by the test. */
function cacheOfDays(
  options: Partial<DayCacheOptions> & { bytesPerDay?: number; answersAtOnce?: boolean } = {},
) {
  const { bytesPerDay = 1_000, answersAtOnce = true, ...rest } = options;
  const reads: Read[] = [];
  const clock = { now: start };
  const limitsOf = new WeakMap<Workspace, Limits>();
  const kind: DayKind<DayColumns & { readonly version: number }> = {
    name: 'made up',
    empty: (day) => ({ day, documents: 0, bytes: 0, version: 0 }),
    async read({ workspace, users }, first, last, onDay) {
      await new Promise<void>((resolve, reject) => {
        const limits = limitsOf.get(workspace) ?? { deadline: 0 };
        const end = (outcome?: Error) => {
          if (outcome) reject(outcome);
          else resolve();
        };
        reads.push({ first, last, limits, end });
        limits.signal?.addEventListener('abort', () => {
          end(new RequestCancelled('No client waits.'));
        });
        if (answersAtOnce) end();
      });
      const version = reads.length;
      for (let day = last; day >= first; day -= 1) {
        users.numberOf(`user ${day}`);
        onDay({ day, documents: 10, bytes: bytesPerDay, version });
      }
    },
  };
  const cache = dayCache({
    maxBytes: 1_000_000,
    maxDays: 400,
    freshMS: 5_000,
    now: () => clock.now,
    open: (limits) => {
      const workspace = { bounded: (promise: Promise<unknown>) => promise } as Workspace;
      limitsOf.set(workspace, limits);
      return workspace;
    },
    ...rest,
  });
  const within = (limits: Partial<Limits> = {}) =>
    cache.within({ deadline: Date.now() + 30_000, ...limits });
  const load = (first: number, last: number) => within().load(kind, first, last);
  return { cache, kind, reads, clock, within, load };
}

/** The ranges that were read. */
const ranges = (reads: readonly Read[]) => reads.map(({ first, last }) => [first, last]);

async function until(condition: () => boolean): Promise<void> {
  for (let turn = 0; !condition(); turn += 1) {
    assert.ok(turn < 1_000, 'It never came to that.');
    await setTimeout(2);
  }
}

describe('days that are not cached', () => {
  test('are read as ranges, and handed out newest first', async () => {
    const { load, reads } = cacheOfDays();
    await load(old + 3, old + 4);
    const range = await load(old, old + 9);
    assert.deepEqual(ranges(reads), [
      [old + 3, old + 4],
      [old + 5, old + 9],
      [old, old + 2],
    ]);
    assert.deepEqual(
      range?.days.map(({ day }) => day),
      [9, 8, 7, 6, 5, 4, 3, 2, 1, 0].map((days) => old + days),
    );
  });

  test('are read once for all who want them at the same time', async () => {
    const { load, reads } = cacheOfDays({ answersAtOnce: false });
    const both = [load(old, old + 3), load(old + 2, old + 5)];
    assert.deepEqual(ranges(reads), [
      [old, old + 3],
      [old + 4, old + 5],
    ]);
    for (const { end } of reads) end();
    const [one, other] = await Promise.all(both);
    assert.equal(one?.days[0], other?.days[2]);
  });

  test('are empty without documents, and cached as such', async () => {
    const { kind, load, reads } = cacheOfDays();
    const read = kind.read.bind(kind);
    kind.read = (reader, first, last, onDay) =>
      read(reader, first, last, (columns) => {
        if (columns.day !== old) onDay(columns);
      });
    for (let call = 0; call < 2; call += 1) {
      const range = await load(old, old + 1);
      assert.deepEqual(
        range?.days.map(({ documents }) => documents),
        [10, 0],
      );
    }
    assert.equal(reads.length, 1);
  });

  test('fail for all who wait, and are read again by the next', async () => {
    const { load, reads } = cacheOfDays({ answersAtOnce: false });
    const both = Promise.allSettled([load(old, old), load(old, old)]);
    reads[0]?.end(new Error('It broke.'));
    assert.deepEqual(
      (await both).map(({ status }) => status),
      ['rejected', 'rejected'],
    );
    const next = load(old, old);
    reads[1]?.end();
    assert.equal((await next)?.days.length, 1);
  });

  test('are not cached where they are too many, too large, or there is no cache', async () => {
    assert.equal(await cacheOfDays({ maxDays: 9 }).load(old, old + 9), undefined);
    assert.equal(await cacheOfDays({ maxBytes: 0 }).load(old, old), undefined);
    const large = cacheOfDays({ maxBytes: 10_000 });
    assert.equal((await large.load(old, old))?.days.length, 1);
    assert.equal(await large.load(old, old + 10), undefined);
    assert.equal(large.reads.length, 1);
  });
});

describe('a read of days', () => {
  test('is aborted when all who wait for it have gone', async () => {
    const { kind, within, reads } = cacheOfDays({ answersAtOnce: false });
    const [one, other] = [new AbortController(), new AbortController()];
    const waiting = [one, other].map(({ signal }) => within({ signal }).load(kind, old, old + 1));
    const settled = Promise.allSettled(waiting);
    const aborted = () => reads[0]?.limits.signal?.aborted;
    one.abort();
    assert.equal(aborted(), false);
    other.abort();
    assert.equal(aborted(), true);
    await settled;
    const next = within().load(kind, old, old);
    assert.equal(reads.length, 2);
    reads[1]?.end();
    await next;
  });

  test('is begun again by one who has more time than those who began it', async () => {
    const { kind, within, reads } = cacheOfDays({ answersAtOnce: false });
    const shortDeadline = within({ deadline: Date.now() + 1 }).load(kind, old, old);
    const longDeadline = within({ deadline: Date.now() + 30_000 }).load(kind, old, old);
    reads[0]?.end(new DeadlineExceeded('Too late.'));
    await assert.rejects(shortDeadline, DeadlineExceeded);
    await until(() => reads.length === 2);
    reads[1]?.end();
    assert.equal((await longDeadline)?.days.length, 1);
  });
});

describe('how long a day is cached', () => {
  test('is a matter of seconds while the nightly job may rewrite it', async () => {
    const { load, clock, reads } = cacheOfDays();
    const day = 19_997;
    await load(day, day);
    clock.now += 4_999;
    await load(day, day);
    assert.equal(reads.length, 1);
    clock.now += 1;
    await load(day, day);
    assert.equal(reads.length, 2);
  });

  test('is an hour afterwards, and another one while it is read again', async () => {
    const { load, clock, reads } = cacheOfDays({ answersAtOnce: false });
    const version = async () => (await load(old, old))?.days[0]?.version;
    const first = version();
    reads[0]?.end();
    assert.equal(await first, 1);
    clock.now += hourMS - 1;
    assert.equal(await version(), 1);
    assert.equal(reads.length, 1);
    clock.now += 1;
    assert.equal(await version(), 1);
    await until(() => reads.length === 2);
    assert.deepEqual(
      reads.map(({ limits }) => limits.isBackground),
      [undefined, true],
    );
    assert.equal(await version(), 1);
    assert.equal(reads.length, 2);
    reads[1]?.end();
    await setTimeout(5);
    assert.equal(await version(), 2);
  });

  test('and no longer: after two hours the day is waited for', async () => {
    const { load, clock, reads } = cacheOfDays();
    await load(old, old);
    clock.now += 2 * hourMS;
    assert.equal((await load(old, old))?.days[0]?.version, 2);
    assert.equal(reads.length, 2);
  });

  test('is for a result that of its oldest day', async () => {
    const { kind, load, clock, within } = cacheOfDays();
    await load(old, old);
    clock.now += 1_000;
    const days = within();
    assert.equal(days.computedAt, undefined);
    await days.load(kind, old + 1, old + 1);
    assert.equal(days.computedAt, start + 1_000);
    await days.load(kind, old, old + 1);
    assert.equal(days.computedAt, start);
    await days.load(kind, old + 1, old + 1);
    assert.equal(days.computedAt, start);
  });
});

describe('a metric that can do without', () => {
  test('gets days only when all of them are cached, and the old ones are read later', async () => {
    const { kind, within, reads } = cacheOfDays();
    assert.equal(within().cached(kind, old, old + 2), undefined);
    assert.equal(reads.length, 0);
    await until(() => within().cached(kind, old, old + 2) !== undefined);
    assert.ok(reads.every(({ limits }) => limits.isBackground));
    assert.equal(within().cached(kind, old, old + 2)?.days.length, 3);
  });

  test('has no day read that would be out of date at once', async () => {
    const { kind, within, reads } = cacheOfDays();
    assert.equal(within().cached(kind, 19_999, 20_000), undefined);
    await setTimeout(10);
    assert.equal(reads.length, 0);
  });

  test('does not wait for the database while requests do', async () => {
    const busy = { now: true };
    const { kind, within, reads } = cacheOfDays({ isBusy: () => busy.now });
    within().cached(kind, old, old);
    await setTimeout(60);
    assert.equal(reads.length, 0);
    busy.now = false;
    await until(() => reads.length === 1);
  });

  test('learns nothing of a failure, which is reported', async () => {
    const failures: unknown[] = [];
    const { kind, within, reads } = cacheOfDays({
      answersAtOnce: false,
      onFailure: (error) => failures.push(error),
    });
    within().cached(kind, old, old);
    await until(() => reads.length === 1);
    const failure = new Error('It broke.');
    reads[0]?.end(failure);
    await until(() => failures.length === 1);
    assert.deepEqual(failures, [failure]);
    within().cached(kind, old, old);
    await until(() => reads.length === 2);
  });
});

describe('the memory of the cache', () => {
  test('is bounded, and the days used least recently make room', async () => {
    const { cache, load, reads } = cacheOfDays({ maxBytes: 10_000 });
    for (let day = old; day < old + 5; day += 1) await load(day, day);
    await load(old, old);
    for (let day = old + 5; day < old + 20; day += 1) {
      await load(day, day);
      await load(old, old);
      assert.ok(cache.state().bytes <= 10_000);
    }
    assert.equal(reads.length, 20);
    await load(old + 1, old + 1);
    assert.equal(reads.length, 21);
  });

  test('counts the user ids, and is emptied when they take most of it', async () => {
    const { cache, kind, load } = cacheOfDays({ maxBytes: 100_000 });
    const read = kind.read.bind(kind);
    kind.read = (reader, first, last, onDay) => {
      for (let user = 0; user < 200; user += 1) reader.users.numberOf(`${first} ${user}`);
      return read(reader, first, last, onDay);
    };
    await load(old, old);
    assert.ok(cache.state().bytes > 200 * 50);
    await load(old + 1, old + 1);
    assert.equal(cache.state().days, 2);
    const range = await load(old + 2, old + 2);
    assert.equal(cache.state().days, 0);
    assert.equal(cache.state().bytes, 0);
    assert.equal(range?.users.idOf(1), `${old} 0`);
  });
});

describe('after the start', () => {
  test('the last days are read newest first, without those that would be out of date at once', async () => {
    const { cache, kind, reads } = cacheOfDays();
    await cache.warmUp([kind], 45);
    const read = reads.flatMap(({ first, last }) =>
      Array.from({ length: last - first + 1 }, (_, index) => last - index),
    );
    assert.deepEqual(
      read,
      Array.from({ length: 19_994 - 19_956 + 1 }, (_, index) => 19_994 - index),
    );
    assert.ok(reads.every(({ limits }) => limits.isBackground));
  });

  test('until the cache is full, which takes nothing out of it', async () => {
    const { cache, kind, reads, within } = cacheOfDays({ maxBytes: 12_000 });
    await cache.warmUp([kind], 45);
    assert.ok(reads.length < 10);
    assert.ok(within().cached(kind, 19_994, 19_994));
    assert.ok(cache.state().bytes <= 12_000);
  });

  test('in one go where a day costs as much as all of them', async () => {
    const { cache, kind, reads } = cacheOfDays();
    kind.readsEverything = () => Promise.resolve(true);
    await cache.warmUp([kind], 45);
    assert.deepEqual(ranges(reads), [[19_956, 19_994]]);
  });

  test('and a failure is reported, and the rest left to requests', async () => {
    const failures: unknown[] = [];
    const { cache, kind, reads } = cacheOfDays({
      answersAtOnce: false,
      onFailure: (error) => failures.push(error),
    });
    const warm = cache.warmUp([kind], 45);
    await until(() => reads.length === 1);
    reads[0]?.end(new Error('It broke.'));
    await warm;
    await setImmediate();
    assert.equal(failures.length, 1);
    assert.equal(reads.length, 1);
  });
});
