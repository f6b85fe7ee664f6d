import { MongoClient, MongoServerError, type CommandStartedEvent, type Db } from 'mongodb';
import { ConnectionString } from 'mongodb-connection-string-url';
import { boundedReads, type Limits, type ReadsOptions } from './bounded-reads.js';
import { connectionMessage } from './connection-message.js';
import { WorkspaceUnavailable } from './errors.js';
import {
  collectionNames,
  type CollectionName,
  type OnSkipped,
  type Workspace,
} from './workspace.js';

/** The name under which the gateway's own commands stand in the database's logs and profiler. */
const applicationName = 'engagement-gateway';

/** An open connection to the MongoDB that holds a workspace. Nothing here writes. */
export interface Database {
  /** The workspace, each read of which ends by `limits.deadline` (epoch milliseconds). */
  readonly within: (limits: Limits) => Workspace;
  /** Whether any metric is being read. */
  readonly isBusy: () => boolean;
  readonly name: string;
  /** The zone of the workspace's stored days. */
  readonly timeZone: string;
  /**
   * The collections that hold a document.
   * @throws WorkspaceUnavailable that names those that the user may not read.
   */
  filledCollections(timeMS: number): Promise<ReadonlySet<CollectionName>>;
  /** Whether the database responds within that time, and every collection can be read. */
  respondsWithin(timeMS: number): Promise<boolean>;
  close(): Promise<void>;
}

export interface ConnectOptions extends Partial<Omit<ReadsOptions, 'isReachable'>> {
  readonly url: string;
  /** The zone in which Rocket.Chat wrote the calendar days of this workspace. */
  readonly timeZone: string;
  /** Set where rooms that are not public are to stay unnamed. */
  readonly roomKey?: string | undefined;
  readonly onSkipped?: OnSkipped;
  readonly startTimeoutMS?: number;
  /** Receives every command that is sent to a server; costs time, so only tests set it. */
  readonly onCommand?: (event: CommandStartedEvent) => void;
}

/**
 * Connects to the database that `url` names in its path, `rocketchat` if it names none.
 * @throws WorkspaceUnavailable with a message for the administrator that holds no secret.
 */
export async function connectDatabase({
  url,
  timeZone,
  roomKey,
  onSkipped = () => undefined,
  startTimeoutMS = 10_000,
  concurrent = 20,
  waiting = 200,
  report = { warn: () => undefined, info: () => undefined },
  onRead,
  onCommand,
}: ConnectOptions): Promise<Database> {
  const { client, database } = openClient(url, concurrent, onCommand !== undefined);
  if (onCommand) client.on('commandStarted', onCommand);
  let isReachable = false;
  client.on('topologyDescriptionChanged', ({ newDescription: { servers } }) => {
    isReachable = [...servers.values()].some(({ type }) => type !== 'Unknown');
  });
  const ping = (timeMS: number) =>
    database.command(
      { ping: 1 },
      { signal: AbortSignal.timeout(timeMS), readPreference: 'primaryPreferred' },
    );
  try {
    await ping(startTimeoutMS);
  } catch (error) {
    await closed(client);
    throw new WorkspaceUnavailable(connectionMessage(error, url), { cause: error });
  }
  const reads = boundedReads(database, {
    concurrent,
    waiting,
    report,
    onRead,
    isReachable: () => isReachable,
  });
  return {
    within: (limits) => ({ timeZone, roomKey, onSkipped, ...reads.within(limits) }),
    isBusy: reads.isBusy,
    name: database.databaseName,
    timeZone,
    filledCollections: async (timeMS) => {
      try {
        return await collectionsIn(database, timeMS);
      } catch (error) {
        throw error instanceof WorkspaceUnavailable
          ? error
          : new WorkspaceUnavailable(connectionMessage(error, url), { cause: error });
      }
    },
    respondsWithin: (timeMS) =>
      Promise.all([ping(timeMS), collectionsIn(database, timeMS)]).then(
        () => true,
        () => false,
      ),
    close: () => closed(client),
  };
}

/**
 * Within a second: the driver (7.9) waits for ever if it ends its sessions on a connection that has
 * just been lost, and has no public way to close the others then.
 */
async function closed(client: MongoClient): Promise<void> {
  const { topology } = client as { topology?: { close(): void } };
  const timer = setTimeout(() => topology?.close(), 1_000);
  const topologyClosed = new Promise((resolve) => client.once('topologyClosed', resolve));
  await Promise.race([client.close(), topologyClosed]);
  clearTimeout(timer);
}

const unauthorized = 13;

/** The collections that hold a document. @throws WorkspaceUnavailable when one may not be read. */
async function collectionsIn(database: Db, timeMS: number): Promise<ReadonlySet<CollectionName>> {
  const forbidden = new Set<CollectionName>();
  const found = await Promise.all(
    collectionNames.map(async (name) => {
      try {
        const options = { projection: { _id: 1 }, signal: AbortSignal.timeout(timeMS) };
        return (await database.collection(name).findOne({}, options)) ? [name] : [];
      } catch (error) {
        if (!(error instanceof MongoServerError) || error.code !== unauthorized) throw error;
        forbidden.add(name);
        return [];
      }
    }),
  );
  if (forbidden.size > 0) {
    const names = collectionNames.filter((name) => forbidden.has(name)).join(', ');
    throw new WorkspaceUnavailable(
      `MONGO_URL: the user may not read ${names} in the database ${database.databaseName}; README.md has the role (Operate).`,
    );
  }
  return new Set(found.flat());
}

function openClient(
  url: string,
  concurrent: number,
  monitorCommands: boolean,
): { client: MongoClient; database: Db } {
  try {
    const client = new MongoClient(url, {
      appName: applicationName,
      monitorCommands,
      // A secondary, so that the chat itself is not slowed, unless the administrator says where.
      ...(/[?&]readPreference=/i.test(url) ? {} : { readPreference: 'secondaryPreferred' }),
      // One for each read of either kind, one for the background, and one for the health check.
      maxPoolSize: 2 * concurrent + 2,
      minPoolSize: 0,
      maxIdleTimeMS: 60_000,
      heartbeatFrequencyMS: 10_000,
      connectTimeoutMS: 2_000,
      serverSelectionTimeoutMS: 3_000,
      // Without a bound, a caller would wait for a free connection for ever.
      waitQueueTimeoutMS: 5_000,
      // Not every pattern of MongoDB's is one of JavaScript's, and may be stored in any field.
      bsonRegExp: true,
      retryReads: true,
      retryWrites: false,
    });
    return { client, database: client.db(databaseName(url)) };
  } catch (error) {
    throw new WorkspaceUnavailable(connectionMessage(error, url), { cause: error });
  }
}

/** The database in the path of the URL, as the driver reads it; it has no default of its own. */
function databaseName(url: string): string {
  return decodeURIComponent(new ConnectionString(url).pathname.slice(1)) || 'rocketchat';
}
