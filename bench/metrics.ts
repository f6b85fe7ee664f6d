import { monitorEventLoopDelay } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { linearRegression, median } from 'simple-statistics';
import { fillDatabase, openMongo, type FilledDatabase } from './mongo.js';
import { BenchError, type Scenario } from './scenario.js';
import { ownSubjects, subjects, subjectsOver, type Subject } from './subjects.js';
import { checkTable, digits, machineLine, table, whole, type Check } from './table.js';
import { thresholds } from './thresholds.js';

const variants = ['reference', 'cold', 'cached'] as const;
type Variant = (typeof variants)[number];

/** The rounds of one subject at one size; milliseconds by the clock, NaN where a variant does not exist. */
interface Measurement {
  readonly rounds: readonly Readonly<Record<Variant, number>>[];
  /** The longest that our result blocked the event loop in the best round. */
  readonly blockedMS: number;
  /** CPU time of this process for our result with its days in the cache, or without if it reads none: median in ms. */
  readonly cpuMS: number;
  readonly agrees: boolean;
  readonly subject: Subject;
}

interface SizeResult {
  readonly documents: number;
  readonly measurements: readonly Measurement[];
}

const roundsMS = 6_000;
const fewestRounds = 5;
const mostRounds = 40;
const growthDocuments = 100_000;
const growthDays = [2, 8, 32];

/** The metrics on a real MongoDB, each next to Rocket.Chat's own pipeline in the same run, called in process. */
export const compareWithReference: Scenario = async (args) => {
  const { sizes, names } = readOptions(args);
  const isWanted = ({ name }: Subject) => names === undefined || names.includes(name);
  await using server = await openMongo();
  const results: SizeResult[] = [];
  console.log(`${machineLine()}, MongoDB ${server.version}\n`);
  for (const documents of sizes) {
    const filled = await fillDatabase(server, documents);
    const measurements: Measurement[] = [];
    for (const one of [...subjects(), ...ownSubjects()].filter(isWanted)) {
      measurements.push(await measure(filled, one));
    }
    results.push({ documents, measurements });
    console.log(sizeReport(filled, measurements));
    if (documents === growthDocuments) console.log(await growthWithDays(filled, isWanted));
    await filled.close();
  }
  if (results.length > 1) console.log(growthWithDocuments(results));
  const checks = checksOf(results);
  console.log(checkTable(checks));
  return { holds: checks.every(({ holds }) => holds !== false) };
};

function readOptions(args: readonly string[]): { sizes: number[]; names: string[] | undefined } {
  const { values } = parseArgs({
    args: [...args],
    options: {
      sizes: { type: 'string', default: '20000,100000,500000' },
      metrics: { type: 'string' },
    },
  });
  const sizes = values.sizes.split(',').map(Number);
  if (!sizes.every((size) => Number.isInteger(size) && size >= 1000)) {
    throw new BenchError(`--sizes: expected whole numbers from 1000, not "${values.sizes}".`);
  }
  return { sizes: sizes.sort((a, b) => a - b), names: values.metrics?.split(',') };
}

/** Compares the results, and then the times, in rounds whose order is drawn anew each time. */
async function measure(filled: FilledDatabase, subject: Subject): Promise<Measurement> {
  const runs: Record<Variant, () => Promise<unknown>> = {
    reference: () => subject.reference(filled.uncached()),
    cold: () => subject.ours(filled.uncached()),
    cached: () => subject.ours(filled.cached()),
  };
  const startedAt = performance.now();
  const expected = await runs.reference();
  const agrees =
    subject.agree(await runs.cold(), expected) && subject.agree(await runs.cached(), expected);
  const wanted = Math.floor(roundsMS / (performance.now() - startedAt));
  const order = variants.filter((variant) => subject.readsDays || variant !== 'cached');
  const rounds: Record<Variant, number>[] = [];
  const blocked: number[] = [];
  const cpu: number[] = [];
  while (rounds.length < Math.min(Math.max(wanted, fewestRounds), mostRounds)) {
    const round = { reference: NaN, cold: NaN, cached: NaN };
    let longest = 0;
    // In a fixed order, garbage collections would always fall to the same variant.
    for (const variant of order.sort(() => Math.random() - 0.5)) {
      const { ms, cpuMS, blockedMS } = await timed(runs[variant]);
      round[variant] = ms;
      if (variant === (subject.readsDays ? 'cached' : 'cold')) cpu.push(cpuMS);
      if (variant !== 'reference') longest = Math.max(longest, blockedMS);
    }
    rounds.push(round);
    blocked.push(longest);
  }
  return { rounds, blockedMS: Math.min(...blocked), cpuMS: median(cpu), agrees, subject };
}

async function timed(
  run: () => Promise<unknown>,
): Promise<{ ms: number; cpuMS: number; blockedMS: number }> {
  const resolution = 2;
  const delays = monitorEventLoopDelay({ resolution });
  delays.enable();
  const startedAt = performance.now();
  const before = process.cpuUsage();
  await run();
  const { user, system } = process.cpuUsage(before);
  const ms = performance.now() - startedAt;
  delays.disable();
  return {
    ms,
    cpuMS: (user + system) / 1000,
    blockedMS: Math.max(0, delays.max / 1e6 - resolution),
  };
}

