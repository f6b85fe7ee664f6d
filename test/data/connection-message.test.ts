import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { test } from 'node:test';
import { connectDatabase } from '../../data/mongo-workspace.js';
import { checkCollections } from '../../data/collections-check.js';
import { startTestDatabase } from '../support/database.js';

/** The message of a start with this URL, and what it warns of. */
async function startWith(url: string) {
  const warnings: string[] = [];
  try {
    const database = await connectDatabase({ url, timeZone: 'UTC' });
    try {
      await checkCollections(database, {
        warn: (message: unknown) => warnings.push(String(message)),
      });
    } finally {
      await database.close();
    }
    return { message: undefined, warnings };
  } catch (error) {
    return { message: (error as Error).message, warnings };
  }
}

const rows: [what: string, url: string, message: RegExp][] = [
  ['a closed port', 'mongodb://127.0.0.1:1/x', /127\.0\.0\.1:1: the connection is refused\./],
  ['a missing CA file', 'mongodb://127.0.0.1:1/x?tls=true&tlsCAFile=/no/ca.pem', /\/no\/ca\.pem/],
  ['an unknown option', 'mongodb://127.0.0.1:1/x?foo=1', /option foo is not supported/],
  ['an unknown compressor', 'mongodb://127.0.0.1:1/x?compressors=foo', /compression mechanism/],
  ['an invalid database name', 'mongodb://127.0.0.1:1/rocket.chat', /Database names/],
  ['an invalid port', 'mongodb://127.0.0.1:99999/x', /127\.0\.0\.1:99999/],
];
for (const [what, url, message] of rows) {
  test(`a start with ${what} reports that, and names the setting`, async () => {
    const result = await startWith(url);
    assert.match(result.message ?? '', message);
    assert.match(result.message ?? '', /^MONGO_URL: /);
  });
}

test('no message repeats a part of an unescaped password', async () => {
  for (const password of [
    's3cr@t-word',
    's3cr/t-word',
    's3cr#t-word',
    's3cr%t-word',
    's3cr?t-word',
    // The driver takes the host for `t-word`.
    's3cr@t-word/x',
    's3cr@t-word/w#ord',
    's3cr:t-word:',
  ]) {
    const { message } = await startWith(`mongodb://user:${password}@127.0.0.1:1/x`);
    assert.match(message ?? '', /^MONGO_URL: /);
    assert.doesNotMatch(message ?? '', /s3cr|t-word/);
  }
});

test('a server of another replica set is reported as such', async () => {
  await using db = await startTestDatabase();
  const url = new URL(db.url);
  url.searchParams.set('replicaSet', 'another');
  const { message } = await startWith(url.href);
  assert.match(message ?? '', /replica set another/);
});

test('a server that speaks no TLS is named', async () => {
  const server = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const { message } = await startWith(`mongodb://127.0.0.1:${port}/x?tls=true`);
  server.close();
  assert.match(message ?? '', new RegExp(`127\\.0\\.0\\.1:${port}: .*TLS`));
});

test('a database without Rocket.Chat’s collections, or without users, is a warning that names it', async () => {
  await using db = await startTestDatabase();
  const empty = await startWith(db.url);
  assert.match(empty.warnings.join(), /has none of Rocket\.Chat's collections/);
  await db.fill({ rocketchat_settings: [{ _id: 'Site_Name', value: 'Acme' }] });
  const { warnings } = await startWith(db.url);
  assert.match(warnings.join(), /has no users/);
});

test('the database is the one in the path alone', async () => {
  await using db = await startTestDatabase();
  const name = /\/([^/?]+)(\?|$)/.exec(db.url)?.[1] ?? '';
  await db.fill({ users: [{ _id: 'admin' }], rocketchat_settings: [{ _id: 'a' }] });
  const named = await startWith(`${db.url}${db.url.includes('?') ? '&' : '?'}appName=x/other`);
  assert.deepEqual(named, { message: undefined, warnings: [] });
  const nameless = db.url.replace(`/${name}`, '');
  const { warnings } = await startWith(
    `${nameless}${nameless.includes('?') ? '&' : '?'}appName=x/${name}`,
  );
  assert.match(warnings.join(), /database rocketchat has none/);
});

test('collections that the user may not read are named, and the gateway is not ready', async () => {
  await using db = await startTestDatabase({
    intercept: ({ name, command }) =>
      name === 'find' && command.find === 'rocketchat_room'
        ? { ok: 0, code: 13, codeName: 'Unauthorized', errmsg: 'not authorized' }
        : undefined,
  });
  await assert.rejects(
    db.database.filledCollections(1000),
    /^WorkspaceUnavailable: MONGO_URL: the user may not read rocketchat_room in the database/,
  );
  assert.equal(await db.database.respondsWithin(1000), false);
});
