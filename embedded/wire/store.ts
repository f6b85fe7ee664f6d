import { ObjectId } from 'bson';
import { keyOf, type Key } from './values.js';
import type { BsonDocument } from './values.js';

export type { BsonDocument } from './values.js';

/**
 * Databases, their collections and the documents in them, in order of arrival and indexed by `_id`.
 * Documents are stored as they are given, with the classes of the `bson` module, and readers must
 * not change them.
 */
export class Store {
  readonly #databases = new Map<string, Map<string, Map<Key, BsonDocument>>>();

  /**
   * Adds many documents; one without an `_id` is given one, and one whose `_id` is there replaces
   * the document that has it. Returns the ids of those that were replaced.
   */
  load(database: string, collection: string, documents: readonly BsonDocument[]): unknown[] {
    return documents
      .filter((document) => this.put(database, collection, document))
      .map(({ _id: id }) => id);
  }

  /** Adds a document, or replaces the one with the same `_id`; whether there was one. */
  put(database: string, collection: string, document: BsonDocument): boolean {
    const collections = this.#databases.get(database) ?? new Map<string, Map<Key, BsonDocument>>();
    const documents = collections.get(collection) ?? new Map<Key, BsonDocument>();
    this.#databases.set(database, collections.set(collection, documents));
    const stored = '_id' in document ? document : { _id: new ObjectId(), ...document };
    const key = keyOf(stored._id);
    const isReplaced = documents.has(key);
    documents.set(key, stored);
    return isReplaced;
  }

  /** Every document of a collection, in order of arrival; none if there is no such collection. */
  scan(database: string, collection: string): Iterable<BsonDocument> {
    return this.#databases.get(database)?.get(collection)?.values() ?? [];
  }

  /** The document with an `_id`, without a scan. */
  byId(database: string, collection: string, id: unknown): BsonDocument | undefined {
    return this.#databases.get(database)?.get(collection)?.get(keyOf(id));
  }

  dropDatabase(database: string): void {
    this.#databases.delete(database);
  }
}
