import { machineLine } from '../machine.js';
import { BenchError, type Scenario } from '../scenario.js';
import { openContest } from './contest.js';
import { measureRequests, type Effort } from './measure.js';
import { requestReport } from './report.js';
import { verdicts } from './verdicts.js';

/**
 * What a request costs the gateway, both doors, with authentication, permission, an answer from the
 * cache, the rate limit and the log in a file, beside servers that answer the same from a constant.
 */
export const compareWithPeers: Scenario = (args) => {
  if (args.length > 0) throw new BenchError(`http takes no options, and got ${args.join(' ')}.`);
  console.log(`${machineLine()}\n`);
  return compareRequests({ rounds: 5, requests: 10_000, warmUp: 10_000 });
};

/** The same with another effort, and thresholds that so many times the targets still meet. */
export async function compareRequests(
  effort: Effort,
  allowance = 1,
): Promise<{ readonly holds: boolean }> {
  const contest = await openContest();
  try {
    const rounds = await measureRequests(contest, effort);
    const found = verdicts(rounds, allowance);
    console.log(requestReport(rounds, found, effort));
    return { holds: found.every(({ holds }) => holds) };
  } finally {
    await contest.close();
  }
}
