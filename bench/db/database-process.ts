import type { CollectionName, Document } from '../../data/workspace.js';
import type { Scale } from './documents.js';
import { fillEmbeddedDatabase } from './embedded-database.js';
import type { Engine, FilledDatabase } from './filled-database.js';
import { fillMongoDatabase } from './mongo-database.js';

/** What the bench asks of this process, one thing at a time: first to fill a database. */
export type Order =
  | { readonly kind: 'fill'; readonly scale: Scale; readonly mongoURL: string | undefined }
  | {
      readonly kind: 'examine';
      readonly collection: CollectionName;
      readonly pipeline: readonly Document[];
    }
  | { readonly kind: 'time' }
  | { readonly kind: 'drop' };

export type Report =
  | {
      readonly kind: 'filled';
      readonly url: string;
      readonly engine: Engine;
      readonly product: string;
    }
  | { readonly kind: 'examined'; readonly documents: number }
  | { readonly kind: 'time'; readonly processorMS: number | undefined }
  | { readonly kind: 'dropped' }
  | { readonly kind: 'failed'; readonly message: string };

let filled: FilledDatabase | undefined;

process.on('message', (order: Order) => {
  void carryOut(order).then((report) => process.send?.(report));
});

// Ctrl-C reaches the whole group of processes. This one goes when the bench has gone, so that no
// database of the bench's is left on anybody's server.
process.on('SIGINT', () => undefined);
process.on('disconnect', () => {
  void (filled?.drop() ?? Promise.resolve()).finally(() => process.exit());
});

async function carryOut(order: Order): Promise<Report> {
  try {
    if (order.kind === 'fill') {
      filled = await (order.mongoURL
        ? fillMongoDatabase(order.mongoURL, order.scale)
        : fillEmbeddedDatabase(order.scale));
      const { url, engine, product } = filled;
      return { kind: 'filled', url, engine, product };
    }
    if (!filled) throw new Error('Nothing is filled yet.');
    if (order.kind === 'examine') {
      const documents = await filled.examined(order.collection, order.pipeline);
      return { kind: 'examined', documents };
    }
    if (order.kind === 'time') return { kind: 'time', processorMS: filled.processorMS() };
    await filled.drop();
    filled = undefined;
    return { kind: 'dropped' };
  } catch (error) {
    return { kind: 'failed', message: error instanceof Error ? error.message : String(error) };
  }
}
