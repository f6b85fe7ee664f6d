import assert from 'node:assert/strict';
import { truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { MongoClient } from 'mongodb';
import { administrator } from '../../embedded/demo/credentials.js';
import {
  EmbeddedWorkspaceError,
  startEmbeddedWorkspace,
  type EmbeddedSource,
} from '../../embedded/workspace.js';
import { temporaryFolder, writeDump } from '../support/mongodump.js';

const demo: EmbeddedSource = { kind: 'demo', seed: 1, now: new Date(), timeZone: 'UTC' };

async function start(t: TestContext, ...source: Parameters<typeof startEmbeddedWorkspace>) {
  const workspace = await startEmbeddedWorkspace(...source);
  t.after(() => workspace.close());
  const client = await new MongoClient(workspace.url, { serverSelectionTimeoutMS: 500 }).connect();
  t.after(() => client.close());
  const users = client.db().collection<{ _id: string }>('users');
  return { workspace, client, users };
}

test(
  'the demo is a database on a loopback port, until it is closed',
  { timeout: 60_000 },
  async (t) => {
    const { workspace, client, users } = await start(t, demo);
    assert.match(workspace.url, /^mongodb:\/\/127\.0\.0\.1:\d+\/rocketchat$/);
    const found = await users.findOne({ _id: administrator.userId }, { projection: { roles: 1 } });
    assert.deepEqual(found, { _id: administrator.userId, roles: ['user', 'admin'] });
    const sessions = await client.db().collection('rocketchat_sessions').find().limit(1).toArray();
    assert.equal(sessions.length, 1);

    await workspace.close();
    await workspace.close();
    await assert.rejects(users.findOne());
  },
);

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
    rocketchat_message: [{ _id: 'what nobody reads' }],
  };

  test('is a database, whatever its folder is called, with progress on the way', async (t) => {
    const folder = await temporaryFolder(t);
    await writeDump(folder, 'chat of $ last.year', collections);
    const progress: number[] = [];
    const { workspace, users, client } = await start(
      t,
      { kind: 'dump', folder },
      ({ bytesRead, bytesTotal }) => progress.push(bytesRead / bytesTotal),
    );
    assert.match(workspace.url, /^mongodb:\/\/127\.0\.0\.1:\d+\/rocketchat$/);
    assert.deepEqual(await users.find().toArray(), collections.users);
    assert.equal(await client.db().collection('rocketchat_message').findOne(), null);
    assert.equal(progress.at(-1), 1);
  });

  test('whose folder is missing is refused in a sentence that names it', async (t) => {
    const folder = join(await temporaryFolder(t), 'nowhere');
    await assert.rejects(
      startEmbeddedWorkspace({ kind: 'dump', folder }),
      (error) =>
        error instanceof EmbeddedWorkspaceError &&
        error.message === `The dump folder ${folder} does not exist.`,
    );
  });

  test('that is cut off is refused in a sentence that names file and byte', async (t) => {
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
