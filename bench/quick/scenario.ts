import { openBenchDatabase } from '../db/bench-database.js';
import { scaleOf } from '../db/documents.js';
import { compare } from '../db/measure.js';
import { ratiosOf } from '../db/results.js';
import { variants } from '../db/rivals.js';
import { compareRequests } from '../http/scenario.js';
import { machineLine } from '../machine.js';
import { BenchError, type Scenario } from '../scenario.js';
import { median } from '../statistics.js';
import { table, times, whole } from '../table.js';
import { thresholds } from '../thresholds.js';

const { documents, faster, http } = thresholds.quick;

/**
 * What `http` and `db` measure, in two minutes at most: fewer requests, one small workspace, two
 * questions. Noise does not decide, and a lost order of magnitude does.
 */
export const measureQuickly: Scenario = async (args) => {
  if (args.length > 0) throw new BenchError(`quick takes no options, and got ${args.join(' ')}.`);
  console.log(`${machineLine()}\n`);
  const metrics = await compareQuestions();
  const requests = await compareRequests({ rounds: 3, requests: 2_000, warmUp: 6_000 }, http);
  return { holds: requests.holds && metrics.holds };
};

async function compareQuestions(): Promise<{ readonly holds: boolean }> {
  const { metrics } = thresholds.db.faster;
  const found: { name: string; ratios: readonly number[]; holds: boolean }[] = [];
  const database = await openBenchDatabase(scaleOf(documents), undefined);
  try {
    for (const one of variants.filter(({ name }) => metrics.some((wanted) => wanted === name))) {
      const comparison = await compare(database, one);
      const isMeasured = 'rounds' in comparison && comparison.agrees;
      const ratios = isMeasured ? ratiosOf(comparison.rounds) : [];
      found.push({ name: one.name, ratios, holds: median(ratios) >= faster });
    }
  } finally {
    await database.close();
  }

  console.log(
    [
      `## Questions: times as fast as the reference, at ${whole(documents)} documents on the embedded server\n`,
      table(
        ['threshold', 'measured', 'least–most', 'holds'],
        found.map(({ name, ratios, holds }) => [
          `${name}: at least ${times(faster)}`,
          ratios.length > 0 ? times(median(ratios)) : 'too slow, or another answer',
          ratios.length > 0 ? `${times(Math.min(...ratios))}–${times(Math.max(...ratios))}` : '–',
          holds ? 'yes' : 'NO',
        ]),
      ),
      '',
    ].join('\n'),
  );
  return { holds: found.length === metrics.length && found.every(({ holds }) => holds) };
}
