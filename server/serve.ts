import type { AddressInfo } from 'node:net';
import closeWithGrace from 'close-with-grace';
import { connectDatabase } from '../data/mongo-workspace.js';
import type { EmbeddedWorkspace } from '../embedded/workspace.js';
import { createApp } from './app.js';
import type { Config } from './config.js';
import { greeting } from './greeting.js';
import { createLog, logDestination } from './log.js';
import { checkZone } from './zone-check.js';

/** Connects, listens and says so; from then on the process ends by a signal alone. */
export async function serve(config: Config, embedded?: EmbeddedWorkspace): Promise<void> {
  const log = createLog(config.logLevel, logDestination(process.stdout.isTTY));
  const database = await connectDatabase({
    url: embedded?.url ?? config.mongoUrl ?? '',
    timeZone: config.workspaceTimeZone,
    roomKey: config.hidePrivateRooms ? config.privacyKey : undefined,
  });
  const shared =
    config.redisUrl === undefined
      ? undefined
      : // Loaded where it is wanted alone: the client is among the slowest libraries to load.
        (await import('./shared-store.js')).connectShared(config.redisUrl, config, log);
  const app = await createApp({ database, config, log, shared });
  void checkZone(database, log);
  await app.listen({ host: config.host, port: config.port });

  closeWithGrace({ logger: false }, async ({ err }) => {
    if (err) log.fatal(err);
    await app.close();
    await database.close();
    shared?.close();
    await embedded?.close();
  });
  const { port } = app.server.address() as AddressInfo;
  console.log(greeting(addressOf(config.host, port), config.source));
}

function addressOf(host: string, port: number): string {
  const isLocal = ['0.0.0.0', '::', '127.0.0.1', '::1'].includes(host);
  return `http://${isLocal ? 'localhost' : host.includes(':') ? `[${host}]` : host}:${port}`;
}
