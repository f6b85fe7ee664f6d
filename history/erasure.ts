import {
  DamagedDay,
  fileName,
  listDays,
  readDay,
  type Archive,
  type ListedDay,
} from './archive.js';
import { writeDayFile } from './day-file.js';
import { selectRows, type Rows, type Table } from './rows.js';
import { erasureName, surrogate } from './user-ids.js';

export interface ErasureOptions {
  readonly archive: Archive;
  /** The user’s `_id` in Rocket.Chat. */
  readonly userId: string;
  /** Deletes the user’s rows, so that counts change, instead of giving them a random id. */
  readonly remove: boolean;
  /** Called after every file. */
  readonly onProgress: (done: number, of: number) => void;
}

/** How many files and rows had the user, and which files could not be read. */
export interface ErasureResult {
  files: number;
  rows: number;
  damaged: string[];
}

/**
 * Takes a user out of all files, and remembers a hash of the id, so that the user is not written
 * again while MongoDB still has their sessions. Run again, it goes on where it stopped.
 * @throws StoreUnavailable, ForeignFile or NewerSchema.
 */
export async function eraseUser(options: ErasureOptions): Promise<ErasureResult> {
  const { archive, userId, onProgress } = options;
  // First of all: what a gateway writes from now on does not have the user.
  const marker = erasureName(userId);
  if (!(await archive.store.read(marker))) {
    await archive.store.write(marker, Buffer.alloc(0), undefined);
  }
  const replacement = surrogate();
  const result: ErasureResult = { files: 0, rows: 0, damaged: [] };
  const files = await listDays(archive);
  for (const [index, file] of files.entries()) {
    try {
      const rows = await eraseFrom(options, file, replacement);
      result.rows += rows;
      if (rows > 0) result.files++;
    } catch (error) {
      if (!(error instanceof DamagedDay)) throw error;
      result.damaged.push(fileName(file));
    }
    onProgress(index + 1, files.length);
  }
  return result;
}

async function eraseFrom(
  { archive, userId, remove }: ErasureOptions,
  { table, day }: ListedDay,
  replacement: string,
): Promise<number> {
  const id = archive.userIds.stored(userId);
  for (;;) {
    const file = await readDay(archive, table, day);
    if (!file) return 0;
    const found = file.rows.user_id.filter((one) => one === id).length;
    if (found === 0) return 0;
    const rows: Rows<Table> = remove
      ? selectRows(file.rows, (one) => one !== id)
      : {
          ...file.rows,
          user_id: file.rows.user_id.map((one) => (one === id ? replacement : one)),
        };
    const bytes = await writeDayFile(table, rows, {
      ...file.metadata,
      // The rows as read are in the form of this archive.
      user_ids: archive.userIds.kind,
    });
    const isWritten = await archive.store.write(fileName({ table, day }), bytes, file.version);
    if (isWritten) return found;
  }
}
