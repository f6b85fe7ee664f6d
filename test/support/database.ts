import { randomBytes } from 'node:crypto';
import { MongoClient } from 'mongodb';
import type { CollectionName, Document } from '../../data/workspace.js';
import { connectDatabase, type Database } from '../../data/mongo-workspace.js';
import { Store } from '../../embedded/wire/store.js';
import { startWireServer, type Interceptor } from '../../embedded/wire/server.js';

export type Documents = Partial<Record<CollectionName, readonly Document[]>>;

/** A database for one test file, empty at first and reached as production reaches its own. */
export interface TestDatabase extends AsyncDisposable {
  readonly url: string;
  readonly database: Database;
  /** Replaces everything in the database. */
  fill(documents: Documents): Promise<void>;
}

/**
 * Starts the embedded server, or makes a database of its own on the server at `TEST_MONGO_URL`,
 * which is dropped at the end.
 */
export async function startTestDatabase(
  options: { intercept?: Interceptor } = {},
): Promise<TestDatabase> {
  const name = `gateway_test_${randomBytes(6).toString('hex')}`;
  const { TEST_MONGO_URL } = process.env;
  const server = TEST_MONGO_URL
    ? undefined
    : await startWireServer({ store: new Store(), ...options });
  const url = withDatabase(server?.url() ?? TEST_MONGO_URL ?? '', name);
  const writer = await new MongoClient(url).connect();
  const database = await connectDatabase(url);
  return {
    url,
    database,
    async fill(documents) {
      await writer.db(name).dropDatabase();
      for (const [collection, rows] of Object.entries(documents)) {
        if (rows.length > 0) {
          // The builders' ids are strings, as Rocket.Chat's are; the driver's type wants ObjectIds.
          await writer
            .db(name)
            .collection<Document>(collection)
            .insertMany([...rows]);
        }
      }
    },
    async [Symbol.asyncDispose]() {
      await writer.db(name).dropDatabase();
      await database.close();
      await writer.close();
      await server?.close();
    },
  };
}

function withDatabase(url: string, name: string): string {
  const { origin, rest, query } =
    /^(?<origin>[^:]+:\/\/[^/?]+)(?<rest>\/[^?]*)?(?<query>\?.*)?$/.exec(url)?.groups ?? {};
  if (origin === undefined) throw new Error('TEST_MONGO_URL is no connection string.');
  // Users of a server stand in the database that the address names, `admin` unless it says.
  const authSource = rest && rest !== '/' ? rest.slice(1) : 'admin';
  return `${origin}/${name}?authSource=${authSource}${query ? `&${query.slice(1)}` : ''}`;
}
