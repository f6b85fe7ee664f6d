import assert from 'node:assert/strict';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { getEventListeners } from 'node:events';
import type { Socket } from 'node:net';
import { describe, test, type TestContext } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { MongoError, MongoServerError } from 'mongodb';
import { RequestCancelled, DeadlineExceeded, WorkspaceUnavailable } from '../../data/errors.js';
import { connectDatabase } from '../../data/mongo-workspace.js';
import type { BsonDocument } from '../../data/workspace.js';
import { startWireServer, type Interceptor } from '../../embedded/wire/server.js';
import { Store } from '../../embedded/wire/store.js';
import { collectGarbage } from '../support/live-bytes.js';

interface Command {
  readonly database: string;
  readonly name: string;
  readonly command: BsonDocument;
  readonly appName: string | undefined;
}

/** A server whose commands are seen, and answered by `reply` where that has something to say. */
async function serve(
  t: TestContext,
  reply: (command: Command) => ReturnType<Interceptor> = () => undefined,
  store = new Store(),
) {
  const seen: Command[] = [];
  store.load('rocketchat', 'users', [{ _id: 'alice' }, { _id: 'bob' }]);
  const server = await startWireServer({
    store,
    at: 0,
    intercept: (command) => {
      seen.push(command);
      return reply(command);
    },
  });
  t.after(() => server.close());
  return { server, seen, store };
}

async function connect(t: TestContext, url: string) {
  const database = await connectDatabase({ url, timeZone: 'UTC' });
  t.after(() => database.close());
  return database;
}

const soon = (milliseconds = 30_000) => ({ deadline: Date.now() + milliseconds });
const everybody = { projection: { _id: 1 }, limit: 10 };

/** What the promise is rejected with. */
async function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => assert.fail('It was expected to be rejected.'),
    (error: unknown) => error,
  );
}

test('a database that has gone cannot be reached, however short the deadline is', async (t) => {
  const { server } = await serve(t);
  const database = await connect(t, server.url());
  await database.within(soon()).find('users', {}, everybody);
  await server.close();
  for (let read = 0; read < 2; read += 1) {
    const error = await rejection(database.within(soon(300)).find('users', {}, everybody));
    assert.ok(error instanceof WorkspaceUnavailable, String(error));
  }
});

describe('the database is the one in the path of the address, or rocketchat', () => {
  const rows: [afterPort: string, database: string][] = [
    ['', 'rocketchat'],
    ['/', 'rocketchat'],
    ['/?retryWrites=false', 'rocketchat'],
    ['/chat', 'chat'],
    ['/chat?retryWrites=false', 'chat'],
    ['/the%20chat', 'the chat'],
  ];
  for (const [afterPort, name] of rows) {
    test(afterPort || '(nothing)', async (t) => {
      const { server, seen } = await serve(t);
      const database = await connect(t, `mongodb://127.0.0.1:${server.port}${afterPort}`);
      await database.within(soon()).find('users', {}, everybody);
      const find = seen.find((command) => command.name === 'find');
      assert.equal(find?.database, name);
    });
  }
});

test('closes although a connection is lost just then', { timeout: 10_000 }, async (t) => {
  const { server } = await serve(t);
  const sockets: Socket[] = [];
  const opened = (message: unknown) => sockets.push((message as { socket: Socket }).socket);
  subscribe('net.client.socket', opened);
  t.after(() => unsubscribe('net.client.socket', opened));
  const commands: string[] = [];
  const onCommand = ({ commandName }: { commandName: string }) => {
    commands.push(commandName);
    if (commandName === 'endSessions') for (const socket of sockets) socket.destroy();
  };
  const database = await connectDatabase({ url: server.url(), timeZone: 'UTC', onCommand });
  await database.close();
  assert.deepEqual(commands, ['ping', 'endSessions']);
});

test('the workspace knows its zone and, where rooms are hidden, its key', async (t) => {
  const { server } = await serve(t);
  const database = await connectDatabase({
    url: server.url(),
    timeZone: 'Asia/Kolkata',
    roomKey: 'a key',
  });
  t.after(() => database.close());
  const { timeZone, roomKey } = database.within(soon());
  assert.deepEqual({ timeZone, roomKey }, { timeZone: 'Asia/Kolkata', roomKey: 'a key' });
});

