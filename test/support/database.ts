import { randomBytes } from 'node:crypto';
import { MongoClient } from 'mongodb';
import type { Document } from '../../data/workspace.js';
import { connectDatabase, type ConnectOptions, type Database } from '../../data/mongo-workspace.js';
import { startWireServer, type Interceptor } from '../../embedded/wire/server.js';
import { Store } from '../../embedded/wire/store.js';
import type { Documents } from './documents.js';
import { watchReads } from './read-only.js';

/** A database for one test file, empty at first and reached as production reaches its own. */
export interface TestDatabase extends AsyncDisposable {
  readonly url: string;
  readonly database: Database;
  /** Replaces everything in the database. */
  fill(documents: Documents): Promise<void>;
}

export interface TestDatabaseOptions extends Partial<
  Pick<ConnectOptions, 'timeZone' | 'roomKey' | 'onRead'>
> {
  /** Sees the commands of the embedded server first; there alone, so such tests need it. */
  readonly intercept?: Interceptor;
}

/**
 * Starts the embedded server, which fails the test in the end if the gateway did more than read, or makes a database of its own on the server at `TEST_MONGO_URL`,
 * which is dropped at the end.
 */
export async function startTestDatabase({
  timeZone = 'UTC',
  roomKey,
  intercept,
  onRead,
}: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const name = `gateway_test_${randomBytes(6).toString('hex')}`;
  const { TEST_MONGO_URL } = process.env;
  const { watching, assertReadOnly } = watchReads(intercept);
  const server =
    TEST_MONGO_URL && !intercept
      ? undefined
      : await startWireServer({ store: new Store(), intercept: watching });
  const url = withDatabase(server?.url() ?? TEST_MONGO_URL ?? '', name);
  const writer = await new MongoClient(url).connect();
  const database = await connectDatabase({ url, timeZone, roomKey, onRead });
  return {
    url,
    database,
    async fill(documents) {
      await writer.db(name).dropDatabase();
      for (const [collection, rows] of Object.entries(documents)) {
        if (rows.length > 0) {
          await writer.db(name).collection<Document>(collection).insertMany(rows);
        }
      }
    },
    async [Symbol.asyncDispose]() {
      await writer.db(name).dropDatabase();
      await database.close();
      await writer.close();
      await server?.close();
      assertReadOnly();
    },
  };
}

function withDatabase(url: string, name: string): string {
  const { origin, path, query } =
    /^(?<origin>[^:]+:\/\/[^/?]+)(?:\/(?<path>[^?]*))?(?:\?(?<query>.*))?$/.exec(url)?.groups ?? {};
  if (origin === undefined) throw new Error('TEST_MONGO_URL is no connection string.');
  // A server's users stand in the database that its address names, `admin` unless it names one.
  const authSource = query?.includes('authSource=')
    ? ''
    : `authSource=${path === undefined || path === '' ? 'admin' : path}&`;
  return `${origin}/${name}?${authSource}${query ?? ''}`.replace(/[?&]$/, '');
}
