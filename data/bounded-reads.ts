import { LRUCache } from 'lru-cache';
import {
  MongoError,
  MongoNetworkError,
  MongoServerError,
  MongoServerSelectionError,
  ReadPreference,
  type Db,
} from 'mongodb';
import { RequestCancelled, DeadlineExceeded, WorkspaceUnavailable } from './errors.js';
import { loadGuard, type Guarded, type LoadGuardOptions } from './load-guard.js';
import type { CollectionName, BsonDocument, Workspace } from './workspace.js';

/** How long a read may take, from the moment it is requested; `signal` aborts it earlier. */
export interface Limits {
  readonly deadline: number;
  readonly signal?: AbortSignal | undefined;
  /** Who waits for these reads: one holder takes at most a quarter of the slots. */
  readonly holder?: string | undefined;
  /** No request waits for these reads: they take none of the places of those that do. */
  readonly isBackground?: boolean | undefined;
}

export interface ReadsOptions extends Omit<
  LoadGuardOptions,
  'isConnectionFailure' | 'isOwnTimeout'
> {
  /** Whether any server of the database is known to be there. */
  readonly isReachable: () => boolean;
  /** Called when a read that was begun ends, however it does. */
  readonly onRead?: ((collection: CollectionName, durationMS: number) => void) | undefined;
}

/** The ways to read a database, each read bounded in time and all of them in number. */
export interface BoundedReads {
  readonly within: (limits: Limits) => Omit<Workspace, 'timeZone' | 'roomKey' | 'onSkipped'>;
  /** Whether a request is being read for. */
  readonly isBusy: () => boolean;
}

const maxTimeMSExpired = 50;
const badValue = 2;
const streamedAtOnce = 5_000;

// The database gets this head start on the client's own timer: its answer that time is up leaves
// the connection usable, giving up in the middle of a reply costs it.
const graceMS = 50;

export function boundedReads(
  database: Db,
  { onRead, isReachable, ...guardOptions }: ReadsOptions,
): BoundedReads {
  const guard = loadGuard({ ...guardOptions, isConnectionFailure, isOwnTimeout });
  const indexes = new LRUCache<string, boolean>({ max: 100, ttl: 60 * 60 * 1000 });

  /** The result of what `begin` starts, unless the limits end before it. */
  async function bounded<Result>(
    { deadline, signal }: Limits,
    begin: (given: AbortSignal, cancelled: (cause?: unknown) => Error) => Promise<Result>,
  ): Promise<Result> {
    const remainingMS = deadline - Date.now();
    if (remainingMS <= 0) throw tooLate();
    // Not `AbortSignal.timeout` and `any`: Node may collect such signals before their time, as
    // nothing but the timer knows of them, and a read would then never be given up.
    const controller = new AbortController();
    const abort = () => {
      controller.abort();
    };
    const timer = setTimeout(abort, Math.ceil(remainingMS) + graceMS);
    if (signal?.aborted) abort();
    else signal?.addEventListener('abort', abort, { once: true });
    const given = controller.signal;
    const cancelled = (cause?: unknown) =>
      signal?.aborted
        ? new RequestCancelled('No client waits any more.', { cause })
        : isReachable()
          ? new DeadlineExceeded('The database took too long.', { cause })
          : // The driver still looks for a server when a short deadline ends.
            new WorkspaceUnavailable('No server of the database can be reached.', { cause });
    try {
      return await untilAborted(begin(given, cancelled), given);
    } catch (error) {
      throw error === given.reason ? cancelled() : error;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    }
  }

  function read<Result>(
    guarded: Guarded,
    collection: CollectionName,
    limits: Limits,
    query: (bounds: { maxTimeMS: number; signal: AbortSignal }) => Promise<Result>,
  ): Promise<Result> {
    return bounded(limits, (signal, cancelled) =>
      guarded(async () => {
        // It may have waited for its turn.
        const maxTimeMS = Math.ceil(limits.deadline - Date.now());
        if (maxTimeMS <= 0) throw tooLate();
        const start = performance.now();
        try {
          return await untilAborted(query({ maxTimeMS, signal }), signal);
        } catch (error) {
          throw signal.aborted || isTimeout(error) ? cancelled(error) : unavailable(error);
        } finally {
          onRead?.(collection, performance.now() - start);
        }
      }, limits.holder),
    );
  }

  const within = (limits: Limits): ReturnType<BoundedReads['within']> => {
    const places = limits.isBackground ? guard.background : guard.metric;
    return {
      aggregate: <Row>(collection: CollectionName, pipeline: readonly BsonDocument[]) =>
        read(places, collection, limits, (bounds) =>
          database
            .collection(collection)
            .aggregate([...pipeline], { ...bounds, allowDiskUse })
            .toArray(),
        ) as Promise<Row[]>,
      find: <Row>(
        collection: CollectionName,
        filter: BsonDocument,
        { projection, limit }: { projection: BsonDocument; limit: number },
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
      stream: (collection, pipeline, onBatch) =>
        read(places, collection, limits, async (bounds) => {
          const options = { ...bounds, allowDiskUse, raw: true, batchSize: streamedAtOnce };
          const cursor = database.collection(collection).aggregate([...pipeline], options);
          try {
            let isMore = cursor.hasNext();
            while (await isMore) {
              const batch = cursor.readBufferedDocuments() as unknown as Uint8Array[];
              isMore = cursor.hasNext();
              // It is awaited after the batch, and may fail before that.
              isMore.catch(() => undefined);
              await onBatch(batch);
            }
          } finally {
            await cursor.close();
          }
        }),
      async hasIndex(collection, keys) {
        const key = JSON.stringify([collection, keys]);
        const known = indexes.get(key);
        if (known !== undefined) return known;
        const isThere = await read(places, collection, limits, async (bounds) => {
          // A hint that no index fits is an error: what is stored about indexes is not ours to read.
          const options = { ...bounds, hint: keys as Record<string, 1 | -1>, limit: 1 };
          try {
            await database.collection(collection).find({}, options).project({ _id: 1 }).toArray();
            return true;
          } catch (error) {
            if (error instanceof MongoServerError && error.code === badValue) return false;
            throw error;
          }
        });
        indexes.set(key, isThere);
        return isThere;
      },
      bounded: (promise) => bounded(limits, () => promise),
    };
  };
  return { within, isBusy: () => guard.isBusy() };
}

// Large groups may spill instead of failing at 100 MB.
const allowDiskUse = true;

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

/**
 * Whether the driver could not reach the database. Errors that are not the driver's come from a broken
 * socket or an unreadable reply; a full queue for connections is our own.
 */
function isConnectionFailure(error: unknown): boolean {
  if (!(error instanceof WorkspaceUnavailable)) return false;
  const { cause } = error;
  return (
    cause instanceof MongoNetworkError ||
    cause instanceof MongoServerSelectionError ||
    (cause !== undefined && !(cause instanceof MongoError))
  );
}

/** A deadline, or a client that has disconnected, and no word of the database's. */
function isOwnTimeout(error: unknown): boolean {
  return (
    (error instanceof DeadlineExceeded || error instanceof RequestCancelled) &&
    !isTimeout(error.cause)
  );
}

/**
 * A fault of ours (a `TypeError`) stays what it is, so that it is seen and fixed. Not all else is
 * a `MongoError`: the driver passes on what a broken socket or an unreadable reply makes it throw.
 */
function unavailable(error: unknown): unknown {
  return error instanceof TypeError
    ? error
    : new WorkspaceUnavailable('The database did not answer.', { cause: error });
}