test('a read gives what is stored', async (t) => {
  const { server } = await serve(t);
  const workspace = (await connect(t, server.url('rocketchat'))).within(soon());
  assert.deepEqual(await workspace.find('users', { _id: 'bob' }, everybody), [{ _id: 'bob' }]);
  assert.deepEqual(await workspace.find('users', {}, { ...everybody, limit: 1 }), [
    { _id: 'alice' },
  ]);
  assert.deepEqual(await workspace.aggregate('users', [{ $sort: { _id: -1 } }]), [
    { _id: 'bob' },
    { _id: 'alice' },
  ]);
});

test('every connection calls itself engagement-gateway', async (t) => {
  const { server, seen } = await serve(t);
  const database = await connect(t, `${server.url()}?appName=else`);
  await database.within(soon()).find('users', {}, everybody);
  assert.deepEqual([...new Set(seen.map(({ appName }) => appName))], ['engagement-gateway']);
});

describe('every read ends by its deadline', () => {
  test('which is sent to the database', async (t) => {
    const { server, seen } = await serve(t);
    const workspace = (await connect(t, server.url())).within(soon(20_000));
    await workspace.find('users', {}, everybody);
    await workspace.aggregate('users', []);
    const reads = seen.filter(({ name }) => name === 'find' || name === 'aggregate');
    assert.equal(reads.length, 2);
    for (const { command } of reads) {
      const { maxTimeMS } = command;
      assert.ok(typeof maxTimeMS === 'number' && maxTimeMS > 0 && maxTimeMS <= 20_000);
    }
  });

  test('and is not begun once that has passed', async (t) => {
    const { server, seen } = await serve(t);
    const workspace = (await connect(t, server.url())).within({ deadline: Date.now() });
    const before = seen.length;
    assert.ok((await rejection(workspace.aggregate('users', []))) instanceof DeadlineExceeded);
    assert.ok(
      (await rejection(workspace.find('users', {}, everybody))) instanceof DeadlineExceeded,
    );
    assert.equal(seen.slice(before).filter(({ name }) => /find|aggregate/.test(name)).length, 0);
  });

  const timeIsUp = {
    ok: 0,
    code: 50,
    codeName: 'MaxTimeMSExpired',
    errmsg: 'time limit of db.example',
  };
  test('when the database says that time is up', async (t) => {
    const { server } = await serve(t, ({ name }) => (name === 'find' ? timeIsUp : undefined));
    const workspace = (await connect(t, server.url())).within(soon());
    const error = await rejection(workspace.find('users', {}, everybody));
    assert.ok(error instanceof DeadlineExceeded);
    assert.ok(error.cause instanceof MongoServerError);
    assert.equal(error.message, 'The database took too long.');
  });

  test('when it says so after the first rows', async (t) => {
    const store = new Store();
    const many = Array.from({ length: 500 }, (_, index) => ({ _id: `user-${index}` }));
    store.load('rocketchat', 'users', many);
    const { server } = await serve(
      t,
      ({ name }) => (name === 'getMore' ? timeIsUp : undefined),
      store,
    );
    const workspace = (await connect(t, server.url('rocketchat'))).within(soon());
    assert.ok((await rejection(workspace.aggregate('users', []))) instanceof DeadlineExceeded);
  });

  test('when no answer ever comes, and other reads go on', async (t) => {
    const { server } = await serve(t, ({ name }) =>
      name === 'aggregate' ? new Promise(() => undefined) : undefined,
    );
    const database = await connect(t, server.url('rocketchat'));
    const before = Date.now();
    const waiting = rejection(database.within(soon(300)).aggregate('users', []));
    const rows = await database.within(soon()).find('users', { _id: 'bob' }, everybody);
    assert.deepEqual(rows, [{ _id: 'bob' }]);
    assert.ok((await waiting) instanceof DeadlineExceeded);
    assert.ok(Date.now() - before < 10_000);
  });

  test('when garbage is collected meanwhile, and nothing else holds the deadline', async (t) => {
    const { server } = await serve(t, ({ name }) =>
      name === 'aggregate' ? new Promise(() => undefined) : undefined,
    );
    const database = await connect(t, server.url('rocketchat'));
    const { signal } = new AbortController();
    // What is called often is compiled, and then holds what it still needs and nothing else.
    for (let time = 0; time < 3000; time += 1) {
      await database.within({ ...soon(), signal }).find('users', { _id: 'bob' }, everybody);
    }
    const waiting = rejection(database.within({ ...soon(300), signal }).aggregate('users', []));
    for (let time = 0; time < 10; time += 1) {
      await setTimeout(20);
      collectGarbage();
    }
    const outcome = await Promise.race([waiting, setTimeout(10_000, 'for ever')]);
    assert.ok(outcome instanceof DeadlineExceeded);
  });

  test('or earlier, when the caller aborts', async (t) => {
    const { server } = await serve(t, ({ name }) =>
      name === 'find' ? new Promise(() => undefined) : undefined,
    );
    const controller = new AbortController();
    const database = await connect(t, server.url());
    const workspace = database.within({ ...soon(), signal: controller.signal });
    const waiting = rejection(workspace.find('users', {}, everybody));
    const reason = new Error('The client went away.');
    void setTimeout(20).then(() => {
      controller.abort(reason);
    });
    const before = Date.now();
    const error = await waiting;
    assert.ok(!(error instanceof DeadlineExceeded) && !(error instanceof WorkspaceUnavailable));
    assert.ok(Date.now() - before < 10_000);
  });
});

