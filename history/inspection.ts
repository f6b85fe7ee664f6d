import { Temporal } from 'temporal-polyfill';
import { DamagedDay, ForeignFile, listDays, readDay, type Archive } from './archive.js';
import { NewerSchema } from './day-file.js';

/** What is in an archive, after every file has been read. */
export interface Inspection {
  readonly files: number;
  readonly bytes: number;
  readonly rows: number;
  /** The days of sessions, as 2026-10-14; undefined where there are none. */
  readonly firstDay: string | undefined;
  readonly lastDay: string | undefined;
  readonly days: number;
  /** Days whose sessions will not be rewritten. */
  readonly finalDays: number;
  /** Days between the first and the last without a file of sessions. */
  readonly gaps: readonly string[];
  /** Files whose user ids are stored as they are. */
  readonly plainFiles: number;
  /** A message for each file that cannot be used. */
  readonly problems: readonly string[];
}

/**
 * Reads every file and checks it. `onProgress` is called after each.
 * @throws StoreUnavailable
 */
export async function inspect(
  archive: Archive,
  onProgress: (done: number, of: number) => void,
): Promise<Inspection> {
  const files = await listDays(archive);
  const problems: string[] = [];
  let [bytes, rows, finalDays, plainFiles] = [0, 0, 0, 0];
  for (const [index, { table, day, size }] of files.entries()) {
    bytes += size;
    try {
      const { metadata } = (await readDay(archive, table, day)) ?? {};
      rows += metadata?.rows ?? 0;
      if (table === 'sessions' && metadata?.state === 'final') finalDays++;
      if (metadata?.user_ids === 'plain') plainFiles++;
    } catch (error) {
      if (!isProblem(error)) throw error;
      problems.push(error.message);
    }
    onProgress(index + 1, files.length);
  }
  const days = files.filter(({ table }) => table === 'sessions').map(({ day }) => day);
  return {
    files: files.length,
    bytes,
    rows,
    firstDay: days[0],
    lastDay: days.at(-1),
    days: days.length,
    finalDays,
    gaps: gapsBetween(days),
    plainFiles,
    problems,
  };
}

const isProblem = (error: unknown): error is Error =>
  error instanceof DamagedDay || error instanceof ForeignFile || error instanceof NewerSchema;

/** The days that are missing between the first and the last of sorted days. */
function gapsBetween(days: readonly string[]): string[] {
  const present = new Set(days);
  const [first, last] = [days[0], days.at(-1)];
  const missing: string[] = [];
  if (first === undefined || last === undefined) return missing;
  const end = Temporal.PlainDate.from(last);
  for (
    let day = Temporal.PlainDate.from(first);
    Temporal.PlainDate.compare(day, end) < 0;
    day = day.add({ days: 1 })
  ) {
    if (!present.has(day.toString())) missing.push(day.toString());
  }
  return missing;
}
