import { ObjectId } from 'bson';
import { Columns, type Range } from './columns.js';
import type { Document } from './fields.js';
import { keyOf, type Key } from './key.js';

export type { Document } from './fields.js';

/**
 * Databases, their collections and the documents in them, in order of arrival and indexed by `_id`.
 * Documents are kept as they are given, with the BSON classes of the `bson` module, and whoever
 * reads them must not change them.
 */
export class Store {
  readonly #databases = new Map<string, Map<string, Map<Key, Document>>>();
  readonly #columns = new WeakMap<Map<Key, Document>, Columns>();

  /**
   * Adds many documents, which belong to the store from then on; one without an `_id` is given one.
   * @throws Error at a duplicate `_id`; the documents before it stay.
   */
  load(database: string, collection: string, documents: readonly Document[]): void {
    for (const document of documents) {
      if (!this.insert(database, collection, document)) {
        throw new Error(`${database}.${collection} has the _id ${String(document._id)} twice.`);
      }
    }
  }

  /** Adds a document; `false`, and nothing done, if its `_id` is taken. */
  insert(database: string, collection: string, document: Document): boolean {
    const documents = this.#open(database, collection);
    const stored = '_id' in document ? document : { _id: new ObjectId(), ...document };
    const key = keyOf(stored._id);
    if (documents.has(key)) return false;
    documents.set(key, stored);
    this.#columns.delete(documents);
    return true;
  }

  /** Adds a document, or replaces the one with its `_id`. */
  put(database: string, collection: string, document: Document): void {
    const documents = this.#open(database, collection);
    documents.set(keyOf(document._id), document);
    this.#columns.delete(documents);
  }

  remove(database: string, collection: string, id: unknown): void {
    const documents = this.#databases.get(database)?.get(collection);
    if (!documents) return;
    documents.delete(keyOf(id));
    this.#columns.delete(documents);
  }

  /** Every document of a collection, in order of arrival; none if there is no such collection. */
  scan(database: string, collection: string): Iterable<Document> {
    return this.#databases.get(database)?.get(collection)?.values() ?? [];
  }

  /** The documents in a range, in order of arrival; `undefined` where only a scan can tell. */
  within(database: string, collection: string, range: Range): Iterable<Document> | undefined {
    const documents = this.#databases.get(database)?.get(collection);
    if (!documents) return [];
    let columns = this.#columns.get(documents);
    if (!columns) this.#columns.set(documents, (columns = new Columns(documents.values())));
    return columns.within(range);
  }

  /** The document with an `_id`, without a scan. */
  byId(database: string, collection: string, id: unknown): Document | undefined {
    return this.#databases.get(database)?.get(collection)?.get(keyOf(id));
  }

  collectionNames(database: string): string[] {
    return [...(this.#databases.get(database)?.keys() ?? [])];
  }

  dropDatabase(database: string): void {
    this.#databases.delete(database);
  }

  #open(database: string, collection: string): Map<Key, Document> {
    let collections = this.#databases.get(database);
    if (!collections)
      this.#databases.set(database, (collections = new Map<string, Map<Key, Document>>()));
    let documents = collections.get(collection);
    if (!documents) collections.set(collection, (documents = new Map<Key, Document>()));
    return documents;
  }
}