test('a read of somebody who has given up already is not waited for', async (t) => {
  const { server } = await serve(t, ({ name }) =>
    name === 'find' ? new Promise(() => undefined) : undefined,
  );
  const database = await connect(t, server.url());
  const signal = AbortSignal.abort();
  const waiting = rejection(database.within({ ...soon(), signal }).find('users', {}, everybody));
  const outcome = await Promise.race([waiting, setTimeout(10_000, 'for ever')]);
  assert.ok(outcome instanceof RequestCancelled);
});

test('a read leaves no timer behind, nor a listener', async (t) => {
  const { server } = await serve(t);
  const database = await connect(t, server.url('rocketchat'));
  const { signal } = new AbortController();
  const timers = () => process.getActiveResourcesInfo().filter((one) => one === 'Timeout').length;
  const before = timers();
  for (let time = 0; time < 50; time += 1) {
    await database.within({ ...soon(), signal }).find('users', {}, everybody);
  }
  assert.ok(timers() < before + 25);
  assert.equal(getEventListeners(signal, 'abort').length, 0);
});

describe('a failure of the database', () => {
  const rejections: [what: string, reply: BsonDocument][] = [
    [
      'a rejection',
      { ok: 0, code: 13, codeName: 'Unauthorized', errmsg: 'not allowed on db.example' },
    ],
    [
      'an error in the pipeline',
      { ok: 0, code: 40324, errmsg: 'Unrecognized stage of db.example' },
    ],
    ['a reply without a code', { ok: 0, errmsg: 'out of order on db.example' }],
  ];
  for (const [what, reply] of rejections) {
    test(`${what} is WorkspaceUnavailable, with the driver's error for the log alone`, async (t) => {
      const { server } = await serve(t, ({ name }) =>
        /find|aggregate/.test(name) ? reply : undefined,
      );
      const workspace = (await connect(t, server.url())).within(soon());
      for (const read of [
        workspace.find('users', {}, everybody),
        workspace.aggregate('users', []),
      ]) {
        const error = await rejection(read);
        assert.ok(error instanceof WorkspaceUnavailable);
        assert.ok(error.cause instanceof MongoError);
        assert.match(error.cause.message, /db\.example/);
        assert.doesNotMatch(error.message, /db\.example/);
      }
    });
  }

  test('ends no process: once it is back, reads work again', async (t) => {
    const { server, store } = await serve(t);
    const database = await connect(t, server.url('rocketchat'));
    await server.close();
    const error = await rejection(database.within(soon(300)).find('users', {}, everybody));
    assert.ok(error instanceof DeadlineExceeded || error instanceof WorkspaceUnavailable);
    const again = await startWireServer({ store, at: server.port });
    t.after(() => again.close());
    const rows = await database.within(soon()).find('users', { _id: 'bob' }, everybody);
    assert.deepEqual(rows, [{ _id: 'bob' }]);
  });

  test('is never blamed for a fault in our own code', async (t) => {
    const { server } = await serve(t);
    const workspace = (await connect(t, server.url())).within(soon());
    const error = await rejection(workspace.aggregate('users', undefined as never));
    assert.ok(error instanceof TypeError);
  });
});

