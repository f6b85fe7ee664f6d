import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { after, test, type TestContext } from 'node:test';
import { deserialize, serialize } from 'bson';
import { startWireServer } from '../../embedded/wire/server.js';
import { Store, type BsonDocument } from '../../embedded/wire/store.js';
import { withWrites } from '../support/writes.js';

const store = new Store();
store.load('rocketchat', 'people', [{ _id: 'ann' }, { _id: 'bob' }]);
const server = await startWireServer({ store, at: 0, intercept: withWrites(store) });
after(() => server.close());

const opReply = 1;
const opQuery = 2004;
const opCompressed = 2012;
const opMsg = 2013;
const opReplyPrefix = 20;
const opMsgPrefix = 5;

const int32 = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
};

function message(opcode: number, requestId: number, ...parts: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([int32(body.length + 16), int32(requestId), int32(0), int32(opcode), body]);
}

const bodySection = (command: BsonDocument) =>
  Buffer.concat([Buffer.of(0), serialize({ ...command, $db: 'rocketchat' })]);

function documentsSection(name: string, documents: readonly BsonDocument[]): Buffer {
  const content = [Buffer.from(`${name}\0`), ...documents.map((document) => serialize(document))];
  const length = Buffer.concat(content).length + 4;
  return Buffer.concat([Buffer.of(1), int32(length), ...content]);
}

const command = (requestId: number, document: BsonDocument, flags = 0) =>
  message(opMsg, requestId, int32(flags), bodySection(document));

const startupBanner = (requestId: number) =>
  message(
    opQuery,
    requestId,
    int32(0),
    Buffer.from('admin.$cmd\0'),
    int32(0),
    int32(-1),
    serialize({ ismaster: 1, helloOk: true }),
  );

interface Reply {
  readonly opcode: number;
  readonly responseTo: number;
  readonly document: BsonDocument;
}

