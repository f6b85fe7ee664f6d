import { basename, join } from 'node:path';

/** A dump that is not read; the message is for the administrator who named it. */
export class DumpError extends Error {
  override readonly name = 'DumpError';
}

const dumpIntoFolder = 'dump into a folder with "mongodump --out <folder>" and name that folder';

/** Nothing is there under the name that was given. */
export function missingFolder(folder: string): DumpError {
  return new DumpError(`The dump folder ${folder} does not exist.`);
}

/** For a path that the operating system rejects; `cause` is its error. */
export function unreadable(path: string, cause: Error): DumpError {
  // Node ends such messages with the call and the path again: "EACCES: permission denied, open …".
  const [reason = cause.message] = cause.message.split(', ');
  return new DumpError(`${path} cannot be read (${reason}).`, { cause });
}

/** A collection's name belongs to a folder, a pipe or a device. */
export function notAFile(path: string): DumpError {
  return new DumpError(`${path} cannot be read, because it is not a regular file.`);
}

/** The name that was given is that of a file, of no kind that another message is about. */
export function notAFolder(path: string): DumpError {
  return new DumpError(`${path} is not a folder: ${dumpIntoFolder}.`);
}

/** The file begins as those of `mongodump --archive` do. */
export function archiveInsteadOfFolder(path: string): DumpError {
  return new DumpError(
    `${path} is an archive of "mongodump --archive", and archives are not read: ${dumpIntoFolder}.`,
  );
}

/** The file is packed: `mongodump --archive --gzip`, a .tar.gz, or a collection. */
export function gzipInsteadOfFolder(path: string): DumpError {
  return new DumpError(
    `${path} is a gzip file, and neither archives of mongodump nor packed folders are read: ` +
      `${dumpIntoFolder}.`,
  );
}

/** The folder is there, without anything in it. */
export function emptyFolder(folder: string): DumpError {
  return new DumpError(`The dump folder ${folder} is empty.`);
}

/** There is no BSON where a dump has it. */
export function noDatabase(folder: string): DumpError {
  return new DumpError(
    `The folder ${folder} is not a dump of a workspace: there are no .bson or .bson.gz files in ` +
      'it, nor below it other than in admin, config and local.',
  );
}

/** Which of them is the workspace is for the administrator to say. */
export function severalDatabases(folder: string, databases: readonly string[]): DumpError {
  const example = join(folder, databases[0] ?? '');
  return new DumpError(
    `The dump ${folder} holds several databases (${databases.join(', ')}): point at the folder ` +
      `of one of them, such as ${example}.`,
  );
}

/** A dump, of something else; `collections` are those that were looked for. */
export function notAWorkspace(folder: string, collections: readonly string[]): DumpError {
  return new DumpError(
    `The dump in ${folder} is not of a Rocket.Chat workspace: it holds none of the collections ` +
      `${collections.join(', ')}.`,
  );
}

/** Two dumps, one of them packed, were written into one folder. */
export function collectionTwice(
  folder: string,
  collection: string,
  names: readonly string[],
): DumpError {
  return new DumpError(
    `The folder ${folder} holds the collection ${collection} more than once ` +
      `(${names.join(', ')}): remove the files that are out of date.`,
  );
}

/** A packed file lost the end of its name, by which files are distinguished. */
export function gzipWithoutItsName(path: string): DumpError {
  return new DumpError(
    `${path} is gzip data although its name does not say so: rename it to ${basename(path)}.gz.`,
  );
}

/** `offset` counts bytes of the BSON, which in a gzip file are not those of the file. */
export function damagedDocument(
  file: { readonly path: string; readonly gzip: boolean },
  offset: number,
  reason: string,
  cause?: unknown,
): DumpError {
  const place = `byte ${offset}${file.gzip ? ' of its unzipped data' : ''}`;
  return new DumpError(`${file.path} is damaged: the document at ${place} ${reason}.`, { cause });
}

/** `offset` is that of the first document which was not read, in the unzipped data. */
export function damagedGzip(path: string, offset: number, cause: Error): DumpError {
  return new DumpError(
    `${path} is damaged: its gzip data fails (${cause.message}), and the document at byte ` +
      `${offset} of its unzipped data was not read.`,
    { cause },
  );
}
