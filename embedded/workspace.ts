import { on } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { DumpProgress } from './dump/read-dump.js';

/** What the embedded workspace holds: generated data, or what a `mongodump` folder holds. */
export type EmbeddedSource =
  | { readonly kind: 'demo'; readonly seed: number; readonly now: Date; readonly timeZone: string }
  | { readonly kind: 'dump'; readonly folder: string };

export interface EmbeddedWorkspace {
  /** The connection string of its database, on a loopback port. */
  readonly url: string;
  close(): Promise<void>;
}

/** The workspace could not be loaded; the message is a sentence for the administrator. */
export class EmbeddedWorkspaceError extends Error {
  override readonly name = 'EmbeddedWorkspaceError';
}

/** What the thread reports while it loads: how far it is, and then where it is or why not. */
export type EmbeddedReport =
  | { readonly kind: 'progress'; readonly progress: DumpProgress }
  | { readonly kind: 'ready'; readonly url: string }
  | { readonly kind: 'refused'; readonly sentence: string };

/**
 * Starts a database of its own for a workspace, in a thread of its own, so that neither loading
 * nor a slow question ever holds up the gateway.
 * @throws EmbeddedWorkspaceError when a dump cannot be read.
 */
export async function startEmbeddedWorkspace(
  source: EmbeddedSource,
  onProgress: (progress: DumpProgress) => void = () => undefined,
): Promise<EmbeddedWorkspace> {
  const isBuilt = import.meta.url.endsWith('.js');
  const script = new URL(isBuilt ? './worker.js' : './source-worker.mjs', import.meta.url);
  const worker = new Worker(script, { workerData: source });
  for await (const [report] of on(worker, 'message') as AsyncIterable<[EmbeddedReport]>) {
    if (report.kind === 'ready') {
      return {
        url: report.url,
        close: async () => {
          await worker.terminate();
        },
      };
    }
    if (report.kind === 'refused') {
      await worker.terminate();
      throw new EmbeddedWorkspaceError(report.sentence);
    }
    onProgress(report.progress);
  }
  throw new Error('The embedded workspace ended before it was ready.');
}
