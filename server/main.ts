import type { AddressInfo } from 'node:net';
import closeWithGrace from 'close-with-grace';
import { connectRedis } from '../cache/redis.js';
import { WorkspaceUnavailable } from '../data/errors.js';
import { connectDatabase } from '../data/mongo-workspace.js';
import {
  EmbeddedWorkspaceError,
  startEmbeddedWorkspace,
  type EmbeddedWorkspace,
} from '../embedded/workspace.js';
import { createApp } from './app.js';
import { ConfigError, readConfig, type Config } from './config.js';
import { greeting } from './greeting.js';
import { createLog, logDestination } from './log.js';
import { showProgress } from './progress.js';
import { sharedThrough } from './shared-store.js';
import { checkZone } from './zone-check.js';

/** Reads the environment, connects and listens: the only module that does any of these. */
try {
  await start(readConfig(process.env));
} catch (error) {
  const sentence = sentenceFor(error);
  if (sentence === undefined) throw error;
  console.error(sentence);
  process.exit(1);
}

async function start(config: Config): Promise<void> {
  const log = createLog(config.logLevel, logDestination(process.stdout.isTTY));
  const embedded = await embeddedWorkspace(config);
  const database = await connectDatabase({
    url: embedded?.url ?? config.mongoUrl ?? '',
    timeZone: config.workspaceTimeZone,
    roomKey: config.hidePrivateRooms ? config.privacyKey : undefined,
  });
  const redis = config.redisUrl === undefined ? undefined : connectRedis(config.redisUrl, log);
  const app = await createApp({
    database,
    config,
    log,
    shared: redis && sharedThrough(redis, config),
  });
  void checkZone(database, log);
  await app.listen({ host: config.host, port: config.port });

  closeWithGrace({ logger: false }, async ({ err }) => {
    if (err) log.fatal(err);
    await app.close();
    await database.close();
    redis?.close();
    await embedded?.close();
  });
  const { port } = app.server.address() as AddressInfo;
  console.log(greeting(addressOf(config.host, port), config.source));
}

async function embeddedWorkspace(config: Config): Promise<EmbeddedWorkspace | undefined> {
  switch (config.source) {
    case 'mongo':
      return undefined;
    case 'dump':
      return startEmbeddedWorkspace(
        { kind: 'dump', folder: config.mongoDump ?? '' },
        showProgress(process.stderr),
      );
    case 'demo':
      return startEmbeddedWorkspace({
        kind: 'demo',
        seed: 1,
        now: new Date(),
        timeZone: config.workspaceTimeZone,
      });
  }
}

function addressOf(host: string, port: number): string {
  const isLocal = ['0.0.0.0', '::', '127.0.0.1', '::1'].includes(host);
  return `http://${isLocal ? 'localhost' : host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** One clear line for what an administrator can mend; `undefined` for a fault of the gateway. */
function sentenceFor(error: unknown): string | undefined {
  if (
    error instanceof ConfigError ||
    error instanceof EmbeddedWorkspaceError ||
    error instanceof WorkspaceUnavailable
  ) {
    return error.message;
  }
  const { code, hostname, address, port } = error as NodeJS.ErrnoException & {
    hostname?: string;
    address?: string;
    port?: number;
  };
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} at ${address} is in use: free it or set another PORT.`;
    case 'EACCES':
      return `Port ${port} at ${address} may not be opened by this user: set another PORT.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `HOST ${hostname ?? address ?? ''} is no address of this machine.`;
    default:
      return undefined;
  }
}
