import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { MongoClient, type MongoClientOptions } from 'mongodb';
import { startWireServer, type Interceptor } from '../../embedded/wire/server.js';
import { Store } from '../../embedded/wire/store.js';

const options: MongoClientOptions = { serverSelectionTimeoutMS: 2_000 };

async function serve(t: TestContext, intercept?: Interceptor) {
  const store = new Store();
  store.load('rocketchat', 'people', [{ _id: 'ann' }]);
  const server = await startWireServer({ store, at: 0, ...(intercept && { intercept }) });
  t.after(() => server.close());
  const open = async (more: MongoClientOptions = {}) => {
    const client = new MongoClient(server.url('rocketchat'), { ...options, ...more });
    t.after(() => client.close());
    return client.connect();
  };
  return { store, server, open };
}

test('the official driver connects and sees a server that only reads', async (t) => {
  const { open } = await serve(t);
  const client = await open();
  const hello = await client.db().command({ hello: 1 });
  assert.equal(hello.isWritablePrimary, true);
  assert.equal(hello.maxWireVersion, 21);
  assert.equal(hello.readOnly, true);
  assert.equal((await client.db().command({ ping: 1 })).ok, 1);
});

test('the connection string names the database, and the loopback interface', async (t) => {
  const { server } = await serve(t);
  assert.equal(server.url('rocketchat'), `mongodb://127.0.0.1:${server.port}/rocketchat`);
  assert.equal(server.url(), `mongodb://127.0.0.1:${server.port}/`);
});

test('an explicit session can be used and ended', async (t) => {
  const { open } = await serve(t);
  const client = await open();
  await client.withSession(async (session) => {
    const rows = await client.db().collection('people').find({}, { session }).toArray();
    assert.equal(rows.length, 1);
  });
});

test('an interceptor sees each command with its database and its client', async (t) => {
  const seen: unknown[] = [];
  const { open } = await serve(t, ({ database, name, command, appName }) => {
    if (name === 'find') seen.push([database, command.find, appName]);
    return undefined;
  });
  const named = await open({ appName: 'engagement-gateway' });
  const nameless = await open();
  await named.db().collection('people').findOne();
  await nameless.db('elsewhere').collection('rooms').findOne();
  assert.deepEqual(seen, [
    ['rocketchat', 'people', 'engagement-gateway'],
    ['elsewhere', 'rooms', undefined],
  ]);
});

test('an interceptor can reject: a role that reads one collection', async (t) => {
  const { open } = await serve(t, ({ command }) =>
    command.find === 'rooms'
      ? { ok: 0, code: 13, codeName: 'Unauthorized', errmsg: 'not allowed' }
      : undefined,
  );
  const database = (await open()).db();
  assert.deepEqual(await database.collection('people').find().toArray(), [{ _id: 'ann' }]);
  await assert.rejects(database.collection('rooms').findOne(), {
    code: 13,
    codeName: 'Unauthorized',
  });
});

test('an interceptor can answer itself, and late', async (t) => {
  const { open } = await serve(t, async ({ name }) => {
    if (name !== 'find') return undefined;
    await sleep(20);
    return { ok: 1, cursor: { id: 0n, ns: 'rocketchat.people', firstBatch: [{ _id: 'made up' }] } };
  });
  const client = await open();
  assert.deepEqual(await client.db().collection('people').find().toArray(), [{ _id: 'made up' }]);
});

test('what an interceptor throws is sent to the client without its stack', async (t) => {
  const { open } = await serve(t, ({ name }) => {
    if (name === 'find') throw new Error('out of order');
    return undefined;
  });
  const client = await open();
  await assert.rejects(client.db().collection('people').findOne(), (error: Error) => {
    assert.equal(error.message, 'out of order');
    assert.equal((error as { code?: unknown }).code, 1);
    return true;
  });
});

test('a client finds the server again after it was gone', async (t) => {
  const { server, store, open } = await serve(t);
  const people = (await open()).db().collection('people');
  assert.equal((await people.find().toArray()).length, 1);
  await server.close();
  await assert.rejects(
    open({ serverSelectionTimeoutMS: 50 }).then((client) => client.db().command({ ping: 1 })),
  );
  const again = await startWireServer({ store, at: server.port });
  t.after(() => again.close());
  assert.equal(again.port, server.port);
  assert.equal((await people.find().toArray()).length, 1);
});

test('closing ends connections at once, also one that waits for an answer', async (t) => {
  let arrived: () => void = () => undefined;
  const isThere = new Promise<void>((resolve) => (arrived = resolve));
  const { server, open } = await serve(t, ({ name }) => {
    if (name !== 'find') return undefined;
    arrived();
    return new Promise(() => undefined);
  });
  const client = await open({ retryReads: false });
  const waiting = assert.rejects(client.db().collection('people').findOne());
  await isThere;
  const before = performance.now();
  await server.close();
  await server.close();
  assert.ok(performance.now() - before < 1_000);
  await waiting;
});

test('a client that hangs up before its answer does no harm', async (t) => {
  const { server, open } = await serve(t, async ({ name }) => {
    if (name === 'find') await sleep(30);
    return undefined;
  });
  const client = await open();
  const controller = new AbortController();
  const reads = Array.from({ length: 4 }, () =>
    client.db().collection('people').find({}, { signal: controller.signal }).toArray(),
  );
  const outcomes = Promise.allSettled(reads);
  await sleep(10);
  controller.abort();
  await outcomes;
  const socket = connect(server.port, '127.0.0.1', () => socket.resetAndDestroy());
  await sleep(40);
  assert.equal((await client.db().command({ ping: 1 })).ok, 1);
});
