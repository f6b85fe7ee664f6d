import { DamagedFile, NewerSchema, readDayFile, type DayFile } from './day-file.js';
import { tableNames, type Rows, type Table } from './rows.js';
import type { HistoryStore } from './store.js';
import { isSurrogate, type UserIds } from './user-ids.js';

/** A store, and whose days it may hold. */
export interface Archive {
  readonly store: HistoryStore;
  readonly userIds: UserIds;
  /** Rocket.Chat’s `uniqueID` of the workspace; files of every workspace are read without it. */
  readonly workspace?: string | undefined;
}

/** The file is sound but not this gateway’s to read or replace. The message says why. */
export class ForeignFile extends Error {
  override readonly name = 'ForeignFile';
}

export interface FileName {
  readonly table: Table;
  /** The stored day, as 2026-10-14. */
  readonly day: string;
}

/** `sessions/year=2026/month=10/2026-10-14.parquet`: query engines read year and month from it. */
export const fileName = ({ table, day }: FileName) =>
  `${table}/year=${day.slice(0, 4)}/month=${day.slice(5, 7)}/${day}.parquet`;

/** The table and day that such a name means, `undefined` for any other name. */
function parseFileName(name: string): FileName | undefined {
  const day = /\/(\d{4}-\d\d-\d\d)\.parquet$/.exec(name)?.[1];
  return tableNames
    .map((table) => ({ table, day: day ?? '' }))
    .find((file) => fileName(file) === name);
}

export interface ListedDay extends FileName {
  readonly size: number;
}

/** The days of both tables, oldest first. */
export async function listDays({ store }: Archive): Promise<ListedDay[]> {
  const files = await store.list();
  return files
    .flatMap(({ name, size }) => {
      const file = parseFileName(name);
      return file ? [{ ...file, size }] : [];
    })
    .sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0));
}

export interface StoredDay<Name extends Table = Table> extends DayFile<Name> {
  /** Of the store, to replace exactly this file. */
  readonly version: string;
}

/**
 * A stored day with user ids as this archive stores them; `undefined` where there is none.
 * @throws DamagedDay, ForeignFile or NewerSchema where the file cannot be used.
 */
export async function readDay<Name extends Table>(
  { store, workspace, userIds }: Archive,
  table: Name,
  day: string,
): Promise<StoredDay<Name> | undefined> {
  const name = fileName({ table, day });
  const found = await store.read(name);
  if (!found) return undefined;
  const { metadata, rows } = await parse(table, name, found);
  if (metadata.day !== day) throw new DamagedDay(name, `It holds ${metadata.day}.`, found.version);
  if (workspace !== undefined && metadata.workspace !== workspace) {
    throw new ForeignFile(
      `${name} belongs to the workspace ${metadata.workspace}, this one is ${workspace}.`,
    );
  }
  return { metadata, version: found.version, rows: inForm(userIds, metadata.user_ids, name, rows) };
}

/** The bytes of a file are not those that were written. `version` allows to replace it. */
export class DamagedDay extends Error {
  override readonly name = 'DamagedDay';
  constructor(
    name: string,
    reason: string,
    readonly version: string,
  ) {
    super(`${name} is damaged: ${reason}`);
  }
}

async function parse<Name extends Table>(
  table: Name,
  name: string,
  { bytes, version }: { bytes: Buffer; version: string },
): Promise<DayFile<Name>> {
  try {
    return await readDayFile(table, bytes);
  } catch (error) {
    if (error instanceof NewerSchema) throw new NewerSchema(`${name}: ${error.message}`);
    const reason = error instanceof DamagedFile ? error.message : 'It cannot be parsed.';
    throw new DamagedDay(name, reason, version);
  }
}

/** The rows with ids as this archive has them: an older file may hold them plain. */
function inForm<Name extends Table>(
  userIds: UserIds,
  kind: string,
  name: string,
  rows: Rows<Name>,
): Rows<Name> {
  if (kind === userIds.kind) return rows;
  if (kind !== 'plain') {
    throw new ForeignFile(
      `${name} holds hashed user ids: set HISTORY_HASH_IDS and the PRIVACY_KEY it was written with.`,
    );
  }
  return { ...rows, user_id: storedIds(userIds, rows.user_id) };
}

/** The form in which ids of Rocket.Chat are stored; null and surrogates stay as they are. */
export function storedIds(userIds: UserIds, ids: readonly (string | null)[]): (string | null)[] {
  const known = new Map<string, string>();
  return ids.map((id) => {
    if (id === null || isSurrogate(id)) return id;
    const stored = known.get(id) ?? userIds.stored(id);
    known.set(id, stored);
    return stored;
  });
}
