import { parentPort, workerData } from 'node:worker_threads';
import { collectionNames, type Document } from '../data/workspace.js';
import { demoWorkspace } from './demo/workspace.js';
import { DumpError } from './dump/dump-error.js';
import { readDump } from './dump/read-dump.js';
import { startWireServer } from './wire/server.js';
import { Store } from './wire/store.js';
import type { EmbeddedReport, EmbeddedSource } from './workspace.js';

// Of its own, for the folder of a dump may bear a name that no database can.
const database = 'rocketchat';

/** The thread of the embedded workspace: fills a store, serves it, and reports to its parent. */
try {
  const store = new Store();
  for (const [collection, documents] of await collectionsOf(workerData as EmbeddedSource)) {
    store.load(database, collection, documents);
  }
  const server = await startWireServer({ store });
  report({ kind: 'ready', url: server.url(database) });
} catch (error) {
  if (!(error instanceof DumpError)) throw error;
  report({ kind: 'refused', sentence: error.message });
}

async function collectionsOf(
  source: EmbeddedSource,
): Promise<Iterable<readonly [string, readonly Document[]]>> {
  if (source.kind === 'demo') return Object.entries(demoWorkspace(source));
  const dump = await readDump({
    folder: source.folder,
    collections: collectionNames,
    onProgress: (progress) => {
      report({ kind: 'progress', progress });
    },
  });
  return dump.collections;
}

function report(message: EmbeddedReport): void {
  parentPort?.postMessage(message);
}
