import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Binary, serialize } from 'bson';
import fc from 'fast-check';
import type { BsonDocument } from '../../data/workspace.js';
import { documentReader } from '../../embedded/dump/bson-stream.js';
import { type DumpProgress, readDump } from '../../embedded/dump/read-dump.js';
import { liveBytes } from '../support/live-bytes.js';
import { temporaryFolder, writeDump } from '../support/mongodump.js';

const collections = ['users', 'rocketchat_sessions', 'rocketchat_room'];
const mebibyte = 1024 * 1024;

test('however a stream is cut into chunks, it is the same documents', () => {
  const document = fc.record(
    { _id: fc.integer(), text: fc.string({ maxLength: 60 }) },
    { noNullPrototype: true },
  );
  fc.assert(
    fc.property(
      fc.array(document),
      fc.infiniteStream(fc.integer({ min: 1, max: 90 })),
      (documents, sizes) => {
        const bytes = Buffer.concat(documents.map((one) => serialize(one)));
        const reader = documentReader((offset, reason) => new Error(`${offset} ${reason}`));
        const read: BsonDocument[] = [];
        let at = 0;
        for (const size of sizes) {
          if (at >= bytes.length) break;
          read.push(...reader.push(Buffer.from(bytes.subarray(at, at + size))));
          at += size;
        }
        reader.end();
        assert.deepEqual(read, documents);
        assert.equal(reader.offset(), bytes.length);
      },
    ),
  );
});

for (const gzip of [false, true]) {
  const kind = gzip ? 'packed' : 'plain';

  test(`documents of up to 16 MiB are read among small ones from a ${kind} file`, async (t) => {
    const folder = await temporaryFolder(t);
    const sizes = [10, 300_000, 20, 3 * mebibyte, 16 * mebibyte - 100, 30];
    const users = sizes.map((size, _id) => ({ _id, text: 'ab'.repeat(size / 2) }));
    await writeDump(folder, 'rocketchat', { users }, { gzip });
    const dump = await readDump({ folder, collections });
    assert.deepEqual(dump.collections.get('users'), users);
  });

  test(`100,000 documents of a ${kind} file take no memory beside their own`, async (t) => {
    const folder = await temporaryFolder(t);
    const count = 100_000;
    const text = 'x'.repeat(300);
    const users = Array.from({ length: count }, (_, _id) => ({ _id, day: _id % 31, text }));
    await writeDump(folder, 'rocketchat', { users }, { gzip });
    users.length = 0;

    const before = liveBytes();
    let highest = 0;
    let samples = 0;
    const dump = await readDump({
      folder,
      collections,
      onProgress: ({ bytesRead, bytesTotal }) => {
        if (bytesRead < (samples / 3) * bytesTotal) return;
        samples += 1;
        highest = Math.max(highest, liveBytes().total);
      },
    });
    const after = liveBytes();
    assert.equal(dump.collections.get('users')?.length, count);
    assert.ok(samples >= 3);
    assert.ok(highest < after.total + 4 * mebibyte, `${highest} and then ${after.total}`);
    assert.ok(after.besideHeap < before.besideHeap + mebibyte);
  });
}

test('a few bytes of binary data do not keep the file in memory', async (t) => {
  const folder = await temporaryFolder(t);
  const users = Array.from({ length: 2000 }, (_, _id) => {
    return { _id, text: 'x'.repeat(8000), keys: [{ key: new Binary(Buffer.alloc(16, _id)) }] };
  });
  await writeDump(folder, 'rocketchat', { users });
  const before = liveBytes();
  const dump = await readDump({ folder, collections });
  const after = liveBytes();
  assert.ok(after.besideHeap < before.besideHeap + mebibyte);
  assert.deepEqual(dump.collections.get('users')?.at(-1)?.keys, users.at(-1)?.keys);
});

for (const gzip of [false, true]) {
  test(`progress over ${gzip ? 'packed' : 'plain'} files only grows, and reaches the total`, async (t) => {
    const folder = await temporaryFolder(t);
    const users = Array.from({ length: 4000 }, (_, _id) => ({ _id, text: 'x'.repeat(200) }));
    const dumped = { users, rocketchat_sessions: [], rocketchat_room: users.slice(0, 10) };
    await writeDump(folder, 'rocketchat', { ...dumped, rocketchat_message: users }, { gzip });
    const heard: DumpProgress[] = [];
    await readDump({ folder, collections, onProgress: (progress) => heard.push(progress) });

    const { bytesTotal } = heard[0] ?? assert.fail('no progress');
    heard.reduce((previous, next) => {
      assert.ok(next.bytesRead >= previous.bytesRead && next.bytesRead <= bytesTotal);
      assert.equal(next.bytesTotal, bytesTotal);
      return next;
    });
    assert.equal(heard.at(-1)?.bytesRead, bytesTotal);
    for (const [collection, documents] of Object.entries(dumped)) {
      const last = heard.findLast((progress) => progress.collection === collection);
      assert.equal(last?.documents, documents.length);
    }
  });
}

test('what the listener throws stops the reading, as it is', async (t) => {
  const folder = await temporaryFolder(t);
  await writeDump(folder, 'rocketchat', { users: [{ _id: 1 }] });
  const stop = new Error('stop');
  const onProgress = () => {
    throw stop;
  };
  await assert.rejects(readDump({ folder, collections, onProgress }), (error) => error === stop);
});
