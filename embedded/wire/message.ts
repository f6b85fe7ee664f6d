import { deserialize, serialize } from 'bson';
import type { BsonDocument } from './values.js';

/** The largest message that is read, in bytes. */
export const maxMessageSize = 48_000_000;

/** A command as it was received, and how its reply must be framed. */
export interface Message {
  readonly requestId: number;
  readonly database: string;
  /** The whole command, including the documents of other sections. */
  readonly command: BsonDocument;
  /** `OP_QUERY`, which drivers use for their first `hello` only. */
  readonly isQuery: boolean;
}

const headerSize = 16;
const opReply = 1;
const opQuery = 2004;
const opMsg = 2013;
// A reader must reject flags of the lower half that it does not know, and may ignore the others. No
// driver here sends a checksum, or a command that wants no reply.
const unknownFlags = 0xffff;

/**
 * Cuts a stream into messages, however they are spread over its chunks.
 * @throws Error when a message claims an impossible length.
 */
export async function* splitMessages(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let parts: Buffer[] = [];
  let size = 0;
  let wanted = 4;
  for await (const chunk of chunks) {
    parts.push(chunk);
    size += chunk.length;
    // Joined only when there is enough, so that many small chunks cost no more than few.
    if (size < wanted) continue;
    let bytes = Buffer.concat(parts, size);
    for (wanted = lengthOf(bytes); bytes.length >= wanted; wanted = lengthOf(bytes)) {
      yield bytes.subarray(0, wanted);
      bytes = bytes.subarray(wanted);
    }
    parts = [bytes];
    size = bytes.length;
  }
}

/** The length of the message that begins here, or of the field that states it. */
function lengthOf(bytes: Buffer): number {
  if (bytes.length < 4) return 4;
  const length = bytes.readInt32LE(0);
  if (length < headerSize || length > maxMessageSize) throw new Error(`length ${length}`);
  return length;
}

/** @throws Error for an unknown opcode, and for whatever cannot be decoded. */
export function readMessage(bytes: Buffer): Message {
  const opcode = bytes.readInt32LE(12);
  if (opcode === opMsg) return readMsg(bytes);
  if (opcode === opQuery) return readQuery(bytes);
  throw new Error(`opcode ${opcode}`);
}

function readMsg(bytes: Buffer): Message {
  if (bytes.readUInt32LE(headerSize) & unknownFlags) throw new Error('flags');
  let body: BsonDocument | undefined;
  const sequences: BsonDocument = {};
  for (let at = headerSize + 4; at < bytes.length;) {
    const kind = bytes.readUInt8(at);
    const size = bytes.readInt32LE(at + 1);
    const section = bytes.subarray(at + 1, at + 1 + size);
    if (size < 5 || at + 1 + size > bytes.length) throw new Error('section');
    if (kind === 0 && !body) body = deserialize(section);
    else if (kind === 1) Object.assign(sequences, readSequence(section));
    else throw new Error('section');
    at += 1 + size;
  }
  if (!body) throw new Error('body');
  return {
    requestId: bytes.readInt32LE(4),
    database: String(body.$db),
    command: { ...body, ...sequences },
    isQuery: false,
  };
}

/** A list of documents that belongs to the command: its length, its name, then the documents. */
function readSequence(section: Buffer): BsonDocument {
  const nameEnd = section.indexOf(0, 4);
  if (nameEnd < 0) throw new Error('sequence');
  const documents: BsonDocument[] = [];
  for (let at = nameEnd + 1; at < section.length;) {
    const size = section.readInt32LE(at);
    if (size < 5 || at + size > section.length) throw new Error('sequence');
    // As in a dump: not every pattern of MongoDB's is one of JavaScript's.
    documents.push(deserialize(section.subarray(at, at + size), { bsonRegExp: true }));
    at += size;
  }
  return { [section.toString('utf8', 4, nameEnd)]: documents };
}

function readQuery(bytes: Buffer): Message {
  const nameStart = headerSize + 4;
  const nameEnd = bytes.indexOf(0, nameStart);
  if (nameEnd < 0) throw new Error('namespace');
  // After the name: how many to skip and to return, which mean nothing to a command.
  const start = nameEnd + 1 + 8;
  return {
    requestId: bytes.readInt32LE(4),
    database: bytes.toString('utf8', nameStart, nameEnd).replace(/\.\$cmd$/, ''),
    command: deserialize(bytes.subarray(start, start + bytes.readInt32LE(start))),
    isQuery: true,
  };
}

let lastRequestId = 0;

/** The bytes of the reply to a message. */
export function writeReply(message: Message, reply: BsonDocument): Buffer {
  const body = serialize(reply, { ignoreUndefined: true });
  // OP_MSG: flags and the kind of the section. OP_REPLY: flags, cursor, position and number.
  const prefix = Buffer.alloc(message.isQuery ? 20 : 5);
  if (message.isQuery) prefix.writeInt32LE(1, 16);
  const header = Buffer.alloc(headerSize);
  lastRequestId = (lastRequestId + 1) & 0x7fffffff;
  header.writeInt32LE(headerSize + prefix.length + body.length, 0);
  header.writeInt32LE(lastRequestId, 4);
  header.writeInt32LE(message.requestId, 8);
  header.writeInt32LE(message.isQuery ? opReply : opMsg, 12);
  return Buffer.concat([header, prefix, body]);
}
