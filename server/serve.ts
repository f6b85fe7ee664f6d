import { lookup } from 'node:dns/promises';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import closeWithGrace from 'close-with-grace';
import { connectDatabase, type Database } from '../data/mongo-workspace.js';
import { skippedValues } from '../data/skipped-values.js';
import type { EmbeddedWorkspace } from '../embedded/workspace.js';
import { createApp } from './app.js';
import { checkCollections } from '../data/collections-check.js';
import { createDayCache, warmUp } from '../engine/create-day-cache.js';
import { ConfigError, type Config } from '../config/config.js';
import { workspaceId } from '../history/mongo-days.js';
import { readManifest } from '../operations/manifest.js';
import { startupBanner } from './startup-banner.js';
import { createLog, logDestination } from '../http/log.js';
import { createOperations } from '../http/operator-server.js';
import { readinessOf } from '../http/readiness.js';
import { checkZone } from '../engine/zone-check.js';

/** Connects, listens and says so; from then on the process ends by a signal alone. */
export async function serve(config: Config, embedded?: EmbeddedWorkspace): Promise<void> {
  const log = createLog(config.logLevel, await logDestination(process));
  const metrics =
    config.metricsPort === undefined
      ? undefined
      : (await import('../http/metrics.js')).createMetrics();
  const manifest =
    config.persistedDocuments === undefined
      ? undefined
      : await readManifest(config.persistedDocuments);
  const database = await connectDatabase({
    url: embedded?.url ?? config.mongoUrl ?? '',
    timeZone: config.workspaceTimeZone,
    roomKey: config.hidePrivateRooms ? config.privacyKey : undefined,
    concurrent: config.databaseConcurrency,
    waiting: config.databaseQueue,
    report: log,
    onRead: metrics?.observeRead,
    onSkipped: skippedValues({ log, count: metrics?.countSkipped }),
  });
  const history =
    (config.historyDir ?? config.historyS3Url) === undefined
      ? undefined
      : // Loaded only where it is wanted, as Redis below.
        await (
          await import('../history/history-service.js')
        ).startHistory({ config, database, log, metrics });
  await checkCollections(database, log);
  const readiness = readinessOf(database);
  const shared =
    config.redisUrl === undefined
      ? undefined
      : // Loaded where it is wanted alone: the client is among the slowest libraries to load.
        (await import('../engine/shared-store.js')).connectShared(
          config.redisUrl,
          config,
          await workspaceIdOf(database, config),
          log,
        );
  const days = createDayCache({ database, config, log, metrics });
  const app = await createApp({
    database,
    config,
    log,
    days,
    history: history?.days,
    readiness,
    shared,
    manifest,
    metrics,
  });
  void checkZone(database, log);
  // For `localhost` Fastify would start further servers, which none of our limits knows.
  await app.listen({ host: (await lookup(config.host)).address, port: config.port });

  if (config.dayWarmUp) void warmUp(days);
  const operations = metrics && createOperations({ metrics, readiness, log });
  await operations?.listen({ host: config.metricsHost, port: config.metricsPort ?? 0 });

  const { shutdownDelayMS, shutdownTimeoutMS } = config;
  const delay = shutdownDelayMS + shutdownTimeoutMS;
  closeWithGrace({ logger: false, delay }, async ({ err, signal }) => {
    readiness.end();
    if (err) log.fatal(err);
    else {
      log.info(`${signal ?? 'A request to end'} received: the gateway ends.`);
      await setTimeout(shutdownDelayMS);
    }
    await app.close();
    await operations?.close();
    await history?.stop();
    await database.close();
    shared?.close();
    await embedded?.close();
  });
  const { port } = app.server.address() as AddressInfo;
  console.log(startupBanner(addressOf(config.host, port), config.source));
}

function addressOf(host: string, port: number): string {
  const isLocal = ['0.0.0.0', '::', '127.0.0.1', '::1'].includes(host);
  return `http://${isLocal ? 'localhost' : host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** @throws ConfigError where nothing distinguishes the workspace from others on the same Redis. */
async function workspaceIdOf(database: Database, config: Config): Promise<string> {
  const id =
    config.workspaceId ??
    (await workspaceId(database.within({ deadline: Date.now() + 2 * config.requestTimeoutMS })));
  if (id === undefined) {
    throw new ConfigError([
      'WORKSPACE_ID: needed with REDIS_URL, since the workspace has no setting uniqueID.',
    ]);
  }
  return id;
}