describe('where a read goes', () => {
  // Against a lone server the driver leaves the preference out; to a router it sends it.
  const startupBanner = {
    ok: 1,
    isWritablePrimary: true,
    helloOk: true,
    msg: 'isdbgrid',
    minWireVersion: 0,
    maxWireVersion: 21,
  };
  const router = ({ name }: Command) =>
    /^(hello|ismaster)$/i.test(name) ? startupBanner : undefined;
  const rows: [query: string, aggregate: string | undefined][] = [
    ['', 'secondaryPreferred'],
    ['?readPreference=nearest', 'nearest'],
    ['?readPreference=primaryPreferred', 'primaryPreferred'],
    ['?readPreference=primary', undefined],
  ];
  for (const [query, aggregate] of rows) {
    const said = query
      ? `as the address says (${query})`
      : 'to a secondary unless the address says';
    test(`queries go ${said}, and the primary decides who may query`, async (t) => {
      const { server, seen } = await serve(t, router);
      const workspace = (await connect(t, `${server.url()}${query}`)).within(soon());
      await workspace.aggregate('users', []);
      await workspace.find('users', {}, everybody);
      const mode = (command: string) => {
        const preference = seen.find(({ name }) => name === command)?.command.$readPreference;
        return (preference as { mode: string } | undefined)?.mode;
      };
      assert.equal(mode('aggregate'), aggregate);
      assert.equal(mode('find'), 'primaryPreferred');
    });
  }
});

describe('a database that cannot be opened has one message without a secret', () => {
  async function message(url: string, startTimeoutMS = 30_000): Promise<string> {
    const error = await rejection(connectDatabase({ url, timeZone: 'UTC', startTimeoutMS }));
    assert.ok(error instanceof WorkspaceUnavailable);
    assert.match(error.message, /^[^\n]+\.$/);
    assert.doesNotMatch(error.message, /hunter2/);
    return error.message;
  }

  for (const url of [
    'mongodb://root:hunter2@host:port/chat',
    'mongodb://root:hunter2@two@host/chat',
    'mongodb://root:hunter2@host/chat?nonsense=1',
    'mongodb://root:hunter2@host/chat?authMechanism=NONE',
    'mongodb://root:hunter2@host/%E0%A4%A',
  ]) {
    test(url, async () => {
      assert.match(await message(url), /^MONGO_URL: /);
    });
  }

  test('a server that takes the connection and does not answer', async (t) => {
    const { server } = await serve(t, ({ name }) =>
      name === 'ping' ? new Promise(() => undefined) : undefined,
    );
    const before = Date.now();
    const text = await message(server.url(), 300);
    assert.match(text, new RegExp(`127\\.0\\.0\\.1:${server.port} does not respond`));
    assert.ok(Date.now() - before < 10_000);
  });

  test('a server that rejects the credentials', async (t) => {
    const { server } = await serve(t, ({ name }) =>
      name === 'saslStart'
        ? { ok: 0, code: 18, codeName: 'AuthenticationFailed', errmsg: 'Authentication failed.' }
        : undefined,
    );
    const text = await message(`mongodb://root:hunter2@127.0.0.1:${server.port}/chat`);
    assert.equal(
      text,
      `MONGO_URL: 127.0.0.1:${server.port} rejects the user name or the password (authSource may be missing).`,
    );
  });
});
