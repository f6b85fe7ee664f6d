import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { connectDatabase, type Database } from '../../data/mongo-workspace.js';
import type { CollectionName, Document, Workspace } from '../../data/workspace.js';
import { BenchError } from '../scenario.js';
import type { Order, Report } from './database-process.js';
import type { Scale } from './documents.js';
import type { Engine } from './filled-database.js';

/** The zone of every generated workspace. */
export const timeZone = 'UTC';

/** A generated workspace as the gateway reaches it; the database is another process. */
export interface BenchDatabase {
  readonly engine: Engine;
  readonly product: string;
  /** The workspace, each read of which is given up after so long. */
  within(limitMS: number): Workspace;
  /** How many documents the database reads to answer a pipeline. */
  examined(collection: CollectionName, pipeline: readonly Document[]): Promise<number>;
  /** The processor time that the database has used; `undefined` where it is on another machine, or may be. */
  processorMS(): Promise<number | undefined>;
  close(): Promise<void>;
}

const script = fileURLToPath(new URL('./database-process.ts', import.meta.url));
// The store of the largest workspace is one heap of JavaScript objects.
const heapMB = 8192;

/**
 * Generates a workspace of a size and connects to it: on the embedded server, or in a database of
 * its own on the MongoDB at `mongoURL`, which is dropped when it is closed.
 */
export async function openBenchDatabase(
  scale: Scale,
  mongoURL: string | undefined,
): Promise<BenchDatabase> {
  const child = fork(script, {
    execArgv: [...process.execArgv, `--max-old-space-size=${heapMB}`],
    serialization: 'advanced',
  });
  const filled = await run(child, { kind: 'fill', scale, mongoURL }, 'filled').catch(
    (error: unknown) => {
      child.disconnect();
      throw error;
    },
  );
  const { url, engine, product } = filled;
  const database: Database = await connectDatabase({ url, timeZone });
  let closed: Promise<void> | undefined;
  return {
    engine,
    product,
    within: (limitMS) => unhurried(database, limitMS),
    async examined(collection, pipeline) {
      const order: Order = { kind: 'examine', collection, pipeline };
      return (await run(child, order, 'examined')).documents;
    },
    async processorMS() {
      if (engine === 'native') return undefined;
      return (await run(child, { kind: 'time' }, 'time')).processorMS;
    },
    close: () => (closed ??= close()),
  };

  async function close(): Promise<void> {
    await database.close();
    // The embedded server may be in the middle of a question that nobody waits for any more.
    if (engine === 'embedded') child.kill('SIGKILL');
    else {
      await run(child, { kind: 'drop' }, 'dropped');
      child.disconnect();
    }
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  }
}

/** Every read has the whole limit, however long the bench has been at it. */
function unhurried(database: Database, limitMS: number): Workspace {
  const within = () => database.within({ deadline: Date.now() + limitMS });
  return {
    timeZone,
    roomKey: undefined,
    aggregate: (collection, pipeline) => within().aggregate(collection, pipeline),
    find: (collection, filter, options) => within().find(collection, filter, options),
  };
}

async function run<Kind extends Report['kind']>(
  child: ChildProcess,
  order: Order,
  kind: Kind,
): Promise<Extract<Report, { kind: Kind }>> {
  const result = new Promise<Report>((resolve, reject) => {
    const onExit = () => {
      reject(new BenchError('The process that holds the database ended.'));
    };
    child.once('exit', onExit);
    child.once('message', (report: Report) => {
      child.off('exit', onExit);
      resolve(report);
    });
  });
  child.send(order);
  const report = await result;
  if (report.kind === 'failed') throw new BenchError(report.message);
  if (report.kind !== kind) throw new Error(`Expected "${kind}", and "${report.kind}" came.`);
  return report as Extract<Report, { kind: Kind }>;
}
