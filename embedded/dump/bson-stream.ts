import { Binary, deserialize } from 'bson';
import type { BsonDocument } from '../../data/workspace.js';

/** MongoDB's limit for a document, and the 16 KiB by which its own may exceed it. */
const longestDocument = 16 * 1024 * 1024 + 16 * 1024;
const shortestDocument = 5;
const lengthBytes = 4;

/** Makes the error for the document at `offset`; `reason` completes "the document …". */
export type Fault = (offset: number, reason: string, cause?: unknown) => Error;

export interface DocumentReader {
  /** The documents that `chunk` completes. Throws what `fault` made, and is then of no more use. */
  push(chunk: Buffer): BsonDocument[];
  /** Throws if the stream stopped within a document. */
  end(): void;
  /** Where the first document begins that was not returned yet. */
  offset(): number;
}

/**
 * Cuts a stream of BSON, in chunks of any size, into documents with the driver's default types:
 * dates as `Date`, numbers as `number` where they fit, `ObjectId`, `Decimal128` and `Binary` as
 * themselves. Holds no chunk, and at most one unfinished document.
 */
export function documentReader(fault: Fault): DocumentReader {
  let offset = 0;
  let head = Buffer.alloc(0);
  let unfinished = Buffer.alloc(0);
  let filled = 0;

  function lengthAt(bytes: Buffer, at: number): number {
    const length = bytes.readInt32LE(at);
    if (length >= shortestDocument && length <= longestDocument) return length;
    const possible = `where ${shortestDocument} to ${longestDocument} are possible`;
    throw fault(offset, `gives its length as ${length} bytes, ${possible}`);
  }

  function documentOf(bytes: Buffer): BsonDocument {
    if (bytes.at(-1) !== 0) throw fault(offset, 'does not end in a zero byte');
    try {
      const document = decoded(bytes);
      offset += bytes.length;
      return document;
    } catch (error) {
      throw fault(offset, 'is not valid BSON', error);
    }
  }

  return {
    push(chunk) {
      const documents: BsonDocument[] = [];
      let bytes = chunk;
      if (unfinished.length > 0) {
        const copied = chunk.copy(unfinished, filled);
        filled += copied;
        if (filled < unfinished.length) return documents;
        documents.push(documentOf(unfinished));
        unfinished = Buffer.alloc(0);
        bytes = chunk.subarray(copied);
      } else if (head.length > 0) {
        bytes = Buffer.concat([head, chunk]);
      }

      let at = 0;
      while (bytes.length - at >= lengthBytes) {
        const length = lengthAt(bytes, at);
        if (bytes.length - at < length) {
          unfinished = Buffer.alloc(length);
          filled = bytes.copy(unfinished, 0, at);
          at = bytes.length;
          break;
        }
        documents.push(documentOf(bytes.subarray(at, at + length)));
        at += length;
      }
      head = Buffer.from(bytes.subarray(at));
      return documents;
    },

    end() {
      if (head.length > 0) throw fault(offset, 'is cut short within its length');
      if (unfinished.length === 0) return;
      throw fault(
        offset,
        `is cut short: only ${filled} of its ${unfinished.length} bytes are there`,
      );
    },

    offset: () => offset,
  };
}

function decoded(bytes: Buffer): BsonDocument {
  const document = deserialize(bytes, {
    // The driver rejects a document whose text is not UTF-8, but MongoDB stores such text, and one
    // nickname of an old import must not cost the whole workspace: U+FFFD stands for what it breaks.
    validation: { utf8: false },
    // A RegExp would lose options, and throw for patterns that only PCRE knows.
    bsonRegExp: true,
  });
  ownBinaries(document);
  return document;
}

/** Copies what `deserialize` leaves as views: sixteen bytes of a UUID would hold a chunk in memory. */
function ownBinaries(value: object): void {
  if (value instanceof Binary) {
    value.buffer = Buffer.from(value.buffer);
    return;
  }
  for (const key in value) {
    const child: unknown = value[key as keyof typeof value];
    if (typeof child === 'object' && child !== null) ownBinaries(child);
  }
}
