import { randomInt } from 'node:crypto';
import { calculateObjectSize, Long } from 'bson';
import type { Clock } from './clock.js';
import { cursorNotFound, objectTooLarge } from './errors.js';
import type { Document } from './store.js';

/** The largest document, and so the largest batch, that MongoDB's clients accept. */
export const maxBsonSize = 16 * 1024 * 1024;

const envelopeSize = 1024;
const firstBatchSize = 101;
const idleMS = 10 * 60 * 1000;
const maxOpen = 1000;

interface Cursor {
  readonly namespace: string;
  readonly documents: Iterator<Document>;
  readonly clock: Clock;
  /** Read, and left for the next batch. */
  next: IteratorResult<Document, unknown>;
  usedAt: number;
}

/** The results that clients have not read to the end. */
export interface Cursors {
  /** Answers `find` and `aggregate` with the first batch, and keeps the rest unless `single`. */
  open(
    result: { namespace: string; documents: Iterable<Document>; clock: Clock },
    batch: { readonly size?: number | undefined; readonly single?: boolean },
  ): Document;
  /** Answers `getMore`, whose work began at `since`. */
  more(id: unknown, namespace: string, batchSize: number | undefined, since: number): Document;
  /** Whether there was such a cursor. */
  kill(id: unknown): boolean;
}

/**
 * Cursors belong to no connection, as in MongoDB: a client may fetch the next batch over another
 * one. Those that nobody has used for ten minutes go, and the oldest when there are too many.
 */
export function createCursors(now: () => number = Date.now): Cursors {
  // In the order of their last use.
  const cursors = new Map<string, Cursor>();

  function keep(id: string, cursor: Cursor): void {
    cursors.set(id, { ...cursor, usedAt: now() });
    for (const [oldest, { usedAt }] of cursors) {
      if (cursors.size <= maxOpen && usedAt > now() - idleMS) break;
      cursors.delete(oldest);
    }
  }

  return {
    open({ namespace, documents: iterable, clock }, { size = firstBatchSize, single = false }) {
      const documents = iterable[Symbol.iterator]();
      const cursor: Cursor = { namespace, documents, clock, next: documents.next(), usedAt: now() };
      const firstBatch = take(cursor, size);
      const isOver = cursor.next.done === true || single;
      const id = isOver ? '0' : String(randomInt(1, 2 ** 48 - 1));
      clock.check();
      clock.pause();
      if (!isOver) keep(id, cursor);
      return { cursor: { firstBatch, id: Long.fromString(id), ns: namespace }, ok: 1 };
    },

    more(wanted, namespace, batchSize, since) {
      const id = String(wanted);
      const cursor = cursors.get(id);
      if (cursor?.namespace !== namespace) throw cursorNotFound(id);
      // Whatever goes wrong in a batch ends the cursor.
      cursors.delete(id);
      cursor.clock.resume(since);
      const nextBatch = take(cursor, batchSize ?? Infinity);
      cursor.clock.check();
      cursor.clock.pause();
      if (cursor.next.done !== true) keep(id, cursor);
      const left = cursor.next.done === true ? '0' : id;
      return { cursor: { nextBatch, id: Long.fromString(left), ns: namespace }, ok: 1 };
    },

    kill: (id) => cursors.delete(String(id)),
  };
}

/** At most `size` documents, and no more than fit into a reply. */
function take(cursor: Cursor, size: number): Document[] {
  const batch: Document[] = [];
  let bytes = envelopeSize;
  while (batch.length < size && cursor.next.done !== true) {
    const document = cursor.next.value;
    const length = calculateObjectSize(document, { ignoreUndefined: true });
    if (length > maxBsonSize) throw objectTooLarge();
    // An element of an array also has a type and an index.
    bytes += length + 2 + String(batch.length).length;
    if (batch.length > 0 && bytes > maxBsonSize) break;
    batch.push(document);
    cursor.next = cursor.documents.next();
  }
  return batch;
}
