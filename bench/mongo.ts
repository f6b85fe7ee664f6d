import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MongoClient, type IndexDescription } from 'mongodb';
import { dayCache } from '../analytics/days/day-cache.js';
import { loginDays } from '../analytics/days/login-days.js';
import { userDays } from '../analytics/days/user-days.js';
import type { Source } from '../analytics/metric.js';
import { connectDatabase, type Database } from '../data/mongo-workspace.js';
import type { CollectionName, Document } from '../data/workspace.js';
import { GeneratedWorkspace } from '../embedded/demo/workspace.js';
import { freePort } from '../test/support/free-port.js';
import { BenchError } from './scenario.js';
import { now } from './subjects.js';

/** A MongoDB: that of `MONGO_URL`, or a process of the benchmark's own. */
export interface MongoServer {
  readonly url: string;
  readonly version: string;
  close(): Promise<void>;
}

/** @throws BenchError where there is no MongoDB. */
export async function openMongo(): Promise<MongoServer> {
  const { MONGO_URL: url, MONGOMS_SYSTEM_BINARY: binary = 'mongod' } = process.env;
  const server =
    url === undefined ? await startMongod(binary) : { url, close: () => Promise.resolve() };
  try {
    const client = await MongoClient.connect(server.url, { serverSelectionTimeoutMS: 20_000 });
    const { version } = (await client.db().command({ buildInfo: 1 })) as { version: string };
    await client.close();
    return { ...server, version };
  } catch (error) {
    await server.close();
    throw new BenchError(`There is no MongoDB: ${error instanceof Error ? error.message : ''}`);
  }
}

async function startMongod(binary: string): Promise<Omit<MongoServer, 'version'>> {
  const folder = await mkdtemp(join(tmpdir(), 'engagement-gateway-bench-'));
  const port = await freePort();
  const options = ['--dbpath', folder, '--port', String(port), '--bind_ip', '127.0.0.1', '--quiet'];
  const mongod = spawn(binary, options, { stdio: 'ignore' });
  const ended = Promise.race([once(mongod, 'exit'), once(mongod, 'error')]);
  const failed = await Promise.race([once(mongod, 'spawn').then(() => undefined), ended]).catch(
    (error: unknown) => error,
  );
  if (failed !== undefined) {
    throw new BenchError(
      'A real MongoDB is needed: set MONGO_URL to one, or MONGOMS_SYSTEM_BINARY to a mongod, or install mongod.',
    );
  }
  return {
    url: `mongodb://127.0.0.1:${port}/`,
    async close() {
      mongod.kill();
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
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

/**
 * The indexes that Rocket.Chat creates. The one that lets sessions expire is left out, because the
 * generated ones expired long ago.
 */
const indexes: Partial<Record<CollectionName, IndexDescription[]>> = {
  rocketchat_sessions: [
    { key: { createdAt: -1 } },
    { key: { loginAt: -1 } },
    { key: { ip: 1, loginAt: 1 } },
    { key: { userId: 1, sessionId: 1 } },
    { key: { type: 1, year: 1, month: 1, day: 1 } },
    { key: { sessionId: 1, instanceId: 1, year: 1, month: 1, day: 1 } },
    { key: { searchTerm: 1 }, partialFilterExpression: { searchTerm: { $exists: true } } },
    { key: { loginToken: 1 }, partialFilterExpression: { loginToken: { $exists: true } } },
  ],
  rocketchat_analytics: [
    { key: { date: 1 } },
    { key: { 'room.t': 1, date: 1 }, partialFilterExpression: { type: 'messages' } },
  ],
};

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
  const batches = new Map<CollectionName, Document[]>();
  const insert = async (collection: CollectionName, rows: Document[]) => {
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
    await target.collection(collection).createIndexes(indexes[collection] ?? [{ key: { _id: 1 } }]);
  }
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

async function openSources(
  database: Database,
): Promise<Pick<FilledDatabase, 'uncached' | 'cached'>> {
  const options = {
    maxDays: 400,
    freshMS: 60_000,
    open: database.within,
    now: () => now.getTime(),
  };
  const none = dayCache({ ...options, maxBytes: 0 });
  const filled = dayCache({ ...options, maxBytes: 512 * 1024 ** 2 });
  await filled.warmUp([loginDays, userDays], 50);
  const source = (cache: typeof none) => () => {
    const limits = { deadline: Date.now() + limitMS };
    return { ...database.within(limits), days: cache.within(limits) };
  };
  return { uncached: source(none), cached: source(filled) };
}

function withDatabase(url: string, name: string): string {
  const parts = /^([^:]+:\/\/[^/?]+)(?:\/([^?]*))?(?:\?(.*))?$/.exec(url);
  if (!parts) throw new BenchError('MONGO_URL is not a connection string.');
  const [, origin = '', path = '', query = ''] = parts;
  // The users of a server are stored in the database that its URL names, in `admin` if it names none.
  const source = query.includes('authSource=') ? '' : `authSource=${path === '' ? 'admin' : path}`;
  return `${origin}/${name}?${[source, query].filter((part) => part !== '').join('&')}`;
}
