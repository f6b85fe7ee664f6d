import { randomBytes } from 'node:crypto';
import { MongoClient } from 'mongodb';
import { dayCache } from '../analytics/days/day-cache.js';
import { loginDays } from '../analytics/days/login-days.js';
import { sessionDays } from '../analytics/days/session-days.js';
import { userDays } from '../analytics/days/user-days.js';
import type { Source } from '../analytics/metric.js';
import { connectDatabase, type Database } from '../data/mongo-workspace.js';
import type { CollectionName, BsonDocument } from '../data/workspace.js';
import { GeneratedWorkspace } from '../embedded/demo/workspace.js';
import { findMongod } from '../test/mongo/find-mongod.js';
import { startMongod, type Mongod } from '../test/mongo/mongod.js';
import { withDatabase } from '../test/support/database.js';
import { rocketChatIndexes } from '../test/support/rocketchat-indexes.js';
import { BenchError } from './scenario.js';
import { now } from './subjects.js';

/** A MongoDB: that of `MONGO_URL`, or a process of the benchmark's own. */
export interface MongoServer extends AsyncDisposable {
  readonly url: string;
  readonly version: string;
}

/** @throws BenchError where there is no MongoDB. */
export async function openMongo(): Promise<MongoServer> {
  const { MONGO_URL } = process.env;
  try {
    const mongod = MONGO_URL === undefined ? await startOwn() : undefined;
    const url = MONGO_URL ?? mongod?.url ?? '';
    const client = await MongoClient.connect(url, { serverSelectionTimeoutMS: 20_000 });
    const { version } = (await client.db().command({ buildInfo: 1 })) as { version: string };
    await client.close();
    return { url, version, [Symbol.asyncDispose]: async () => mongod?.[Symbol.asyncDispose]() };
  } catch (error) {
    const hint = MONGO_URL === undefined ? 'MONGO_URL is not set. ' : '';
    throw new BenchError(hint + (error instanceof Error ? error.message : String(error)));
  }
}

async function startOwn(): Promise<Mongod> {
  const { binary } = await findMongod();
  process.env.MONGOMS_SYSTEM_BINARY = binary;
  return startMongod('--quiet');
}

/** A generated workspace in a database of its own. */
export interface FilledDatabase {
  /** Reads everything from the database. */
  uncached(): Source;
  /** Has the days of the last weeks in its cache. */
  cached(): Source;
  readonly people: number;
  /** Documents of `rocketchat_sessions`. */
  readonly sessions: number;
  /** Drops the database. */
  close(): Promise<void>;
}

/** How long one result may take. */
const limitMS = 120_000;
// As the generator makes them.
const sessionsPerPerson = 84.5;
const countsPerRoom = 383;

/** Generates about so many session documents, and as many counts, with Rocket.Chat's own indexes. */
export async function fillDatabase(
  server: MongoServer,
  documents: number,
): Promise<FilledDatabase> {
  const size = {
    people: Math.round(documents / sessionsPerPerson),
    rooms: Math.round(documents / countsPerRoom),
  };
  const name = `engagement_gateway_bench_${randomBytes(6).toString('hex')}`;
  const url = withDatabase(server.url, name);
  const client = new MongoClient(url);
  const target = client.db(name);
  const batches = new Map<CollectionName, BsonDocument[]>();
  const insert = async (collection: CollectionName, rows: BsonDocument[]) => {
    batches.set(collection, []);
    if (rows.length > 0) await target.collection(collection).insertMany(rows, { ordered: false });
  };
  for (const [collection, document] of new GeneratedWorkspace({
    seed: documents,
    now,
    timeZone: 'UTC',
    size,
  }).advance(now)) {
    const rows = batches.get(collection) ?? [];
    batches.set(collection, rows);
    if (rows.push(document) === 5_000) await insert(collection, rows);
  }
  for (const [collection, rows] of batches) {
    await insert(collection, rows);
    await target
      .collection(collection)
      .createIndexes([...(rocketChatIndexes[collection] ?? [{ key: { _id: 1 } }])]);
  }
  // A workspace of a given size has no accounts that join, and so no counts of them.
  await target.collection<BsonDocument>('rocketchat_analytics').insertMany(newUserCounts());
  const database = await connectDatabase({ url, timeZone: 'UTC' });
  const { uncached, cached } = await openSources(database);
  return {
    uncached,
    cached,
    people: size.people,
    sessions: await target.collection('rocketchat_sessions').countDocuments(),
    async close() {
      await database.close();
      await target.dropDatabase();
      await client.close();
    },
  };
}

function newUserCounts(): BsonDocument[] {
  return Array.from({ length: countsPerRoom }, (_, age) => {
    const date = new Date(now.getTime() - age * 86_400_000).toISOString().slice(0, 10);
    return {
      _id: `users-${date}`,
      type: 'users',
      date: Number(date.replaceAll('-', '')),
      users: age % 7,
    };
  });
}

async function openSources(
  database: Database,
): Promise<Pick<FilledDatabase, 'uncached' | 'cached'>> {
  const options = {
    maxDays: 440,
    freshMS: 60_000,
    open: database.within,
    now: () => now.getTime(),
  };
  const none = dayCache({ ...options, maxBytes: 0 });
  const filled = dayCache({ ...options, maxBytes: 512 * 1024 ** 2 });
  await filled.warmUp([loginDays, userDays, sessionDays], 50);
  const source = (cache: typeof none) => () => {
    const limits = { deadline: Date.now() + limitMS };
    const source: Source = {
      ...database.within(limits),
      days: cache.within(limits),
      run: (metric, args) => metric.run(source, args),
    };
    return source;
  };
  return { uncached: source(none), cached: source(filled) };
}
