import { monitorEventLoopDelay } from 'node:perf_hooks';
import { isDeepStrictEqual } from 'node:util';
import { DeadlineExceeded } from '../../data/errors.js';
import { median } from '../statistics.js';
import type { BenchDatabase } from './bench-database.js';
import type { Ask, Rivals } from './rivals.js';
import { watched } from './watched-workspace.js';

/** How long one answer may take; whatever takes longer is left out of the comparison. */
export const limitMS = 120_000;

// Enough rounds for a median, and few enough for a run to end: a single one of what takes long.
const mostRounds = 75;
const fewestRounds = 3;
const questionMS = 12_000;
const slowMS = 40_000;

const delayResolutionMS = 2;

/** What an answer costs besides time. */
export interface Cost {
  /** Aggregations sent to the database. */
  readonly queries: number;
  /** Documents that came back. */
  readonly rows: number;
  readonly bytes: number;
  readonly examined: number;
}

export interface Comparison {
  readonly name: string;
  /** `undefined` where it took longer than the limit; and so for the reference. */
  readonly ours: Cost | undefined;
  readonly reference: Cost | undefined;
  readonly agrees: boolean;
  readonly rounds: readonly Round[];
}

/**
 * Both formulations, one after the other; milliseconds. Of the embedded server it is the processor's
 * time, its own and the gateway's, so that whatever else the machine does counts for little; of a
 * MongoDB, which may be elsewhere, it is the clock's.
 */
export interface Round {
  readonly ours: number;
  /** Ours by the clock. */
  readonly byTheClock: number;
  /** NaN where it was left out. */
  readonly reference: number;
  /** How long our answer kept the event loop of this process from turning. */
  readonly delay: number;
}

/**
 * Asks both formulations once and compares what they say, and then again and again with a watch.
 * Says which of the two took longer than the limit instead; the database may then still be at it.
 */
export async function compare(
  database: BenchDatabase,
  variants: Rivals,
): Promise<Comparison | { readonly tooLong: 'ours' | 'reference' }> {
  const startedAt = performance.now();
  const ours = await observe(database, variants.ours).catch(nothingIfTooLong);
  if (!ours) return { tooLong: 'ours' };
  const reference = await observe(database, variants.reference).catch(nothingIfTooLong);
  if (!reference) return { tooLong: 'reference' };
  const costMS = performance.now() - startedAt;

  const rounds: Round[] = [];
  const wanted =
    costMS > slowMS
      ? 1
      : Math.min(Math.max(Math.floor(questionMS / costMS), fewestRounds), mostRounds);
  while (rounds.length < wanted) {
    // Whoever comes second finds the caches, and the rubbish, of the first. In a fixed order the
    // collections of garbage would always fall to the same one.
    if (Math.random() < 0.5) {
      const first = await timed(database, variants.ours);
      rounds.push({ ...first, reference: (await timed(database, variants.reference)).ours });
    } else {
      const { ours: first } = await timed(database, variants.reference);
      rounds.push({ ...(await timed(database, variants.ours)), reference: first });
    }
  }
  return {
    name: variants.name,
    ours: ours.cost,
    reference: reference.cost,
    agrees: isDeepStrictEqual(
      variants.canonical(ours.result),
      variants.canonical(reference.result),
    ),
    rounds,
  };
}

/** The same without the reference. */
export async function measureOurs(database: BenchDatabase, variants: Rivals): Promise<Comparison> {
  const { cost } = await observe(database, variants.ours);
  const rounds: Round[] = [];
  while (rounds.length < fewestRounds) {
    rounds.push({ ...(await timed(database, variants.ours)), reference: NaN });
  }
  return { name: variants.name, ours: cost, reference: undefined, agrees: true, rounds };
}

/** The median of our formulation's time alone. */
export async function timeOfOurs(database: BenchDatabase, variants: Rivals): Promise<number> {
  await variants.ours(database.within(limitMS));
  const rounds: number[] = [];
  while (rounds.length < 5) rounds.push((await timed(database, variants.ours)).ours);
  return median(rounds);
}

async function observe(
  database: BenchDatabase,
  run: Ask,
): Promise<{ result: unknown; cost: Cost }> {
  const { workspace, aggregations } = watched(database.within(limitMS));
  const result = await run(workspace);
  const cost = { queries: 0, rows: 0, bytes: 0, examined: 0 };
  for (const { collection, pipeline, rows, bytes } of aggregations) {
    cost.queries += 1;
    cost.rows += rows;
    cost.bytes += bytes;
    cost.examined += await database.examined(collection, pipeline);
  }
  return { result, cost };
}

function nothingIfTooLong(error: unknown): undefined {
  if (!(error instanceof DeadlineExceeded)) throw error;
  return undefined;
}

/** The time of one answer, as if it were ours. */
async function timed(database: BenchDatabase, run: Ask): Promise<Omit<Round, 'reference'>> {
  // Whatever kept the limit once is not given up for being slower another time.
  const workspace = database.within(5 * limitMS);
  const delays = monitorEventLoopDelay({ resolution: delayResolutionMS });
  const databaseBefore = await database.processorMS();
  const gatewayBefore = process.cpuUsage();
  delays.enable();
  const startedAt = performance.now();
  await run(workspace);
  const byTheClock = performance.now() - startedAt;
  delays.disable();
  const { user, system } = process.cpuUsage(gatewayBefore);
  const databaseAfter = await database.processorMS();
  return {
    ours:
      databaseBefore === undefined || databaseAfter === undefined
        ? byTheClock
        : databaseAfter - databaseBefore + (user + system) / 1000,
    byTheClock,
    // What is recorded is the time between two ticks of a timer.
    delay: Math.max(delays.max / 1e6 - delayResolutionMS, 0),
  };
}
