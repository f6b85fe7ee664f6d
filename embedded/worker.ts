import { parentPort, workerData } from 'node:worker_threads';
import { collectionNames } from '../data/workspace.js';
import { GeneratedWorkspace } from './demo/workspace.js';
import { DumpError } from './dump/dump-error.js';
import { readDump } from './dump/read-dump.js';
import { startWireServer } from './wire/server.js';
import { Store } from './wire/store.js';
import type { EmbeddedReport, EmbeddedSource, EmbeddedTask } from './workspace.js';

// A fixed name, because the folder of a dump can have a name that no database may have.
const database = 'rocketchat';
const movementMS = 2000;

/** The thread of the embedded workspace: fills a store, serves it, and reports to its parent. */
try {
  const store = new Store();
  const { source, socketPath } = workerData as EmbeddedTask;
  if (source.kind === 'demo') runDemo(store, source);
  else await loadDump(store, source.folder);
  const server = await startWireServer({ store, at: socketPath });
  report({ kind: 'ready', url: server.url(database) });
} catch (error) {
  if (!(error instanceof DumpError)) throw error;
  report({ kind: 'failed', message: error.message });
}

/** Fills the store, and then changes it as time passes, from the time that the source names. */
function runDemo(store: Store, source: Extract<EmbeddedSource, { kind: 'demo' }>): void {
  const workspace = new GeneratedWorkspace(source);
  const ahead = source.now.getTime() - Date.now();
  const advance = () => {
    for (const [collection, document] of workspace.advance(new Date(Date.now() + ahead))) {
      store.put(database, collection, document);
    }
  };
  advance();
  setInterval(advance, movementMS);
}

async function loadDump(store: Store, folder: string): Promise<void> {
  const { collections, warnings } = await readDump({
    folder,
    collections: collectionNames,
    onProgress: (progress) => {
      report({ kind: 'progress', progress });
    },
  });
  for (const message of warnings) report({ kind: 'warning', message });
  for (const [collection, documents] of collections) {
    const replaced = store.load(database, collection, documents);
    if (replaced.length === 0) continue;
    const times = `${replaced.length} times, such as ${String(replaced[0])}`;
    const message = `${collection} has an _id more than once (${times}): the last document is used.`;
    report({ kind: 'warning', message });
  }
}

function report(message: EmbeddedReport): void {
  parentPort?.postMessage(message);
}
