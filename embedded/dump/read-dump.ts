import type { BsonDocument } from '../../data/workspace.js';
import { documentsIn } from './bson-file.js';
import { locateDump } from './locate.js';

export { DumpError } from './dump-error.js';

/** What a dump holds of the wanted collections; one that it does not hold is not in the map. */
export interface Dump {
  /** The name of the database's folder. */
  readonly database: string;
  readonly collections: ReadonlyMap<string, readonly BsonDocument[]>;
  /** What the administrator should know, a message each. */
  readonly warnings: readonly string[];
}

/**
 * How far the reading is. `documents` counts within `collection`; `bytesRead` and `bytesTotal` count
 * over all wanted files, as they lie on disk (packed, if by `mongodump --gzip`).
 */
export interface DumpProgress {
  readonly collection: string;
  readonly documents: number;
  readonly bytesRead: number;
  readonly bytesTotal: number;
}

/**
 * Reads `collections` from a folder that mongodump wrote, either the database's folder or one above
 * it; other collections' files are not opened. `onProgress` is called for every
 * chunk, and at the end of every file. Rejects with `DumpError` when there is no such dump, or when a
 * file is damaged anywhere: nothing is half-loaded.
 */
export async function readDump(options: {
  folder: string;
  collections: readonly string[];
  onProgress?: (progress: DumpProgress) => void;
}): Promise<Dump> {
  const { database, files, warnings } = await locateDump(options.folder, options.collections);
  const bytesTotal = files.reduce((sum, file) => sum + file.bytes, 0);
  const collections = new Map<string, readonly BsonDocument[]>();
  let bytesBefore = 0;
  for (const file of files) {
    const { collection } = file;
    const documents: BsonDocument[] = [];
    const report = (bytesOfFile: number) => {
      const bytesRead = bytesBefore + bytesOfFile;
      options.onProgress?.({ collection, documents: documents.length, bytesRead, bytesTotal });
    };
    for await (const batch of documentsIn(file)) {
      for (const document of batch.documents) documents.push(document);
      // A file that grows while it is read must not count for more than its share.
      report(Math.min(batch.bytesRead, file.bytes));
    }
    report(file.bytes);
    bytesBefore += file.bytes;
    collections.set(collection, documents);
  }
  return { database, collections, warnings };
}
