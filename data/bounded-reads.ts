import { MongoServerError, ReadPreference, type Db } from 'mongodb';
import { RequestCancelled, DeadlineExceeded, WorkspaceUnavailable } from './errors.js';
import { loadGuard, type Guarded, type LoadGuardOptions } from './load-guard.js';
import type { CollectionName, Document, Workspace } from './workspace.js';

/** How long a read may take, from the moment it is asked for; `signal` gives it up earlier. */
export interface Limits {
  readonly deadline: number;
  readonly signal?: AbortSignal;
}

export interface ReadsOptions extends Omit<LoadGuardOptions, 'isNoResponse'> {
  /** Told of every read that was begun, when it ends, however it does. */
  readonly onRead?: ((collection: CollectionName, durationMS: number) => void) | undefined;
}

/** The two ways to read a database, each read bounded in time and all of them in number. */
export type BoundedReads = (limits: Limits) => Pick<Workspace, 'aggregate' | 'find'>;

const maxTimeMSExpired = 50;

// The database gets this head start on the client's own timer: its answer that time is up leaves
// the connection usable, giving up in the middle of a reply costs it.
const graceMS = 50;

export function boundedReads(
  database: Db,
  { onRead, ...guardOptions }: ReadsOptions,
): BoundedReads {
  const guard = loadGuard({ ...guardOptions, isNoResponse });

  async function read(
    guarded: Guarded,
    collection: CollectionName,
    { deadline, signal }: Limits,
    query: (bounds: { maxTimeMS: number; signal: AbortSignal }) => Promise<unknown[]>,
  ): Promise<unknown[]> {
    const remaining = () => Math.ceil(deadline - Date.now());
    if (remaining() <= 0) throw tooLate();
    // Not `AbortSignal.timeout` and `any`: Node may collect such signals before their time, as
    // nothing but the timer knows of them, and a read would then never be given up.
    const controller = new AbortController();
    const abort = () => {
      controller.abort();
    };
    const timer = setTimeout(abort, remaining() + graceMS);
    if (signal?.aborted) abort();
    else signal?.addEventListener('abort', abort, { once: true });
    const given = controller.signal;
    const cancelled = (cause?: unknown) =>
      signal?.aborted
        ? new RequestCancelled('Nobody waits any more.', { cause })
        : new DeadlineExceeded('The database took too long.', { cause });

    async function begun(): Promise<unknown[]> {
      // It may have waited for its turn.
      if (remaining() <= 0) throw tooLate();
      const start = performance.now();
      try {
        return await untilAborted(query({ maxTimeMS: remaining(), signal: given }), given);
      } catch (error) {
        throw given.aborted || isTimeout(error) ? cancelled(error) : unavailable(error);
      } finally {
        onRead?.(collection, performance.now() - start);
      }
    }
    try {
      return await untilAborted(guarded(begun), given);
    } catch (error) {
      throw error === given.reason ? cancelled() : error;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    }
  }

  return (limits) => ({
    aggregate: <Row>(collection: CollectionName, pipeline: readonly Document[]) =>
      read(guard.metric, collection, limits, (bounds) =>
        database
          .collection(collection)
          .aggregate([...pipeline], {
            ...bounds,
            // Large groups may spill instead of failing at 100 MB.
            allowDiskUse: true,
          })
          .toArray(),
      ) as Promise<Row[]>,
    find: <Row>(
      collection: CollectionName,
      filter: Document,
      { projection, limit }: { projection: Document; limit: number },
    ) =>
      read(guard.lookUp, collection, limits, (bounds) =>
        database
          .collection(collection)
          .find(filter, {
            ...bounds,
            projection,
            limit,
            readPreference: ReadPreference.PRIMARY_PREFERRED,
          })
          .toArray(),
      ) as Promise<Row[]>,
  });
}

function tooLate(): DeadlineExceeded {
  return new DeadlineExceeded('The time for the database was up.');
}

/** Neither the driver's clean-up after an abort nor a place in the queue holds anybody up. */
function untilAborted<Result>(promise: Promise<Result>, signal: AbortSignal): Promise<Result> {
  return new Promise((resolve, reject) => {
    const abort = () => {
      reject(signal.reason as Error);
    };
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', abort);
    });
  });
}

function isTimeout(error: unknown): boolean {
  return error instanceof MongoServerError && error.code === maxTimeMSExpired;
}

/** A database that answers with an error is there; one that fails otherwise may not be. */
function isNoResponse(error: Error): boolean {
  const isFailure = error instanceof WorkspaceUnavailable || error instanceof DeadlineExceeded;
  return isFailure && error.cause !== undefined && !(error.cause instanceof MongoServerError);
}

/**
 * A fault of ours (a `TypeError`) stays what it is, so that it is seen and mended. Not all else is
 * a `MongoError`: the driver passes on what a broken socket or an unreadable reply makes it throw.
 */
function unavailable(error: unknown): unknown {
  return error instanceof TypeError
    ? error
    : new WorkspaceUnavailable('The database did not answer.', { cause: error });
}
