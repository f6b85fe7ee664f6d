import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, readlink, stat, truncate } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { before, describe, test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { MongoClient } from 'mongodb';
import { administrator } from '../../embedded/demo/credentials.js';
import { privateSocket } from '../../embedded/private-socket.js';
import {
  EmbeddedWorkspaceError,
  startEmbeddedWorkspace,
  type EmbeddedSource,
  type EmbeddedWorkspace,
} from '../../embedded/workspace.js';
import { temporaryFolder, writeDump } from '../support/mongodump.js';

const demo: EmbeddedSource = { kind: 'demo', seed: 1, now: new Date(), timeZone: 'UTC' };

async function start(t: TestContext, ...source: Parameters<typeof startEmbeddedWorkspace>) {
  const workspace = await startEmbeddedWorkspace(...source);
  const client = await new MongoClient(workspace.url, {
    serverSelectionTimeoutMS: 20_000,
  }).connect();
  t.after(async () => {
    // The client first: on a connection that the server has just closed the driver would wait for ever.
    await client.close();
    await workspace.close();
  });
  const users = client.db().collection<{ _id: string }>('users');
  return { workspace, client, users };
}

test('the demo is a database, until it is closed', { timeout: 60_000 }, async (t) => {
  const { workspace, client, users } = await start(t, demo);
  const found = await users.findOne({ _id: administrator.userId }, { projection: { roles: 1 } });
  assert.deepEqual(found, { _id: administrator.userId, roles: ['user', 'admin'] });
  const sessions = await client.db().collection('rocketchat_sessions').find().limit(1).toArray();
  assert.equal(sessions.length, 1);

  await client.close();
  await workspace.close();
  await workspace.close();
  const late = new MongoClient(workspace.url, { serverSelectionTimeoutMS: 100 });
  await assert.rejects(late.connect());
});

describe('another user of the machine', { timeout: 60_000 }, () => {
  const isWindows = process.platform === 'win32';

  let workspace: EmbeddedWorkspace;
  let client: MongoClient;
  let portsBefore: string[];
  before(async () => {
    portsBefore = await portsListenedOn();
    workspace = await startEmbeddedWorkspace(demo);
    client = await new MongoClient(workspace.url).connect();
  });

  test('cannot write, nor can this one', async () => {
    const users = client.db().collection<{ _id: string }>('users');
    const known = await users.countDocuments();
    await assert.rejects(users.insertOne({ _id: 'intruder' }), { code: 59 });
    await assert.rejects(users.deleteMany({}), { code: 59 });
    await assert.rejects(users.updateOne({}, { $set: { roles: ['admin'] } }), { code: 59 });
    await assert.rejects(client.db().dropDatabase(), { code: 59 });
    await assert.rejects(users.aggregate([{ $out: 'users' }]).toArray(), { code: 2 });
    assert.equal(await users.countDocuments(), known);
  });

  test('finds no port', { skip: process.platform !== 'linux' }, async (t) => {
    assert.equal((await portsListenedOn()).length, portsBefore.length);
    const server = createServer().listen(0, '127.0.0.1');
    t.after(() => server.close());
    await once(server, 'listening');
    assert.equal((await portsListenedOn()).length, portsBefore.length + 1);
  });

  test('cannot open the socket, which goes with the workspace', { skip: isWindows }, async () => {
    const [, host] = /^mongodb:\/\/([^/]+)\/rocketchat$/.exec(workspace.url) ?? [];
    const path = decodeURIComponent(host ?? '');
    assert.ok((await stat(path)).isSocket());
    const directory = await stat(dirname(path));
    assert.equal(directory.mode & 0o777, 0o700);
    assert.equal(directory.uid, process.getuid?.());
    await client.close();
    await workspace.close();
    await assert.rejects(stat(dirname(path)), { code: 'ENOENT' });
  });

  test('finds nothing after the process has ended', { skip: isWindows }, async () => {
    const module = new URL('../../embedded/private-socket.js', import.meta.url).href;
    const script = `import { privateSocket } from '${module}'; console.log(privateSocket().path);`;
    const node = promisify(execFile)(process.execPath, [
      ...process.execArgv.filter((argument) => !argument.startsWith('--test')),
      ...['--input-type=module', '-e', script],
    ]);
    const path = (await node).stdout.trim();
    assert.match(path, /mongodb\.sock$/);
    await assert.rejects(stat(dirname(path)), { code: 'ENOENT' });
  });

  test('finds a pipe on Windows that the driver understands', () => {
    const { path } = privateSocket('win32');
    assert.match(path, /^\\\\\.\\pipe\\engagement-gateway-[0-9a-f-]{36}\.sock$/);
    const [host] = new MongoClient(`mongodb://${encodeURIComponent(path)}/`).options.hosts;
    assert.equal(host?.socketPath, path);
  });
});

/** The ports that this process listens on. */
async function portsListenedOn(): Promise<string[]> {
  const descriptors = await readdir('/proc/self/fd');
  const links = await Promise.all(
    descriptors.map((descriptor) => readlink(`/proc/self/fd/${descriptor}`).catch(() => '')),
  );
  const tables = ['/proc/self/net/tcp', '/proc/self/net/tcp6'];
  const rows = (await Promise.all(tables.map((path) => readFile(path, 'utf8').catch(() => ''))))
    .flatMap((table) => table.split('\n'))
    .map((row) => row.trim().split(/\s+/));
  const isListening = '0A';
  return rows
    .filter((row) => row[3] === isListening && links.includes(`socket:[${row[9]}]`))
    .map((row) => row[1] ?? '');
}

test('the demo moves on: its nightly job runs at two', { timeout: 60_000 }, async (t) => {
  const now = new Date('2026-11-18T01:59:59.000Z');
  const { client } = await start(t, { ...demo, now });
  const yesterday = { year: 2026, month: 11, day: 17 };
  const sessions = client.db().collection('rocketchat_sessions');
  const before = await sessions.countDocuments({ type: 'session', ...yesterday });
  assert.ok(before > 100, String(before));
  let computed = 0;
  while (computed === 0) {
    await sleep(100);
    computed = await sessions.countDocuments({ type: 'computed-session', ...yesterday });
  }
  assert.equal(computed, before);
  assert.equal(await sessions.countDocuments({ type: 'session', ...yesterday }), 0);
  assert.ok((await sessions.countDocuments({ type: 'user_daily', ...yesterday })) > 50);
});

describe('a dump', { timeout: 60_000 }, () => {
  const collections = {
    users: [{ _id: 'alice' }, { _id: 'bob' }],
    rocketchat_message: [{ _id: 'what no metric reads' }],
  };

  test('is a database, whatever its folder is called, with progress on the way', async (t) => {
    const folder = await temporaryFolder(t);
    await writeDump(folder, 'chat of $ last.year', collections);
    const progress: number[] = [];
    const { workspace, users, client } = await start(
      t,
      { kind: 'dump', folder },
      { onProgress: ({ bytesRead, bytesTotal }) => progress.push(bytesRead / bytesTotal) },
    );
    assert.match(workspace.url, /^mongodb:\/\/%2F.+\.sock\/rocketchat$/);
    assert.deepEqual(await users.find().toArray(), collections.users);
    assert.equal(await client.db().collection('rocketchat_message').findOne(), null);
    assert.equal(progress.at(-1), 1);
  });

  test('that has an _id twice keeps the last document, with a warning', async (t) => {
    const folder = await temporaryFolder(t);
    await writeDump(folder, 'chat', {
      users: [{ _id: 'a', n: 1 }, { _id: 'b' }, { _id: 'a', n: 2 }],
    });
    const warnings: string[] = [];
    const { users } = await start(
      t,
      { kind: 'dump', folder },
      { onWarning: (message) => warnings.push(message) },
    );
    assert.deepEqual(await users.find().toArray(), [{ _id: 'a', n: 2 }, { _id: 'b' }]);
    assert.match(
      warnings.join('\n'),
      /lacks rocketchat_sessions, .*\nusers has an _id more than once \(1 times, such as a\)/,
    );
  });

  test('whose folder is missing is an error that names it', async (t) => {
    const folder = join(await temporaryFolder(t), 'nowhere');
    await assert.rejects(
      startEmbeddedWorkspace({ kind: 'dump', folder }),
      (error) =>
        error instanceof EmbeddedWorkspaceError &&
        error.message === `The dump folder ${folder} does not exist.`,
    );
  });

  test('that is cut off is an error that names file and byte', async (t) => {
    const folder = await temporaryFolder(t);
    await writeDump(folder, 'chat', collections);
    const file = join(folder, 'chat', 'users.bson');
    await truncate(file, 30);
    await assert.rejects(
      startEmbeddedWorkspace({ kind: 'dump', folder }),
      (error) =>
        error instanceof EmbeddedWorkspaceError &&
        error.message.includes(file) &&
        /\bbyte \d+\b/.test(error.message) &&
        !error.message.includes('\n'),
    );
  });
});
