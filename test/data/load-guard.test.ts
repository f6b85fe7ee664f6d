import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { describe, test, type TestContext } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { RequestCancelled, DeadlineExceeded, DatabaseOverloaded } from '../../data/errors.js';
import { connectDatabase, type ConnectOptions } from '../../data/mongo-workspace.js';
import { startWireServer } from '../../embedded/wire/server.js';
import { startFaultProxy } from '../support/fault-proxy.js';
import { Store } from '../../embedded/wire/store.js';

/** A server on which reads of the collections named here stand still until they are let go. */
async function standing(t: TestContext, options: Partial<ConnectOptions> = {}) {
  let begun = 0;
  const gate = new EventEmitter();
  const held = once(gate, 'open');
  const letGo = () => {
    gate.emit('open');
  };
  const server = await startWireServer({
    store: new Store(),
    at: 0,
    async intercept({ name, command }) {
      if (command[name] !== 'rocketchat_sessions') return undefined;
      begun += 1;
      await held;
      return undefined;
    },
  });
  const database = await connectDatabase({ url: server.url(), timeZone: 'UTC', ...options });
  t.after(async () => {
    letGo();
    await database.close();
    await server.close();
  });
  const run = (timeMS = 30_000, signal?: AbortSignal) =>
    database
      .within({ deadline: Date.now() + timeMS, ...(signal && { signal }) })
      .aggregate('rocketchat_sessions', []);
  return { database, run, letGo, begun: () => begun };
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await setTimeout(5);
}

describe('a database that has enough to do', () => {
  test('gets so many queries at a time, the next in their turn, and no more wait than may', async (t) => {
    const { run, letGo, begun } = await standing(t, { concurrent: 2, waiting: 1 });
    const running = [run(), run()];
    const waiting = run();
    await assert.rejects(run(), DatabaseOverloaded);
    await until(() => begun() === 2);
    await setTimeout(50);
    assert.equal(begun(), 2);
    letGo();
    assert.deepEqual(await Promise.all([...running, waiting]), [[], [], []]);
    assert.equal(begun(), 3);
  });

  test('still decides who may view', async (t) => {
    const { run, database } = await standing(t, { concurrent: 1, waiting: 0 });
    const running = run(300);
    await assert.rejects(run(), DatabaseOverloaded);
    const workspace = database.within({ deadline: Date.now() + 30_000 });
    assert.deepEqual(await workspace.find('users', {}, { projection: { _id: 1 }, limit: 1 }), []);
    await assert.rejects(running, DeadlineExceeded);
  });

  test('rejects reads at their deadline without a query', async (t) => {
    const { run, begun } = await standing(t, { concurrent: 1, waiting: 5 });
    const running = run(1500);
    await assert.rejects(run(100), DeadlineExceeded);
    await assert.rejects(running, DeadlineExceeded);
    assert.equal(begun(), 1);
  });

  test('rejects aborted reads without a query', async (t) => {
    const { run, letGo, begun } = await standing(t, { concurrent: 1, waiting: 5 });
    const running = run();
    const controller = new AbortController();
    const waiting = run(30_000, controller.signal);
    controller.abort();
    await assert.rejects(waiting, RequestCancelled);
    letGo();
    await running;
    assert.deepEqual(await run(), []);
    assert.equal(begun(), 2);
  });
});

describe('a database that cannot be reached', () => {
  /** Breaks the connection of every aggregation, until it is cured, or leaves it without a reply. */
  async function unreachable(t: TestContext, fault: 'breaks' | 'hangs') {
    const seen = { reads: 0, isCured: false };
    const server = await startWireServer({
      store: new Store(),
      at: 0,
      intercept({ name }) {
        if (name !== 'aggregate') return undefined;
        seen.reads += 1;
        if (seen.isCured) return undefined;
        if (fault === 'hangs') return new Promise<never>(() => undefined);
        return proxy.fail({ kind: 'reset', times: 1 }).then(() => undefined);
      },
    });
    const proxy = await startFaultProxy(server.port);
    const messages: string[] = [];
    const report = {
      warn: (message: string) => void messages.push(message),
      info: (message: string) => void messages.push(message),
    };
    const database = await connectDatabase({
      url: `mongodb://127.0.0.1:${proxy.port}/test?retryReads=false`,
      timeZone: 'UTC',
      report,
    });
    t.after(async () => {
      await database.close();
      await proxy[Symbol.asyncDispose]();
      await server.close();
    });
    const open = (timeMS = 10_000) => database.within({ deadline: Date.now() + timeMS });
    const run = (timeMS?: number) => open(timeMS).aggregate('users', []);
    const lookUp = () => open().find('users', {}, { projection: { _id: 1 }, limit: 1 });
    return { run, lookUp, seen, messages };
  }

  test('gets no reads after five failures in a row, which is logged once, until it responds', async (t) => {
    const { run, seen, messages } = await unreachable(t, 'breaks');
    for (let read = 0; read < 5; read += 1) {
      await assert.rejects(run(), { name: 'WorkspaceUnavailable' });
    }
    const readsBefore = seen.reads;
    for (let read = 0; read < 20; read += 1) await assert.rejects(run(), DatabaseOverloaded);
    assert.equal(seen.reads, readsBefore);
    assert.equal(messages.length, 1);

    seen.isCured = true;
    let rows: unknown;
    while (rows === undefined) {
      rows = await run().catch((error: unknown) => {
        if (!(error instanceof DatabaseOverloaded)) throw error;
      });
      await setTimeout(20);
    }
    assert.deepEqual(rows, []);
    assert.equal(messages.length, 2);
  });

  test('still has its viewers looked up', async (t) => {
    const { run, lookUp } = await unreachable(t, 'breaks');
    for (let read = 0; read < 5; read += 1) await assert.rejects(run());
    await assert.rejects(run(), DatabaseOverloaded);
    assert.deepEqual(await lookUp(), []);
  });

  test('is not what a database is whose reads take too long', async (t) => {
    const { run, messages } = await unreachable(t, 'hangs');
    for (let read = 0; read < 10; read += 1) await assert.rejects(run(100), DeadlineExceeded);
    assert.deepEqual(messages, []);
  });
});

test('one holder takes a quarter of the slots, and its other reads wait', async (t) => {
  const { database, letGo, begun } = await standing(t, { concurrent: 8, waiting: 50 });
  const read = (holder: string) =>
    database.within({ deadline: Date.now() + 30_000, holder }).aggregate('rocketchat_sessions', []);
  const reads = Array.from({ length: 30 }, () => read('one'));
  await until(() => begun() === 2);
  reads.push(read('other'));
  await until(() => begun() === 3);
  await setTimeout(50);
  assert.equal(begun(), 3);
  letGo();
  assert.equal((await Promise.all(reads)).length, 31);
});

test('a database that answers with errors, even that time is up, is there', async (t) => {
  const server = await startWireServer({
    store: new Store(),
    at: 0,
    intercept: ({ name }) =>
      name === 'aggregate'
        ? { ok: 0, code: 50, codeName: 'MaxTimeMSExpired', errmsg: 'time is up' }
        : undefined,
  });
  const database = await connectDatabase({ url: server.url(), timeZone: 'UTC' });
  t.after(async () => {
    await database.close();
    await server.close();
  });
  const workspace = database.within({ deadline: Date.now() + 30_000 });
  for (let read = 0; read < 10; read += 1) {
    await assert.rejects(workspace.aggregate('users', []), DeadlineExceeded);
  }
});
