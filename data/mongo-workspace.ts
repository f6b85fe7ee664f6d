import { MongoClient, MongoServerError, type CommandStartedEvent } from 'mongodb';
import { boundedReads, type Limits, type ReadsOptions } from './bounded-reads.js';
import { WorkspaceUnavailable } from './errors.js';
import type { Workspace } from './workspace.js';

/** The name under which the gateway's own commands stand in the database's logs and profiler. */
export const applicationName = 'engagement-gateway';

/** An open connection to the MongoDB that holds a workspace. Nothing here writes. */
export interface Database {
  /** The workspace, each read of which ends by `limits.deadline` (epoch milliseconds). */
  readonly within: (limits: Limits) => Workspace;
  /** Whether any metric is being read. */
  readonly isBusy: () => boolean;
  /** Whether the database answers within that time. */
  respondsWithin(timeMS: number): Promise<boolean>;
  close(): Promise<void>;
}

const authenticationFailed = 18;

export interface ConnectOptions extends Partial<ReadsOptions> {
  readonly url: string;
  /** The zone in which Rocket.Chat wrote the calendar days of this workspace. */
  readonly timeZone: string;
  /** Set where rooms that are not public are to stay unnamed. */
  readonly roomKey?: string | undefined;
  readonly startTimeoutMS?: number;
  /** Receives every command that is sent to a server; costs time, so only tests set it. */
  readonly onCommand?: (event: CommandStartedEvent) => void;
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
  concurrent = 20,
  waiting = 200,
  report = { warn: () => undefined, info: () => undefined },
  onRead,
  onCommand,
}: ConnectOptions): Promise<Database> {
  const client = openClient(url, concurrent, onCommand !== undefined);
  if (onCommand) client.on('commandStarted', onCommand);
  const database = client.db(databaseName(url));
  const ping = (timeMS: number) =>
    database.command(
      { ping: 1 },
      { signal: AbortSignal.timeout(timeMS), readPreference: 'primaryPreferred' },
    );
  try {
    await ping(startTimeoutMS);
  } catch (error) {
    await client.close();
    throw new WorkspaceUnavailable(startMessage(error, client), { cause: error });
  }
  const reads = boundedReads(database, { concurrent, waiting, report, onRead });
  return {
    within: (limits) => ({ timeZone, roomKey, ...reads.within(limits) }),
    isBusy: reads.isBusy,
    respondsWithin: (timeMS) =>
      ping(timeMS).then(
        () => true,
        () => false,
      ),
    close: () => client.close(),
  };
}

function openClient(url: string, concurrent: number, monitorCommands: boolean): MongoClient {
  try {
    return new MongoClient(url, {
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

function startMessage(error: unknown, client: MongoClient): string {
  const hosts = client.options.hosts.map(String).join(', ') || (client.options.srvHost ?? '');
  return error instanceof MongoServerError && error.code === authenticationFailed
    ? `MongoDB at ${hosts} refused the credentials in MONGO_URL.`
    : `MongoDB at ${hosts} cannot be reached or does not answer (MONGO_URL).`;
}
