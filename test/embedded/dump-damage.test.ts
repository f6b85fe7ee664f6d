import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { Binary, Code, Decimal128, deserialize, Long, ObjectId, serialize, Timestamp } from 'bson';
import fc from 'fast-check';
import type { BsonDocument } from '../../data/workspace.js';
import { documentsIn } from '../../embedded/dump/bson-file.js';
import { DumpError, readDump } from '../../embedded/dump/read-dump.js';
import { temporaryFolder, writeDump } from '../support/mongodump.js';

const collections = ['rocketchat_sessions', 'users'];
const alice = { _id: 'alice' };

/** A dump with one sound collection, and `bytes` as the file of the users; returns its path. */
async function dumpWithUsers(folder: string, bytes: Buffer, name = 'users.bson'): Promise<string> {
  await writeDump(folder, 'rocketchat', { rocketchat_sessions: [{ _id: 'one' }] });
  const path = join(folder, 'rocketchat', name);
  await writeFile(path, bytes);
  return path;
}

function edited(document: BsonDocument, edit: (bytes: Buffer) => void): Buffer {
  const bytes = Buffer.from(serialize(document));
  edit(bytes);
  return bytes;
}

const sound = Buffer.from(serialize(alice));
const faults: { of: string; bytes: Buffer; says: string }[] = [
  {
    of: 'a length too small for any document',
    bytes: edited(alice, (bytes) => bytes.writeInt32LE(4)),
    says: 'gives its length as 4 bytes, where 5 to 16793600 are possible',
  },
  {
    of: 'a negative length',
    bytes: edited(alice, (bytes) => bytes.writeInt32LE(-1)),
    says: 'gives its length as -1 bytes, where 5 to 16793600 are possible',
  },
  {
    of: 'a length that MongoDB does not allow',
    bytes: edited(alice, (bytes) => bytes.writeInt32LE(16 * 1024 * 1024 + 16 * 1024 + 1)),
    says: 'gives its length as 16793601 bytes, where 5 to 16793600 are possible',
  },
  {
    of: 'a length beyond the end of the file',
    bytes: edited(alice, (bytes) => bytes.writeInt32LE(1000)),
    says: `is cut short: only ${sound.length} of its 1000 bytes are there`,
  },
  {
    of: 'a file that ends within a document',
    bytes: sound.subarray(0, 10),
    says: `is cut short: only 10 of its ${sound.length} bytes are there`,
  },
  {
    of: 'a file that ends within the length of a document',
    bytes: sound.subarray(0, 3),
    says: 'is cut short within its length',
  },
  {
    of: 'a document without its final zero byte',
    bytes: edited(alice, (bytes) => bytes.writeUInt8(1, bytes.length - 1)),
    says: 'does not end in a zero byte',
  },
  {
    of: 'a value of a type that BSON does not have',
    bytes: edited(alice, (bytes) => bytes.writeUInt8(0x63, 4)),
    says: 'is not valid BSON',
  },
];

for (const gzip of [false, true]) {
  describe(`a message names the ${gzip ? 'packed ' : ''}file and the document for`, () => {
    for (const { of, bytes, says } of faults) {
      test(of, async (t) => {
        const whole = Buffer.concat([sound, sound, bytes]);
        const content = gzip ? gzipSync(whole) : whole;
        const folder = await temporaryFolder(t);
        const path = await dumpWithUsers(folder, content, gzip ? 'users.bson.gz' : 'users.bson');
        const place = `byte ${sound.length * 2}${gzip ? ' of its unzipped data' : ''}`;
        await assert.rejects(readDump({ folder, collections }), {
          name: 'DumpError',
          message: `${path} is damaged: the document at ${place} ${says}.`,
        });
      });
    }
  });
}

const packed = gzipSync(Buffer.concat([sound, sound]));
const gzipFaults: { of: string; bytes: Buffer; why: string; offset: number }[] = [
  { of: 'not gzip', bytes: sound, why: 'incorrect header check', offset: 0 },
  { of: 'empty', bytes: Buffer.alloc(0), why: 'unexpected end of file', offset: 0 },
  {
    of: 'cut short, after its documents',
    bytes: packed.subarray(0, -4),
    why: 'unexpected end of file',
    offset: 2 * sound.length,
  },
  {
    of: 'not what its checksum says',
    bytes: Buffer.concat([packed.subarray(0, -8), Buffer.alloc(4), packed.subarray(-4)]),
    why: 'incorrect data check',
    offset: 0,
  },
];

describe('a message says that the gzip data fails for a packed file that is', () => {
  for (const { of, bytes, why, offset } of gzipFaults) {
    test(of, async (t) => {
      const folder = await temporaryFolder(t);
      const path = await dumpWithUsers(folder, bytes, 'users.bson.gz');
      await assert.rejects(readDump({ folder, collections }), {
        name: 'DumpError',
        message:
          `${path} is damaged: its gzip data fails (${why}), and the document at byte ${offset} ` +
          'of its unzipped data was not read.',
      });
    });
  }
});

test('a packed file under an unpacked name is to be renamed', async (t) => {
  const folder = await temporaryFolder(t);
  const path = await dumpWithUsers(folder, packed);
  await assert.rejects(readDump({ folder, collections }), {
    name: 'DumpError',
    message: `${path} is gzip data although its name does not say so: rename it to users.bson.gz.`,
  });
});

test('a sound document whose length looks like gzip is read', async (t) => {
  const folder = await temporaryFolder(t);
  const length = 0x00088b1f;
  const text = 'x'.repeat(length - serialize({ text: '' }).length);
  await dumpWithUsers(folder, Buffer.from(serialize({ text })));
  const dump = await readDump({ folder, collections });
  assert.deepEqual(dump.collections.get('users'), [{ text }]);
});

