import { on } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { DumpProgress } from './dump/read-dump.js';
import { privateSocket } from './private-socket.js';

/** What the embedded workspace holds: generated data, or what a `mongodump` folder holds. */
export type EmbeddedSource =
  | { readonly kind: 'demo'; readonly seed: number; readonly now: Date; readonly timeZone: string }
  | { readonly kind: 'dump'; readonly folder: string };

export interface EmbeddedWorkspace {
  /** The connection string of its database, on a socket that only this user can open. */
  readonly url: string;
  close(): Promise<void>;
}

/** What the thread is given: what to serve, and the path of the socket to listen on. */
export interface EmbeddedTask {
  readonly source: EmbeddedSource;
  readonly socketPath: string;
}

/** The workspace could not be loaded; the message is meant for the administrator. */
export class EmbeddedWorkspaceError extends Error {
  override readonly name = 'EmbeddedWorkspaceError';
}

/** What the thread reports: progress and warnings while it loads, then its address or an error. */
export type EmbeddedReport =
  | { readonly kind: 'progress'; readonly progress: DumpProgress }
  | { readonly kind: 'warning'; readonly message: string }
  | { readonly kind: 'ready'; readonly url: string }
  | { readonly kind: 'failed'; readonly message: string };

/** What to call while a dump is read; a warning is for the administrator. */
export interface LoadListeners {
  readonly onProgress?: (progress: DumpProgress) => void;
  readonly onWarning?: (message: string) => void;
}

/**
 * Starts a database of its own for a workspace, in a thread of its own, so that neither loading
 * nor a slow query delays the gateway.
 * @throws EmbeddedWorkspaceError when a dump cannot be read.
 */
export async function startEmbeddedWorkspace(
  source: EmbeddedSource,
  { onProgress, onWarning }: LoadListeners = {},
): Promise<EmbeddedWorkspace> {
  const isBuilt = import.meta.url.endsWith('.js');
  const script = new URL(isBuilt ? './worker.js' : './source-worker.mjs', import.meta.url);
  const socket = privateSocket();
  const task: EmbeddedTask = { source, socketPath: socket.path };
  const worker = new Worker(script, { workerData: task });
  const close = async () => {
    await worker.terminate();
    socket.remove();
  };
  try {
    // Without `close`, a thread that ends without a report would be awaited for ever.
    const reports = on(worker, 'message', { close: ['exit'] }) as AsyncIterable<[EmbeddedReport]>;
    for await (const [report] of reports) {
      if (report.kind === 'ready') return { url: report.url, close };
      if (report.kind === 'failed') throw new EmbeddedWorkspaceError(report.message);
      if (report.kind === 'warning') onWarning?.(report.message);
      else onProgress?.(report.progress);
    }
    throw new Error('The embedded workspace ended before it was ready.');
  } catch (error) {
    await close();
    throw error;
  }
}
