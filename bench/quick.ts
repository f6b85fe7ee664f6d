import { compareRequests } from './http.js';
import { compareQuickly } from './metrics.js';
import { BenchError, type Scenario } from './scenario.js';
import { checkTable } from './table.js';
import { thresholds } from './thresholds.js';

/** What `metrics` and `http` measure, in two minutes at most: only a large loss fails. */
export const measureQuickly: Scenario = async (args) => {
  if (args.length > 0) throw new BenchError(`quick has no options, and got ${args.join(' ')}.`);
  const effort = { rounds: 3, requests: 2_000, warmUp: 5_000 };
  const checks = [
    ...(await compareQuickly()),
    ...(await compareRequests(effort, thresholds.quick.http)),
  ];
  console.log(checkTable(checks));
  return { holds: checks.every(({ holds }) => holds !== false) };
};
