import { parentPort, workerData } from 'node:worker_threads';
import { collectionNames } from '../data/workspace.js';
import { demoWorkspace } from './demo/workspace.js';
import { DumpError } from './dump/dump-error.js';
import { readDump } from './dump/read-dump.js';
import { startWireServer } from './wire/server.js';
import { Store } from './wire/store.js';
import type { EmbeddedReport, EmbeddedSource } from './workspace.js';

/** The thread of the embedded workspace: fills a store, serves it, and reports to its parent. */
try {
  const store = new Store();
  const database = await fill(store, workerData as EmbeddedSource);
  const server = await startWireServer({ store });
  report({ kind: 'ready', url: server.url(database) });
} catch (error) {
  if (!(error instanceof DumpError)) throw error;
  report({ kind: 'refused', sentence: error.message });
}

/** Loads the source and returns the name of its database. */
async function fill(store: Store, source: EmbeddedSource): Promise<string> {
  if (source.kind === 'demo') {
    for (const [collection, documents] of Object.entries(demoWorkspace(source))) {
      store.load('rocketchat', collection, documents);
    }
    return 'rocketchat';
  }
  const { database, collections } = await readDump({
    folder: source.folder,
    collections: collectionNames,
    onProgress: (progress) => {
      report({ kind: 'progress', progress });
    },
  });
  for (const [collection, documents] of collections) store.load(database, collection, documents);
  return database;
}

function report(message: EmbeddedReport): void {
  parentPort?.postMessage(message);
}
