import type { Dirent, Stats } from 'node:fs';
import { open, readdir, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import {
  archiveInsteadOfFolder,
  collectionTwice,
  emptyFolder,
  gzipInsteadOfFolder,
  missingFolder,
  noDatabase,
  notAFile,
  notAFolder,
  notAWorkspace,
  severalDatabases,
  unreadable,
} from './dump-error.js';

/** The documents of one collection on disk; `bytes` is the file's size, packed if `gzip`. */
export interface DumpFile {
  readonly collection: string;
  readonly path: string;
  readonly gzip: boolean;
  readonly bytes: number;
}

/** What of a dump is to be read. */
export interface DumpFiles {
  readonly database: string;
  readonly files: readonly DumpFile[];
}

/** The first two bytes of every gzip file. */
export const gzipMagic = Buffer.from([0x1f, 0x8b]);
const archiveMagic = Buffer.from([0x6d, 0xe2, 0x99, 0x81]);

const ownDatabases = new Set(['admin', 'config', 'local']);
const bsonFile = /^(.*)\.bson(\.gz)?$/s;

/**
 * The files of `collections`, in that order, in a dump's root or in one database's folder; a
 * collection without a file is left out. The database is named as its folder is, which after a
 * renaming need not be a name that MongoDB allows. Rejects with `DumpError`; opens no collection.
 */
export async function locateDump(
  folder: string,
  collections: readonly string[],
): Promise<DumpFiles> {
  const databaseFolder = await databaseFolderOf(folder);
  const names = collectionFileNames(await entriesOf(databaseFolder));
  const files: DumpFile[] = [];
  for (const collection of new Set(collections)) {
    const [name, ...others] = names.get(collection) ?? [];
    if (name === undefined) continue;
    if (others.length > 0) throw collectionTwice(databaseFolder, collection, [name, ...others]);
    const path = join(databaseFolder, name);
    const stats = await statsOf(path);
    // A named pipe would be waited on for ever.
    if (!stats.isFile()) throw notAFile(path);
    files.push({ collection, path, gzip: name.endsWith('.gz'), bytes: stats.size });
  }
  if (files.length === 0) throw notAWorkspace(databaseFolder, collections);
  return { database: basename(resolve(databaseFolder)), files };
}

async function databaseFolderOf(folder: string): Promise<string> {
  const stats = await stat(folder).catch((error: unknown) => {
    throw isMissing(error) ? missingFolder(folder) : unreadable(folder, asError(error));
  });
  if (!stats.isDirectory()) throw await refusedFile(folder, stats);
  const entries = await entriesOf(folder);
  if (entries.length === 0) throw emptyFolder(folder);
  if (collectionFileNames(entries).size > 0) return folder;

  const databases: string[] = [];
  for (const entry of entries) {
    if (ownDatabases.has(entry.name) || !(await isFolder(folder, entry))) continue;
    const held = await entriesOf(join(folder, entry.name));
    if (collectionFileNames(held).size > 0) databases.push(entry.name);
  }
  const [database, ...others] = databases;
  if (database === undefined) throw noDatabase(folder);
  if (others.length > 0) throw severalDatabases(folder, databases);
  return join(folder, database);
}

async function refusedFile(path: string, stats: Stats): Promise<Error> {
  if (!stats.isFile()) return notAFolder(path);
  try {
    await using file = await open(path);
    const { buffer } = await file.read(Buffer.alloc(4), 0, 4, 0);
    if (buffer.equals(archiveMagic)) return archiveInsteadOfFolder(path);
    return buffer.subarray(0, 2).equals(gzipMagic) ? gzipInsteadOfFolder(path) : notAFolder(path);
  } catch (error) {
    return unreadable(path, asError(error));
  }
}

/** The names of the files of each collection: more than one only in a folder put together by hand. */
function collectionFileNames(entries: readonly Dirent[]): Map<string, string[]> {
  const names = new Map<string, string[]>();
  for (const { name } of entries) {
    const escaped = bsonFile.exec(name)?.[1];
    // `mongodump --oplog` leaves oplog.bson in the root, beside the databases' folders.
    if (escaped === undefined || name === 'oplog.bson') continue;
    const collection = unescaped(escaped);
    names.set(collection, [...(names.get(collection) ?? []), name]);
  }
  return names;
}

/** mongodump percent-escapes what a path cannot hold; a name that it cannot have written stays. */
function unescaped(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

async function isFolder(parent: string, entry: Dirent): Promise<boolean> {
  if (!entry.isSymbolicLink()) return entry.isDirectory();
  return (await statsOf(join(parent, entry.name))).isDirectory();
}

async function entriesOf(folder: string): Promise<Dirent[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    throw unreadable(folder, asError(error));
  });
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function statsOf(path: string): Promise<Stats> {
  return await stat(path).catch((error: unknown) => {
    throw unreadable(path, asError(error));
  });
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
