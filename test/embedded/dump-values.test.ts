import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { Binary, BSONRegExp, Decimal128, deserialize, Long, ObjectId, serialize, UUID } from 'bson';
import { readDump } from '../../embedded/dump/read-dump.js';
import { temporaryFolder, writeDump } from '../support/mongodump.js';

const collections = ['users'];

test('values come as the driver gives them by default', async (t) => {
  const folder = await temporaryFolder(t);
  const user = {
    _id: new ObjectId('65a1b2c3d4e5f60718293a4b'),
    name: 'Zoë 🚀',
    active: true,
    createdAt: new Date('2024-03-31T01:30:00.000Z'),
    negative: -1,
    half: 0.5,
    safe: Long.fromNumber(2 ** 40),
    unsafe: Long.MAX_VALUE,
    price: Decimal128.fromString('12.50'),
    secret: new Binary(Buffer.from([1, 2, 3]), 0),
    uuid: new UUID('01234567-89ab-4def-8123-456789abcdef'),
    nothing: null,
    nested: { roles: ['user', ['deeper', { photo: new Binary(Buffer.from([4, 5]), 0) }]] },
  };
  await writeDump(folder, 'rocketchat', { users: [user] });
  const { collections: read } = await readDump({ folder, collections });
  assert.deepEqual(read.get('users'), [deserialize(serialize(user))]);
  assert.equal(read.get('users')?.[0]?.safe, 2 ** 40);
  assert.deepEqual(read.get('users')?.[0]?.unsafe, Long.MAX_VALUE);
  assert.ok(read.get('users')?.[0]?.uuid instanceof UUID);
});

test('text that is not UTF-8 costs its broken characters, and not the dump', async (t) => {
  const folder = await temporaryFolder(t);
  await writeDump(folder, 'rocketchat', { users: [] });
  const bytes = Buffer.from(serialize({ _id: 'a', name: 'Ren?e, who came from an old import' }));
  bytes[bytes.indexOf('?')] = 0xe9;
  await writeFile(join(folder, 'rocketchat', 'users.bson'), bytes);
  const { collections: read } = await readDump({ folder, collections });
  const name = 'Ren\ufffde, who came from an old import';
  assert.deepEqual(read.get('users'), [{ _id: 'a', name }]);
});

test('a pattern that only MongoDB understands is kept as it is', async (t) => {
  const folder = await temporaryFolder(t);
  const pattern = new BSONRegExp('(?i)^a++', 'sx');
  await writeDump(folder, 'rocketchat', { users: [{ _id: 'a', pattern }] });
  const { collections: read } = await readDump({ folder, collections });
  assert.deepEqual(read.get('users'), [{ _id: 'a', pattern }]);
});
