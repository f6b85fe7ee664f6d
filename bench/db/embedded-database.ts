import type { CollectionName, Document } from '../../data/workspace.js';
import type { Range } from '../../embedded/wire/columns.js';
import { createClock } from '../../embedded/wire/clock.js';
import { evaluate } from '../../embedded/wire/evaluate.js';
import { startWireServer } from '../../embedded/wire/server.js';
import { Store } from '../../embedded/wire/store.js';
import type { Scale } from './documents.js';
import { generatedCollections, type FilledDatabase } from './filled-database.js';

const name = 'rocketchat';

/** A generated workspace on the embedded server, in this process. */
export async function fillEmbeddedDatabase(scale: Scale): Promise<FilledDatabase> {
  const store = new CountingStore();
  for (const [collection, documents] of generatedCollections(scale)) {
    for (const document of documents) store.load(name, collection, [document]);
  }
  const server = await startWireServer({ store });
  return {
    url: server.url(name),
    engine: 'embedded',
    product: 'the embedded server',
    examined: (collection, pipeline) =>
      Promise.resolve(
        store.readsDuring(() => {
          readToTheEnd(store, collection, pipeline);
        }),
      ),
    processorMS() {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1000;
    },
    drop: () => server.close(),
  };
}

function readToTheEnd(
  store: Store,
  collection: CollectionName,
  pipeline: readonly Document[],
): void {
  const clock = createClock(0, performance.now());
  const rows = evaluate(store, name, collection, pipeline, clock)[Symbol.iterator]();
  while (rows.next().done !== true);
}

/** Counts the documents that are taken out of it while it is asked to, and costs nothing otherwise. */
class CountingStore extends Store {
  #isCounting = false;
  #reads = 0;

  readsDuring(read: () => void): number {
    this.#isCounting = true;
    this.#reads = 0;
    try {
      read();
    } finally {
      this.#isCounting = false;
    }
    return this.#reads;
  }

  override scan(database: string, collection: string): Iterable<Document> {
    const documents = super.scan(database, collection);
    return this.#isCounting ? this.#counted(documents) : documents;
  }

  override within(
    database: string,
    collection: string,
    range: Range,
  ): Iterable<Document> | undefined {
    const documents = super.within(database, collection, range);
    return documents && this.#isCounting ? this.#counted(documents) : documents;
  }

  override byId(database: string, collection: string, id: unknown): Document | undefined {
    const document = super.byId(database, collection, id);
    if (document) this.#reads += 1;
    return document;
  }

  *#counted(documents: Iterable<Document>): Generator<Document> {
    for (const document of documents) {
      this.#reads += 1;
      yield document;
    }
  }
}
