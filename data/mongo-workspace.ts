import {
  MongoClient,
  MongoError,
  MongoNetworkTimeoutError,
  MongoServerError,
  ReadPreference,
  type Db,
} from 'mongodb';
import { DeadlineExceeded, WorkspaceUnavailable } from './errors.js';
import type { CollectionName, Document, Workspace } from './workspace.js';

/** The name under which the gateway's own commands stand in the database's logs and profiler. */
export const applicationName = 'engagement-gateway';

/** How long a read may take, from the moment it is asked for; `signal` gives it up earlier. */
export interface Limits {
  readonly deadline: number;
  readonly signal?: AbortSignal;
}

/** An open connection to the MongoDB that holds a workspace. Nothing here writes. */
export interface Database {
  /** The workspace, each read of which ends by `limits.deadline` (epoch milliseconds). */
  within(limits: Limits): Workspace;
  close(): Promise<void>;
}

const maxTimeMSExpired = 50;
const authenticationFailed = 18;

// The database gets this head start on the client's own timer: its answer that time is up leaves
// the connection usable, giving up in the middle of a reply costs it.
const graceMS = 50;

export interface ConnectOptions {
  readonly url: string;
  /** The zone in which Rocket.Chat wrote the calendar days of this workspace. */
  readonly timeZone: string;
  /** Set where rooms that are not public are to stay unnamed. */
  readonly roomKey?: string | undefined;
  readonly startTimeoutMS?: number;
}

/**
 * Connects to the database that `url` names in its path, `rocketchat` if it names none.
 * @throws WorkspaceUnavailable with a sentence for the administrator that holds no secret.
 */
export async function connectDatabase({
  url,
  timeZone,
  roomKey,
  startTimeoutMS = 10_000,
}: ConnectOptions): Promise<Database> {
  const client = openClient(url);
  const database = client.db(databaseName(url));
  try {
    await database.command(
      { ping: 1 },
      { signal: AbortSignal.timeout(startTimeoutMS), readPreference: 'primaryPreferred' },
    );
  } catch (error) {
    await client.close();
    throw new WorkspaceUnavailable(startSentence(error, client), { cause: error });
  }
  return {
    within: (limits) => ({ timeZone, roomKey, ...boundedReads(database, limits) }),
    close: () => client.close(),
  };
}

function openClient(url: string): MongoClient {
  try {
    return new MongoClient(url, {
      appName: applicationName,
      // A secondary, so that the chat itself is not slowed, unless the administrator says where.
      ...(/[?&]readPreference=/i.test(url) ? {} : { readPreference: 'secondaryPreferred' }),
      connectTimeoutMS: 5_000,
      serverSelectionTimeoutMS: 5_000,
      // Without a bound, a caller would wait for a free connection for ever.
      waitQueueTimeoutMS: 5_000,
      retryReads: true,
      retryWrites: false,
    });
  } catch (error) {
    throw new WorkspaceUnavailable(
      'MONGO_URL: expected a MongoDB connection string such as mongodb://user:password@host:27017/rocketchat, whose options the driver knows.',
      { cause: error },
    );
  }
}

function databaseName(url: string): string {
  const path = /^[^:]+:\/\/[^/]+\/([^?]*)/.exec(url)?.[1];
  return path ? decodeURIComponent(path) : 'rocketchat';
}

function startSentence(error: unknown, client: MongoClient): string {
  const hosts = client.options.hosts.map(String).join(', ') || (client.options.srvHost ?? '');
  return error instanceof MongoServerError && error.code === authenticationFailed
    ? `MongoDB at ${hosts} refused the credentials in MONGO_URL.`
    : `MongoDB at ${hosts} cannot be reached or does not answer (MONGO_URL).`;
}

function boundedReads(
  database: Db,
  { deadline, signal }: Limits,
): Pick<Workspace, 'aggregate' | 'find'> {
  async function read(
    query: (bounds: { maxTimeMS: number; signal: AbortSignal }) => Promise<unknown[]>,
  ): Promise<unknown[]> {
    const remaining = Math.ceil(deadline - Date.now());
    if (remaining <= 0)
      throw new DeadlineExceeded('The time was up before the database was asked.');
    const timeout = AbortSignal.timeout(remaining + graceMS);
    try {
      return await query({
        maxTimeMS: remaining,
        signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      });
    } catch (error) {
      throw timeout.aborted || isTimeout(error)
        ? new DeadlineExceeded('The database took too long.', { cause: error })
        : unavailable(error);
    }
  }

  return {
    aggregate: <Row>(collection: CollectionName, pipeline: readonly Document[]) =>
      read((bounds) =>
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
      read((bounds) =>
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
  };
}

function isTimeout(error: unknown): boolean {
  return (
    error instanceof MongoNetworkTimeoutError ||
    (error instanceof MongoServerError && error.code === maxTimeMSExpired)
  );
}

/** A fault of ours (a `TypeError`, say) stays what it is, so that it is seen and mended. */
function unavailable(error: unknown): unknown {
  return error instanceof MongoError
    ? new WorkspaceUnavailable('The database did not answer.', { cause: error })
    : error;
}
