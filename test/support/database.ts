import { randomBytes } from 'node:crypto';
import { MongoClient } from 'mongodb';
import { dayCache, type DayCacheOptions } from '../../analytics/days/day-cache.js';
import type { Source } from '../../analytics/metric.js';
import type { BsonDocument } from '../../data/workspace.js';
import { connectDatabase, type ConnectOptions, type Database } from '../../data/mongo-workspace.js';
import { startWireServer, type Interceptor } from '../../embedded/wire/server.js';
import { Store } from '../../embedded/wire/store.js';
import type { Documents } from './documents.js';
import { watchReads } from './read-only.js';
import { withWrites } from './writes.js';

/** A database for one test file, empty at first and reached as production reaches its own. */
export interface TestDatabase extends AsyncDisposable {
  readonly url: string;
  readonly database: Database;
  /** Replaces everything in the database. */
  fill(documents: Documents): Promise<void>;
  /** Adds to what is there. */
  insert(documents: Documents): Promise<void>;
}

export interface TestDatabaseOptions extends Partial<
  Pick<ConnectOptions, 'timeZone' | 'roomKey' | 'onRead' | 'onCommand' | 'onSkipped'>
> {
  /** Sees the commands of the embedded server first; there alone, so such tests need it. */
  readonly intercept?: Interceptor;
}

/**
 * A database on the embedded server or, with `TEST_MONGO_URL`, one of its own on that server, which
 * is dropped at the end. Disposing of it fails the test if the gateway did more than read.
 */
export async function startTestDatabase({
  timeZone = 'UTC',
  roomKey,
  intercept,
  onRead,
  onCommand,
  onSkipped,
}: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const name = `gateway_test_${randomBytes(6).toString('hex')}`;
  const { TEST_MONGO_URL } = process.env;
  const watch = watchReads();
  const store = new Store();
  const server =
    TEST_MONGO_URL && !intercept
      ? undefined
      : await startWireServer({ store, at: 0, intercept: withWrites(store, intercept) });
  const url = withDatabase(server?.url() ?? TEST_MONGO_URL ?? '', name);
  const writer = await new MongoClient(url).connect();
  const database = await connectDatabase({
    url,
    timeZone,
    roomKey,
    onRead,
    ...(onSkipped && { onSkipped }),
    onCommand: (event) => {
      watch.onCommand(event);
      onCommand?.(event);
    },
  });
  const insert = async (documents: Documents) => {
    for (const [collection, rows] of Object.entries(documents)) {
      if (rows.length > 0) {
        await writer.db(name).collection<BsonDocument>(collection).insertMany(rows);
      }
    }
  };
  return {
    url,
    database,
    async fill(documents) {
      await writer.db(name).dropDatabase();
      await insert(documents);
    },
    insert,
    async [Symbol.asyncDispose]() {
      await writer.db(name).dropDatabase();
      await database.close();
      await writer.close();
      await server?.close();
      watch.assertReadOnly();
    },
  };
}

/** What metrics read from, one source a run, with one cache of days between them. */
export function sourcesOf(
  database: Database,
  options: Partial<DayCacheOptions> = {},
): () => Source {
  const days = dayCache({
    maxBytes: 2 ** 26,
    maxDays: 400,
    freshMS: 0,
    open: database.within,
    ...options,
  });
  return () => {
    const limits = { deadline: Date.now() + 60_000 };
    const source: Source = {
      ...database.within(limits),
      days: days.within(limits),
      run: (metric, args) => metric.run(source, args),
    };
    return source;
  };
}

/** The connection string of another database on the same server, with the same credentials. */
export function withDatabase(url: string, name: string): string {
  const { origin, path, query } =
    /^(?<origin>[^:]+:\/\/[^/?]+)(?:\/(?<path>[^?]*))?(?:\?(?<query>.*))?$/.exec(url)?.groups ?? {};
  if (origin === undefined) throw new Error('Expected a connection string of MongoDB.');
  // A server's users stand in the database that its address names, `admin` unless it names one.
  const authSource = query?.includes('authSource=')
    ? ''
    : `authSource=${path === undefined || path === '' ? 'admin' : path}&`;
  return `${origin}/${name}?${authSource}${query ?? ''}`.replace(/[?&]$/, '');
}
