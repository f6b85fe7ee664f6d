import { openBenchDatabase, type BenchDatabase } from './bench-database.js';
import { scaleOf } from './documents.js';
import { timeOfOurs } from './measure.js';
import type { Options } from './options.js';
import { lastDates, type Rivals } from './rivals.js';

/** How the time of our own formulations grows with something else than the documents. */
export interface Growth {
  /** What grows, and what stays as it is. */
  readonly title: string;
  readonly along: readonly number[];
  readonly rows: readonly { readonly name: string; readonly ms: readonly number[] }[];
}

/** Windows of so many dates, asked of one workspace. */
export async function growthWithDays(
  database: BenchDatabase,
  documents: number,
  { variants }: Options,
): Promise<Growth> {
  const along = [2, 8, 32];
  const rows = [];
  for (const one of variants) {
    if (!one.over) continue;
    const ms: number[] = [];
    for (const dates of along) ms.push(await timeOfOurs(database, one.over(lastDates(dates))));
    rows.push({ name: one.name, ms });
  }
  return { title: `days asked for, of ${documents.toLocaleString('en')} documents`, along, rows };
}

/** As many sessions of fewer people, who are online so much more often. */
export async function growthWithPeople(
  documents: number,
  { variants }: Options,
  mongoURL: string | undefined,
): Promise<Growth> {
  const scales = [0.25, 0.5, 1].map((share) => scaleOf(documents, share));
  const asked = variants.filter(({ isAboutPeople }) => isAboutPeople);
  const times = new Map<Rivals, number[]>(asked.map((one) => [one, []]));
  for (const scale of scales) {
    const database = await openBenchDatabase(scale, mongoURL);
    try {
      for (const [one, ms] of times) ms.push(await timeOfOurs(database, one));
    } finally {
      await database.close();
    }
  }
  return {
    title: `people who left the same ${documents.toLocaleString('en')} documents`,
    along: scales.map(({ people }) => people),
    rows: [...times].map(([{ name }, ms]) => ({ name, ms })),
  };
}
