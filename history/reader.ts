import { LRUCache } from 'lru-cache';
import {
  DamagedDay,
  fileName,
  ForeignFile,
  listDays,
  readDay,
  type Archive,
  type StoredDay,
} from './archive.js';
import { NewerSchema } from './day-file.js';
import { StoreUnavailable } from './store.js';

/** The sessions of stored days, for metrics. It never rejects: what cannot be read is unknown. */
export interface HistoryReader {
  /** The days with a file, as 2026-10-14; those last known while the store cannot be reached. */
  days(): Promise<ReadonlySet<string>>;
  /** The sessions of a day, `undefined` where its file is missing or cannot be used. */
  sessions(day: string): Promise<StoredDay<'sessions'> | undefined>;
  /** The newest day with a file, as far as it is known. */
  newestDay(): string | undefined;
  /** How many files were damaged when they were last read. */
  damagedFiles(): number;
}

const listedForMS = 60_000;

/** Reads an archive; each file that cannot be used is logged once. */
export function createHistoryReader(
  archive: Archive,
  log: { warn(message: string): void },
  now: () => number = Date.now,
): HistoryReader {
  let listed: { at: number; days: Promise<ReadonlySet<string>> } | undefined;
  let known: ReadonlySet<string> = new Set();
  const damaged = new Set<string>();
  const logged = new LRUCache<string, true>({ max: 1_000 });

  function logOnce(message: string): void {
    if (logged.has(message)) return;
    logged.set(message, true);
    log.warn(message);
  }

  async function list(): Promise<ReadonlySet<string>> {
    try {
      const files = await listDays(archive);
      known = new Set(files.filter(({ table }) => table === 'sessions').map(({ day }) => day));
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
      logOnce(error.message);
    }
    return known;
  }

  return {
    days() {
      if (!listed || now() - listed.at > listedForMS) listed = { at: now(), days: list() };
      return listed.days;
    },
    async sessions(day) {
      const name = fileName({ table: 'sessions', day });
      try {
        const file = await readDay(archive, 'sessions', day);
        damaged.delete(name);
        return file;
      } catch (error) {
        if (error instanceof DamagedDay) damaged.add(name);
        if (!isKnown(error)) throw error;
        logOnce(error.message);
        return undefined;
      }
    },
    newestDay: () =>
      [...known].reduce<string | undefined>((a, b) => (a && a > b ? a : b), undefined),
    damagedFiles: () => damaged.size,
  };
}

const isKnown = (error: unknown): error is Error =>
  [DamagedDay, ForeignFile, NewerSchema, StoreUnavailable].some((kind) => error instanceof kind);