/** A client without a driver: bytes go out as they are given, whole replies come in. */
async function rawClient(t: TestContext) {
  const socket = connect(server.port, '127.0.0.1');
  socket.setNoDelay(true);
  t.after(() => socket.destroy());
  await once(socket, 'connect');
  let bytes = Buffer.alloc(0);
  const chunks = socket[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  return {
    send: (data: Uint8Array) => socket.write(data),
    /** The next reply, or `undefined` if the server hangs up. */
    async receive(): Promise<Reply | undefined> {
      while (bytes.length < 4 || bytes.length < bytes.readInt32LE(0)) {
        const next = await chunks.next();
        if (next.done === true) return undefined;
        bytes = Buffer.concat([bytes, next.value]);
      }
      const reply = bytes.subarray(0, bytes.readInt32LE(0));
      bytes = bytes.subarray(reply.length);
      const opcode = reply.readInt32LE(12);
      const start = 16 + (opcode === opReply ? opReplyPrefix : opMsgPrefix);
      return {
        opcode,
        responseTo: reply.readInt32LE(8),
        document: deserialize(reply.subarray(start)),
      };
    },
  };
}

test('answers the handshake of a driver that sends it in the old form', async (t) => {
  const client = await rawClient(t);
  client.send(startupBanner(7));
  const reply = await client.receive();
  assert.equal(reply?.opcode, opReply);
  assert.equal(reply.responseTo, 7);
  const { localTime, connectionId, ...rest } = reply.document;
  assert.ok(localTime instanceof Date);
  assert.equal(typeof connectionId, 'number');
  assert.deepEqual(rest, {
    helloOk: true,
    isWritablePrimary: true,
    ismaster: true,
    maxBsonObjectSize: 16 * 1024 * 1024,
    maxMessageSizeBytes: 48_000_000,
    maxWriteBatchSize: 100_000,
    logicalSessionTimeoutMinutes: 30,
    minWireVersion: 0,
    maxWireVersion: 21,
    readOnly: true,
    ok: 1,
  });
});

test('a message that comes byte by byte is answered once it is whole', async (t) => {
  const client = await rawClient(t);
  const bytes = command(1, { find: 'people', filter: { _id: 'bob' } });
  for (const byte of bytes) {
    client.send(Buffer.of(byte));
    await new Promise(setImmediate);
  }
  const reply = await client.receive();
  assert.deepEqual((reply?.document.cursor as BsonDocument).firstBatch, [{ _id: 'bob' }]);
});

test('messages that come in one piece are answered in their order', async (t) => {
  const client = await rawClient(t);
  const whole = Buffer.concat([
    startupBanner(1),
    ...Array.from({ length: 50 }, (_, n) => command(n + 2, { ping: 1 })),
    command(52, { find: 'people' }),
  ]);
  // Cut where no message ends.
  client.send(whole.subarray(0, 33));
  client.send(whole.subarray(33));
  for (let id = 1; id <= 52; id += 1) {
    const reply = await client.receive();
    assert.equal(reply?.responseTo, id);
    assert.equal(reply.document.ok, 1);
  }
});

test('documents in a section of their own belong to the command', async (t) => {
  const client = await rawClient(t);
  client.send(
    message(
      opMsg,
      1,
      int32(0),
      documentsSection('documents', [{ _id: 1 }, { _id: 2 }]),
      bodySection({ insert: 'apart' }),
    ),
  );
  assert.deepEqual((await client.receive())?.document, { n: 2, ok: 1 });
});

test('a client that would take many replies to one command gets one', async (t) => {
  const client = await rawClient(t);
  const exhaustAllowed = 0x10000;
  client.send(command(1, { hello: 1, maxAwaitTimeMS: 10_000 }, exhaustAllowed));
  client.send(command(2, { ping: 1 }));
  assert.equal((await client.receive())?.responseTo, 1);
  assert.equal((await client.receive())?.responseTo, 2);
});

const ping = command(1, { ping: 1 });
const nonsense: Record<string, Uint8Array> = {
  'a negative length': Buffer.concat([int32(-1), ping.subarray(4)]),
  'a length below that of a header': Buffer.concat([int32(15), ping.subarray(4)]),
  'a length above 48,000,000': Buffer.concat([int32(48_000_001), ping.subarray(4)]),
  'an unknown opcode': message(9999, 1, Buffer.alloc(20)),
  'a compressed message, which was not offered': message(opCompressed, 1, Buffer.alloc(20)),
  'a header alone': message(opMsg, 1),
  'a flag that must be understood': command(1, { ping: 1 }, 1 << 5),
  'a checksum, which no driver sends': command(1, { ping: 1 }, 1),
  'no body': message(opMsg, 1, int32(0)),
  'two bodies': message(opMsg, 1, int32(0), bodySection({ ping: 1 }), bodySection({ ping: 1 })),
  'an unknown section': message(opMsg, 1, int32(0), Buffer.of(7), serialize({ ping: 1 })),
  'a section longer than its message': message(opMsg, 1, int32(0), Buffer.of(0), int32(5000)),
  'a body that is no BSON': message(opMsg, 1, int32(0), Buffer.of(0), int32(9), Buffer.alloc(5, 9)),
  'a list whose documents overrun it': message(
    opMsg,
    1,
    int32(0),
    bodySection({ insert: 'people' }),
    Buffer.of(1),
    int32(4 + 10 + 4),
    Buffer.from('documents\0'),
    int32(400),
  ),
  'a greeting cut short': message(opQuery, 1, int32(0), Buffer.from('admin.$cmd\0'), int32(0)),
};
for (const [what, bytes] of Object.entries(nonsense)) {
  test(`${what} ends the connection and no other`, async (t) => {
    const client = await rawClient(t);
    client.send(bytes);
    assert.equal(await client.receive(), undefined);
    const other = await rawClient(t);
    other.send(ping);
    assert.deepEqual((await other.receive())?.document, { ok: 1 });
  });
}

test('random bytes never end the server', async (t) => {
  for (let round = 0; round < 50; round += 1) {
    const client = await rawClient(t);
    const noise = Buffer.from(ping);
    for (let hit = 0; hit < 4; hit += 1) {
      noise[(round * 7 + hit * 13) % noise.length] = (round * 31 + hit * 97) & 0xff;
    }
    client.send(noise);
    client.send(Buffer.alloc(200, round));
  }
  const client = await rawClient(t);
  client.send(ping);
  assert.deepEqual((await client.receive())?.document, { ok: 1 });
});
