import { randomBytes } from 'node:crypto';
import { MongoClient, type Db, type IndexDescription } from 'mongodb';
import type { CollectionName, Document } from '../../data/workspace.js';
import { BenchError } from '../scenario.js';
import type { Scale } from './documents.js';
import { generatedCollections, type FilledDatabase } from './filled-database.js';

const batch = 5_000;

/**
 * The indexes that Rocket.Chat makes itself, so that neither formulation has more to go by than in
 * a workspace. The one that lets sessions expire is left out: what is generated has long expired.
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

/** A generated workspace in a database of its own on the server at `url`, and of no other name. */
export async function fillMongoDatabase(url: string, scale: Scale): Promise<FilledDatabase> {
  const name = `engagement_gateway_bench_${randomBytes(6).toString('hex')}`;
  const ownURL = withDatabase(url, name);
  const client = new MongoClient(ownURL, { serverSelectionTimeoutMS: 10_000 });
  const database = client.db(name);
  const drop = async () => {
    await database.dropDatabase();
    await client.close();
  };
  try {
    await client.connect();
    const { version } = (await database.command({ buildInfo: 1 })) as { version: string };
    await fill(database, scale);
    return {
      url: ownURL,
      engine: 'native',
      product: `MongoDB ${version}`,
      async examined(collection, pipeline) {
        const plan: unknown = await database
          .collection(collection)
          .aggregate([...pipeline], { allowDiskUse: true, maxTimeMS: 300_000 })
          .explain('executionStats');
        return documentsExamined(plan);
      },
      processorMS: () => undefined,
      drop,
    };
  } catch (error) {
    await drop().catch(() => client.close());
    throw error;
  }
}

async function fill(database: Db, scale: Scale): Promise<void> {
  for (const [collection, documents] of generatedCollections(scale)) {
    const target = database.collection<Document>(collection, { writeConcern: { w: 'majority' } });
    let held: Document[] = [];
    for (const document of documents) {
      held.push(document);
      if (held.length < batch) continue;
      await target.insertMany(held, { ordered: false });
      held = [];
    }
    if (held.length > 0) await target.insertMany(held, { ordered: false });
    const wanted = indexes[collection];
    if (wanted) await target.createIndexes(wanted);
  }
}

// Say stage by stage, or plan by plan, what stands beside them.
const repetitions = new Set(['executionStages', 'allPlansExecution']);

/** The sum over an explained plan: of what it reads, and of what its joins and unions read besides. */
function documentsExamined(plan: unknown): number {
  if (typeof plan !== 'object' || plan === null) return 0;
  return Object.entries(plan).reduce<number>((sum, [name, value]) => {
    if (repetitions.has(name)) return sum;
    if (name === 'totalDocsExamined' && typeof value === 'number') return sum + value;
    return sum + documentsExamined(value);
  }, 0);
}

function withDatabase(url: string, name: string): string {
  const { origin, path, query } =
    /^(?<origin>[^:]+:\/\/[^/?]+)(?:\/(?<path>[^?]*))?(?:\?(?<query>.*))?$/.exec(url)?.groups ?? {};
  if (origin === undefined) throw new BenchError('MONGO_URL is no connection string.');
  // A server's users stand in the database that its address names, `admin` unless it names one.
  const source = path === undefined || path === '' ? 'admin' : path;
  const authSource = query?.includes('authSource=') ? '' : `authSource=${source}&`;
  return `${origin}/${name}?${authSource}${query ?? ''}`.replace(/[?&]$/, '');
}