for (const gzip of [false, true]) {
  test(`a ${gzip ? 'packed' : 'plain'} file that vanishes before it is opened gets a message`, async () => {
    const file = { collection: 'users', path: join('nowhere', 'users.bson'), gzip, bytes: 10 };
    await assert.rejects(documentsIn(file).next(), {
      name: 'DumpError',
      message: `${file.path} cannot be read (ENOENT: no such file or directory).`,
    });
  });
}

describe('whatever happens to a file', () => {
  const users: BsonDocument[] = Array.from({ length: 12 }, (_, index) => ({
    _id: ObjectId.createFromTime(index),
    name: `user ${index}`,
    createdAt: new Date(Date.UTC(2024, 1, index + 1)),
    active: index % 2 === 0,
    score: index / 3,
    logins: Long.fromNumber(2 ** 33 + index),
    picture: new Binary(Buffer.alloc(index, index)),
    balance: Decimal128.fromString('1.5'),
    changed: new Timestamp({ t: index, i: 1 }),
    rule: new Code('return a', { a: index }),
    services: { resume: { loginTokens: [{ hashedToken: 'x'.repeat(index) }, null] } },
  }));
  const encoded = users.map((user) => Buffer.from(serialize(user)));
  const plain = Buffer.concat(encoded);
  const reencoded = (documents: readonly BsonDocument[]) => documents.map((one) => serialize(one));
  const expected = reencoded(encoded.map((bytes) => deserialize(bytes)));
  const boundaries = [0];
  for (const { length } of encoded) boundaries.push(length + (boundaries.at(-1) ?? 0));

  /** `removed` bytes at `at` make room for `inserted` ones. */
  interface Damage {
    at: number;
    removed: number;
    inserted: readonly number[];
  }
  const byte = fc.nat(255);
  const some = fc.array(byte, { minLength: 1, maxLength: 9 });
  const damages = (size: number): fc.Arbitrary<Damage> =>
    fc.oneof(
      fc.record({ at: fc.nat(size - 1), removed: fc.constant(size), inserted: fc.constant([]) }),
      fc.record({ at: fc.nat(size - 1), removed: fc.constant(1), inserted: fc.tuple(byte) }),
      fc.record({ at: fc.nat(size - 1), removed: fc.constant(0), inserted: some }),
      fc.record({ at: fc.nat(size - 1), removed: fc.integer({ min: 1, max: 50 }), inserted: some }),
    );
  const damaged = (file: Buffer, { at, removed, inserted }: Damage) =>
    Buffer.concat([file.subarray(0, at), Buffer.from(inserted), file.subarray(at + removed)]);

  for (const gzip of [false, true]) {
    test(`the ${gzip ? 'packed' : 'plain'} dump is read, or a DumpError names file and offset`, async (t) => {
      const folder = await temporaryFolder(t);
      const name = gzip ? 'users.bson.gz' : 'users.bson';
      const file = gzip ? gzipSync(plain) : plain;
      const path = await dumpWithUsers(folder, file, name);
      const place = /(?: is damaged: .* at byte )(\d+) (of its unzipped data )?/;
      await fc.assert(
        fc.asyncProperty(damages(file.length), async (damage) => {
          await writeFile(path, damaged(file, damage));
          const dump = await readDump({ folder, collections }).catch((error: unknown) => {
            assert.ok(error instanceof DumpError, String(error));
            assert.ok(error.message.startsWith(path));
            const [, offset, unzipped] = place.exec(error.message) ?? assert.fail(error.message);
            assert.equal(unzipped !== undefined, gzip);
            // Nothing is blamed that lies before the document in which the damage was done.
            const first = gzip
              ? 0
              : (boundaries.findLast((boundary) => boundary <= damage.at) ?? 0);
            assert.ok(Number(offset) >= first, error.message);
          });
          if (dump === undefined) return;
          const read = dump.collections.get('users') ?? assert.fail('no users');
          assert.ok(read.every((document) => typeof document === 'object'));
          if (gzip) return;
          const unharmed = boundaries.filter(
            (boundary) => boundary > 0 && boundary <= damage.at,
          ).length;
          assert.deepEqual(reencoded(read.slice(0, unharmed)), expected.slice(0, unharmed));
        }),
        { numRuns: 250 },
      );
    });
  }

  test('a plain file that was cut is read up to the cut, or its cut document is named', async (t) => {
    const folder = await temporaryFolder(t);
    const path = await dumpWithUsers(folder, plain);
    await fc.assert(
      fc.asyncProperty(fc.nat(plain.length), async (at) => {
        await writeFile(path, plain.subarray(0, at));
        const whole = boundaries.filter((boundary) => boundary <= at);
        const reading = readDump({ folder, collections });
        if (whole.at(-1) === at) {
          assert.equal((await reading).collections.get('users')?.length, whole.length - 1);
        } else {
          const place = `the document at byte ${whole.at(-1)} is cut short`;
          await assert.rejects(reading, (error: DumpError) => error.message.includes(place));
        }
      }),
      { numRuns: 100 },
    );
  });

  test('a packed file that was cut is never read', async (t) => {
    const folder = await temporaryFolder(t);
    const file = gzipSync(plain);
    const path = await dumpWithUsers(folder, file, 'users.bson.gz');
    await fc.assert(
      fc.asyncProperty(fc.nat(file.length - 1), async (at) => {
        await writeFile(path, file.subarray(0, at));
        await assert.rejects(readDump({ folder, collections }), DumpError);
      }),
      { numRuns: 100 },
    );
  });
});
