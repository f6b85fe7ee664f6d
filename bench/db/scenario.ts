import { machineLine } from '../machine.js';
import { settledMemoryMB } from '../memory.js';
import type { Scenario } from '../scenario.js';
import { openBenchDatabase, type BenchDatabase } from './bench-database.js';
import { scaleOf } from './documents.js';
import type { Engine } from './filled-database.js';
import { growthWithDays, growthWithPeople, type Growth } from './growth.js';
import { compare, measureOurs, type Comparison } from './measure.js';
import { readOptions, type Options } from './options.js';
import type { Rivals } from './rivals.js';
import { growthReport, growthWithSessions, sizeReport, verdictReport } from './report.js';
import type { SizeResult } from './results.js';
import { verdicts } from './verdicts.js';

/** All that was found out about one size of workspace. */
/**
 * The nine questions on generated workspaces, each beside the reference's own formulation in the
 * same run. This process stands for the gateway, the database is one of its own.
 */
export const compareWithReference: Scenario = async (args) => {
  const options = readOptions(args);
  const mongoURL = process.env.MONGO_URL;
  console.log(`${machineLine()}\n`);

  const sizes: SizeResult[] = [];
  const growths: Growth[] = [];
  let engine: Engine = 'embedded';
  for (const documents of options.sizes) {
    const before = await settledMemoryMB();
    const size = await measureSize(documents, options, mongoURL);
    const result = { ...size, memory: { before, after: await settledMemoryMB() } };
    engine = size.engine;
    console.log(sizeReport(result, size.product));
    sizes.push(result);
    growths.push(...size.growths);
  }
  if (sizes.length > 1) console.log(growthWithSessions(sizes));
  for (const growth of growths) console.log(growthReport(growth));

  const found = verdicts({ engine, sizes });
  console.log(verdictReport(found));
  return { holds: found.every(({ holds }) => holds !== false) };
};

// How a question grows with its days and with the people is measured at one size.
const growthDocuments = 100_000;

async function measureSize(documents: number, options: Options, mongoURL: string | undefined) {
  const scale = scaleOf(documents);
  let database: BenchDatabase = await open();
  try {
    const comparisons: Comparison[] = [];
    for (const variants of options.variants) {
      progress(`${documents}: ${variants.name}`);
      const comparison = await compare(database, variants);
      if (!('tooLong' in comparison)) {
        comparisons.push(comparison);
        continue;
      }
      // The embedded server goes on with what was given up, and would answer nothing else.
      await database.close();
      database = await open();
      comparisons.push(
        comparison.tooLong === 'reference'
          ? await measureOurs(database, variants)
          : notMeasured(variants),
      );
    }
    const { engine, product } = database;
    const growths: Growth[] = [];
    if (documents === growthDocuments) {
      progress(`${documents}: growth`);
      growths.push(await growthWithDays(database, documents, options));
      await database.close();
      growths.push(await growthWithPeople(documents, options, mongoURL));
    }
    return { documents, people: scale.people, engine, product, comparisons, growths };
  } finally {
    progress('');
    await database.close();
  }

  function open(): Promise<BenchDatabase> {
    progress(`${documents}: generating`);
    return openBenchDatabase(scale, mongoURL);
  }
}

function notMeasured({ name }: Rivals): Comparison {
  return { name, ours: undefined, reference: undefined, agrees: true, rounds: [] };
}

/** One line that is written over, where somebody is watching. */
function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`);
}
