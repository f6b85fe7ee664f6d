import type { FastifyBaseLogger } from 'fastify';
import { Temporal } from 'temporal-polyfill';
import { historyDays, type HistoryDays } from '../analytics/series/history-days.js';
import { ConfigError, type Config } from '../config/config.js';
import type { Database } from '../data/mongo-workspace.js';
import { ForeignFile, listDays, readDay, DamagedDay, type Archive } from './archive.js';
import { NewerSchema } from './day-file.js';
import { mongoDays, workspaceId } from './mongo-days.js';
import { createHistoryReader, type HistoryReader } from './reader.js';
import { scheduleDaily } from './schedule.js';
import { StoreUnavailable } from './store.js';
import { writeDueDays } from './writer.js';
import type { Metrics } from '../http/metrics.js';
import { archiveOf } from './history-archive.js';
import { version } from '../config/version.js';

/** The history of a running gateway. */
export interface HistoryService {
  readonly reader: HistoryReader;
  /** The same for metrics, cached. */
  readonly days: HistoryDays;
  /** Ends the writer, in the middle of a run too. */
  stop(): Promise<void>;
}

export interface HistoryServiceOptions {
  readonly config: Config;
  readonly database: Database;
  readonly log: FastifyBaseLogger;
  readonly metrics?: Metrics | undefined;
}

const startTimeoutMS = 10_000;
/** The days are read one after the other, and each may take so long. */
const readTimeoutMS = 60_000;

/**
 * Opens the history that the settings name and writes it from now on; `undefined` where they name
 * none.
 * @throws ConfigError where it can never be written, or belongs to another workspace.
 */
export async function startHistory({
  config,
  database,
  log,
  metrics,
}: HistoryServiceOptions): Promise<HistoryService | undefined> {
  const opened = archiveOf(config);
  if (!opened) return undefined;
  const within = (timeMS: number, signal?: AbortSignal) =>
    database.within({
      deadline: Date.now() + timeMS,
      isBackground: true,
      ...(signal && { signal }),
    });
  const variable = config.historyDir === undefined ? 'HISTORY_S3_URL' : 'HISTORY_DIR';
  const workspace = await workspaceId(within(startTimeoutMS));
  if (workspace === undefined) {
    throw new ConfigError([`${variable}: the workspace has no setting uniqueID, which it needs.`]);
  }
  const archive = { ...opened, workspace };
  try {
    await checkArchive(archive);
  } catch (error) {
    if (!(error instanceof Error) || !isExpected(error)) throw error;
    const mayPass = error instanceof StoreUnavailable && config.historyDir === undefined;
    if (!mayPass) throw new ConfigError([`${variable}: ${error.message}`]);
    log.warn(error.message);
  }

  const reader = createHistoryReader(archive, log);
  metrics?.observeHistory({
    newestFileAgeMS: () => ageOf(reader.newestDay(), config.workspaceTimeZone),
    damagedFiles: () => reader.damagedFiles(),
  });
  const source = mongoDays(config.workspaceTimeZone, (signal) => within(readTimeoutMS, signal));
  const stop = scheduleDaily(
    async (signal) => {
      const { written, deleted } = await writeDueDays(
        { archive, source, gatewayVersion: version, days: config.historyDays, log, signal },
        new Date(),
      );
      if (written + deleted > 0) log.info(`History: ${written} files written, ${deleted} deleted.`);
      await reader.days();
    },
    (error) => {
      if (error instanceof Error && isExpected(error)) log.error(`History: ${error.message}`);
      else log.error(error, 'The history could not be written.');
    },
  );
  const days = historyDays(
    { ...reader, storedId: (userId) => archive.userIds.stored(userId) },
    config.workspaceTimeZone,
    config.dayCacheMB * 1024 * 1024,
  );
  return { reader, days, stop };
}

/** Whether the archive can be written, and its newest sound file is of this workspace. */
async function checkArchive(archive: Archive): Promise<void> {
  await archive.store.prepare();
  for (const { table, day } of (await listDays(archive)).reverse()) {
    try {
      await readDay(archive, table, day);
      return;
    } catch (error) {
      if (!(error instanceof DamagedDay)) throw error;
    }
  }
}

const isExpected = (error: Error) =>
  [StoreUnavailable, ForeignFile, NewerSchema].some((kind) => error instanceof kind);

/** The time since the end of a stored day. */
function ageOf(day: string | undefined, timeZone: string): number | undefined {
  if (day === undefined) return undefined;
  const end = Temporal.PlainDate.from(day).add({ days: 1 }).toZonedDateTime(timeZone);
  return Date.now() - end.epochMilliseconds;
}