function medianOf({ rounds }: Measurement, variant: Variant): number {
  return median(rounds.map((round) => round[variant]));
}

/** How many times as fast as the reference: the median of the rounds, whose runs follow each other. */
function timesAsFast({ rounds }: Measurement, variant: Variant): number {
  return median(rounds.map((round) => round.reference / round[variant]));
}

function times(ratio: number): string {
  return Number.isNaN(ratio) ? '–' : `${digits(ratio)}×`;
}

function sizeReport(
  { sessions, people }: FilledDatabase,
  measurements: readonly Measurement[],
): string {
  const rows = measurements.map((one) => [
    one.agrees ? one.subject.name : `${one.subject.name}: DIFFERENT RESULT`,
    digits(medianOf(one, 'reference')),
    digits(medianOf(one, 'cold')),
    times(timesAsFast(one, 'cold')),
    digits(medianOf(one, 'cached')),
    times(timesAsFast(one, 'cached')),
    digits(one.cpuMS),
    digits(one.blockedMS),
    String(one.rounds.length),
  ]);
  const head = [
    'metric, ms',
    'reference',
    'not cached',
    '',
    'days cached',
    '',
    'CPU',
    'loop blocked',
    'rounds',
  ];
  return `## ${whole(sessions)} session documents of ${whole(people)} people, as many counts\n\n${table(head, rows)}\n`;
}

async function growthWithDays(
  filled: FilledDatabase,
  isWanted: (subject: Subject) => boolean,
): Promise<string> {
  const measured = [];
  for (const days of growthDays) {
    const found: Measurement[] = [];
    for (const one of subjectsOver(days).filter(isWanted)) found.push(await measure(filled, one));
    measured.push(found);
  }
  return growthTable('days of the period', growthDays, measured);
}

function growthWithDocuments(results: readonly SizeResult[]): string {
  const sizes = results.map(({ documents }) => documents);
  return growthTable(
    'session documents',
    sizes,
    results.map(({ measurements }) => measurements),
  );
}

/** The medians along a size, and the power of the size with which they grow: 1 is in proportion. */
function growthTable(
  title: string,
  along: readonly number[],
  measured: readonly (readonly Measurement[])[],
): string {
  const rows = (measured[0] ?? []).flatMap(({ subject: { name } }, index) =>
    variants.map((variant) => {
      const values = measured.map((found) =>
        found[index] ? medianOf(found[index], variant) : NaN,
      );
      const points = values.map((value, point) => [Math.log(along[point] ?? NaN), Math.log(value)]);
      return [`${name}, ${variant}`, ...values.map(digits), linearRegression(points).m.toFixed(2)];
    }),
  );
  const known = rows.filter((row) => !row.includes('–'));
  return `## Milliseconds by ${title}\n\n${table(['', ...along.map(whole), 'power'], known)}\n`;
}

function checksOf(results: readonly SizeResult[]): Check[] {
  const { sizes, cached, cold, coldTimeOfDay, eventLoopMS } = thresholds.metrics;
  const { documents: largest, cpuMS, longCpuMS } = thresholds.own;
  const all = results.flatMap(({ measurements }) => measurements);
  const at = (size: number) =>
    results.find(({ documents }) => documents === size)?.measurements ?? [];
  const isNine = ({ subject }: Measurement) => subject.cpuLimitMS === undefined;
  const check = (
    threshold: string,
    measured: readonly Measurement[],
    valueOf: (one: Measurement) => number,
    isMet: (value: number) => boolean,
  ): Check => {
    const failing = measured.filter((one) => !isMet(valueOf(one)));
    const shown = failing.map((one) => `${one.subject.name} ${digits(valueOf(one))}`).join(', ');
    const holds = measured.length === 0 ? undefined : failing.length === 0;
    return { threshold, measured: shown, holds };
  };
  const fasterBy = (
    least: number,
    variant: Variant,
    what: string,
    isMeant: (subject: Subject) => boolean,
  ) =>
    sizes.map((size) =>
      check(
        `${what}, ${whole(size)}: at least ${least}×`,
        at(size).filter((one) => isNine(one) && isMeant(one.subject)),
        (one) => timesAsFast(one, variant),
        (ratio) => ratio >= least,
      ),
    );
  const ownOf = (days: number, most: number) =>
    check(
      `own metrics of ${days} days, ${whole(largest)}: at most ${most} ms of CPU`,
      at(largest).filter(({ subject }) => subject.cpuLimitMS === most),
      (one) => one.cpuMS,
      (value) => value <= most,
    );
  return [
    check(
      "the results are the reference's",
      all,
      ({ agrees }) => Number(agrees),
      (value) => value === 1,
    ),
    ...fasterBy(cached, 'cached', 'days cached', ({ readsDays }) => readsDays),
    ...fasterBy(cold, 'cold', 'not cached', () => true),
    ...fasterBy(
      coldTimeOfDay,
      'cold',
      'time of day, not cached',
      ({ name }) => name === 'usersByTimeOfDay',
    ),
    ownOf(30, cpuMS),
    ownOf(400, longCpuMS),
    check(
      `the event loop is blocked for at most ${eventLoopMS} ms`,
      all,
      (one) => one.blockedMS,
      (value) => value <= eventLoopMS,
    ),
  ];
}
