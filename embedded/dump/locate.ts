import type { Dirent, Stats } from 'node:fs';
import { open, readdir, realpath, stat } from 'node:fs/promises';
import { basename, join, relative, resolve } from 'node:path';
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
  /** What the administrator should know, a message each. */
  readonly warnings: readonly string[];
}

/** The first two bytes of every gzip file. */
export const gzipMagic = Buffer.from([0x1f, 0x8b]);
const archiveMagic = Buffer.from([0x6d, 0xe2, 0x99, 0x81]);

const ownDatabases = new Set(['admin', 'config', 'local']);
const bsonFile = /^(.*)\.bson(\.gz)?$/s;

// A backup of the snap package has its dump three folders down.
const deepestFolder = 5;

/**
 * The files of `collections`, in that order, in a dump's root or in a database's folder within it;
 * a collection without a file is left out. Of several databases it is the one with the most of
 * `collections`. The database is named as its folder is, which after a renaming need not be a name
 * that MongoDB allows. Rejects with `DumpError`; opens no collection.
 */
export async function locateDump(
  folder: string,
  collections: readonly string[],
): Promise<DumpFiles> {
  const { path: databaseFolder, names, others } = await databaseIn(folder, collections);
  const files: DumpFile[] = [];
  for (const collection of new Set(collections)) {
    const [name, ...copies] = names.get(collection) ?? [];
    if (name === undefined) continue;
    if (copies.length > 0) throw collectionTwice(databaseFolder, collection, [name, ...copies]);
    const path = join(databaseFolder, name);
    const stats = await statsOf(path);
    // A named pipe would be waited on for ever.
    if (!stats.isFile()) throw notAFile(path);
    files.push({ collection, path, gzip: name.endsWith('.gz'), bytes: stats.size });
  }
  if (files.length === 0) throw notAWorkspace(databaseFolder, collections);
  const lacking = collections.filter((name) => !names.has(name));
  const warnings = [
    ...(others.length > 0
      ? [
          `The dump ${folder} holds other databases (${others.join(', ')}): ${databaseFolder} is read.`,
        ]
      : []),
    ...(lacking.length > 0
      ? [
          `The dump in ${databaseFolder} lacks ${lacking.join(', ')}: what they hold will be missing.`,
        ]
      : []),
  ];
  return { database: basename(resolve(databaseFolder)), files, warnings };
}

/** A folder with collections, and the names of their files. */
interface DatabaseFolder {
  readonly path: string;
  readonly names: ReadonlyMap<string, readonly string[]>;
}

async function databaseIn(
  folder: string,
  collections: readonly string[],
): Promise<DatabaseFolder & { readonly others: readonly string[] }> {
  const stats = await stat(folder).catch((error: unknown) => {
    throw isMissing(error) ? missingFolder(folder) : unreadable(folder, asError(error));
  });
  if (!stats.isDirectory()) throw await unusableFile(folder, stats);
  if ((await entriesOf(folder)).length === 0) throw emptyFolder(folder);

  const held = ({ names }: DatabaseFolder) => collections.filter((name) => names.has(name)).length;
  const found = (await databasesBelow(folder, deepestFolder)).sort((a, b) => held(b) - held(a));
  const [database, ...rest] = found;
  if (database === undefined) throw noDatabase(folder);
  const others = rest.map(({ path }) => relative(folder, path)).sort();
  if (rest[0] && held(rest[0]) === held(database)) {
    throw severalDatabases(folder, [relative(folder, database.path), ...others].sort());
  }
  return { ...database, others };
}

/** Folders that cannot be read, such as lost+found, and links to nothing hold no database. */
async function databasesBelow(
  folder: string,
  depth: number,
  seen = new Set<string>(),
): Promise<DatabaseFolder[]> {
  // Two links may lead to one folder, or one back to a folder above.
  const place = await realpath(folder);
  if (seen.has(place)) return [];
  seen.add(place);
  const entries = await entriesOf(folder);
  const names = collectionFileNames(entries);
  if (names.size > 0) return [{ path: folder, names }];
  if (depth === 0) return [];
  const found: DatabaseFolder[] = [];
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (ownDatabases.has(entry.name) || entry.name.startsWith('.')) continue;
    const isFolder = await stat(path).then(
      (stats) => stats.isDirectory(),
      () => false,
    );
    if (isFolder) found.push(...(await databasesBelow(path, depth - 1, seen).catch(() => [])));
  }
  return found;
}

async function unusableFile(path: string, stats: Stats): Promise<Error> {
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
    // `mongodump --oplog` leaves oplog.bson in the root, beside the databases' folders, and macOS
    // puts a file that begins with "._" beside every other.
    if (escaped === undefined || name === 'oplog.bson' || name.startsWith('._')) continue;
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
