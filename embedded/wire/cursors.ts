import { randomInt } from 'node:crypto';
import { calculateObjectSize, Long } from 'bson';
import { LRUCache } from 'lru-cache';
import { CommandError } from './errors.js';
import type { BsonDocument } from './values.js';

/** The largest document, and so the largest batch, that MongoDB's clients accept. */
export const maxBsonSize = 16 * 1024 * 1024;

const envelopeSize = 1024;
const firstBatchSize = 101;
const idleMS = 10 * 60 * 1000;
const maxOpen = 1000;

/** A result, read as far as clients have requested it. */
export interface Rows {
  readonly namespace: string;
  readonly documents: Iterator<BsonDocument, unknown>;
  readonly timer: Timer;
}

/** The time that an operation may take, over all its batches and without the pauses between. */
export interface Timer {
  /** When the work on a batch began, on the clock of `performance.now()`. */
  since: number;
  /** What was left of the time then, in milliseconds. */
  left: number;
}

/** @throws CommandError when the time is over. */
export function checkTime({ since, left }: Timer): void {
  if (performance.now() - since < left) return;
  throw new CommandError(50, 'operation exceeded time limit');
}

interface Cursor extends Rows {
  /** Read, and left for the next batch. */
  next: IteratorResult<BsonDocument, unknown>;
}

/**
 * The results that clients have not read to the end. They belong to no connection, as in MongoDB: a
 * client may read the next batch over another one. Those not used for ten minutes are dropped, and
 * the oldest when there are too many.
 */
export class Cursors {
  readonly #cursors = new LRUCache<string, Cursor>({ max: maxOpen, ttl: idleMS });

  /** The reply to `find` and `aggregate`; there is no other if it is to be the only one. */
  open(rows: Rows, size = firstBatchSize, isOnly = false): BsonDocument {
    const cursor = { ...rows, next: rows.documents.next() };
    const id = isOnly ? undefined : String(randomInt(1, 2 ** 48 - 1));
    return this.#reply(cursor, 'firstBatch', size, id);
  }

  /** The reply to `getMore`, the work on which began at `since`. */
  more(wanted: unknown, namespace: string, size: number, since: number): BsonDocument {
    const id = String(wanted);
    const cursor = this.#cursors.get(id);
    if (cursor?.namespace !== namespace) throw new CommandError(43, `cursor id ${id} not found`);
    // An error in a batch ends the cursor.
    this.#cursors.delete(id);
    cursor.timer.since = since;
    return this.#reply(cursor, 'nextBatch', size, id);
  }

  /** Whether there was such a cursor. */
  kill(id: unknown): boolean {
    return this.#cursors.delete(String(id));
  }

  #reply(cursor: Cursor, name: string, size: number, id?: string): BsonDocument {
    const documents = take(cursor, size);
    checkTime(cursor.timer);
    cursor.timer.left -= performance.now() - cursor.timer.since;
    const isOver = cursor.next.done === true || id === undefined;
    if (!isOver) this.#cursors.set(id, cursor);
    const left = Long.fromString(isOver ? '0' : id);
    return { cursor: { [name]: documents, id: left, ns: cursor.namespace }, ok: 1 };
  }
}

/** At most `size` documents, and no more than fit into a reply. */
function take(cursor: Cursor, size: number): BsonDocument[] {
  const batch: BsonDocument[] = [];
  let bytes = envelopeSize;
  while (batch.length < size && cursor.next.done !== true) {
    const document = cursor.next.value;
    const length = calculateObjectSize(document, { ignoreUndefined: true });
    if (length > maxBsonSize) throw new CommandError(10334, 'document is larger than 16 MB');
    // An element of an array also has a type and an index.
    bytes += length + 2 + String(batch.length).length;
    if (batch.length > 0 && bytes > maxBsonSize) break;
    batch.push(document);
    cursor.next = cursor.documents.next();
  }
  return batch;
}
