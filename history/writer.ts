import { setTimeout } from 'node:timers/promises';
import { Temporal } from 'temporal-polyfill';
import {
  DamagedDay,
  fileName,
  listDays,
  readDay,
  storedIds,
  type Archive,
  type StoredDay,
} from './archive.js';
import { writeDayFile, type Metadata } from './day-file.js';
import { joinRows, selectRows, tableNames, type Rows, type Table } from './rows.js';
import { erasureFolder, erasureName, isSurrogate, type UserIds } from './user-ids.js';

/** The stored days of a workspace in MongoDB; days as 2026-10-14, in the workspace’s zone. */
export interface DaySource {
  readonly timeZone: string;
  rows<Name extends Table>(table: Name, day: string, signal: AbortSignal): Promise<Rows<Name>>;
  /** The earliest day with session documents, `undefined` where there are none. */
  earliestDay(signal: AbortSignal): Promise<string | undefined>;
}

export interface WriterOptions {
  readonly archive: Archive & { readonly workspace: string };
  readonly source: DaySource;
  readonly gatewayVersion: string;
  /** Files of days older than this many days are deleted. */
  readonly days: number;
  readonly log: Pick<Console, 'info' | 'warn'>;
  readonly signal: AbortSignal;
}

/**
 * A day is written when it is five days old: the nightly job has then computed all its sessions.
 * It is rewritten, as final, at forty: a long session may be closed late on an older document. At
 * forty-five Rocket.Chat begins to delete it.
 */
const firstAge = 5;
const finalAge = 40;
const lastAge = 44;

/**
 * Writes every day that is due and not yet in the archive, oldest first, and deletes what is older
 * than `days`; the result reports how many files. Several gateways may do so at a time.
 * @throws StoreUnavailable, ForeignFile, NewerSchema, or what the source throws.
 */
export async function writeDueDays(options: WriterOptions, now: Date) {
  const { archive, source, signal } = options;
  const today = Temporal.Instant.fromEpochMilliseconds(now.getTime())
    .toZonedDateTimeISO(source.timeZone)
    .toPlainDate();
  const daysAgo = (days: number) => today.subtract({ days }).toString();
  await archive.store.prepare();
  const result = { written: 0, deleted: 0 };
  const earliest = await source.earliestDay(signal);
  for (let age = lastAge; age >= firstAge; age--) {
    for (const table of tableNames) {
      signal.throwIfAborted();
      const state = age >= finalAge ? 'final' : 'first';
      if (await writeIfDue(options, table, daysAgo(age), state, earliest)) result.written++;
    }
  }
  const oldest = daysAgo(options.days);
  for (const file of await listDays(archive)) {
    if (file.day >= oldest) break;
    await archive.store.remove(fileName(file));
    result.deleted++;
  }
  return result;
}

async function writeIfDue(
  options: WriterOptions,
  table: Table,
  day: string,
  state: Metadata['state'],
  earliest: string | undefined,
): Promise<boolean> {
  const { archive, source, gatewayVersion, log, signal } = options;
  const { store, userIds, workspace } = archive;
  const name = fileName({ table, day });
  let read: Rows<Table> | undefined;
  let erasedSince = false;
  for (;;) {
    const { file, version } = await stored(options, table, day);
    const isDone = file && (file.metadata.state === 'final' || state === 'first');
    if (isDone && !erasedSince) return false;
    const erased = await erasedUsers(archive);
    read ??= await source.rows(table, day, signal);
    const rows = combined(table, userIds, withoutErased(read, erased), file);
    const { length } = rows.user_id;
    // Without older days in MongoDB, an empty day may be one that Rocket.Chat has deleted.
    if (length === 0 && !file && !(earliest !== undefined && earliest < day)) return false;
    if (file && length < file.metadata.rows && !erasedSince) {
      log.warn(`${name} stays as it is: MongoDB has only ${length} rows of that day left.`);
      return false;
    }
    const bytes = await writeDayFile(table, rows, {
      day,
      state,
      time_zone: source.timeZone,
      workspace,
      user_ids: userIds.kind,
      gateway_version: gatewayVersion,
    });
    const isWritten = await store.write(name, bytes, version);
    // A user who was erased after the list was read has to leave the file again.
    if (isWritten) {
      erasedSince = (await erasedUsers(archive)).size > erased.size;
      if (!erasedSince) return true;
    } else {
      // Another gateway or an erasure was faster: look at what it wrote.
      await setTimeout(Math.random() * 100, undefined, { signal });
    }
  }
}

/** The file of a day and its version; no file but a version where it is damaged. */
async function stored<Name extends Table>(
  { archive, log }: WriterOptions,
  table: Name,
  day: string,
): Promise<{ file?: StoredDay<Name>; version?: string }> {
  try {
    const file = await readDay(archive, table, day);
    return file ? { file, version: file.version } : {};
  } catch (error) {
    if (!(error instanceof DamagedDay)) throw error;
    log.warn(`${error.message} It is written again.`);
    return { version: error.version };
  }
}

async function erasedUsers({ store }: Archive): Promise<Set<string>> {
  const files = await store.list(erasureFolder);
  return new Set(files.map(({ name }) => name));
}

function withoutErased<Name extends Table>(rows: Rows<Name>, erased: Set<string>): Rows<Name> {
  if (erased.size === 0) return rows;
  const names = new Map<string, string>();
  return selectRows(rows, (id) => {
    if (id === null) return true;
    const name = names.get(id) ?? erasureName(id);
    names.set(id, name);
    return !erased.has(name);
  });
}

/** The rows as they are stored, and what stands in the file for users who have been erased. */
function combined<Name extends Table>(
  table: Name,
  userIds: UserIds,
  read: Rows<Name>,
  file: StoredDay<Name> | undefined,
): Rows<Name> {
  const rows = { ...read, user_id: storedIds(userIds, read.user_id) };
  return file ? joinRows(table, [rows, selectRows(file.rows, isSurrogate)]) : rows;
}
