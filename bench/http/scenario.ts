import { machineLine } from '../machine.js';
import { BenchError, type Scenario } from '../scenario.js';
import { openContest } from './contest.js';
import { measureRequests, type Effort } from './measure.js';
import { requestReport } from './report.js';
import { thresholds } from '../thresholds.js';
import { verdicts, type RequestLimits } from './verdicts.js';

/**
 * What a request costs the gateway, both doors, with authentication, permission, an answer from the
 * cache, the rate limit and the log in a file, beside servers that answer the same from a constant.
 */
export const compareWithPeers: Scenario = (args) => {
  if (args.length > 0) throw new BenchError(`http takes no options, and got ${args.join(' ')}.`);
  console.log(`${machineLine()}\n`);
  return compareRequests({ rounds: 5, requests: 10_000, warmUp: 10_000 });
};

/** The same with another effort and other limits. */
export async function compareRequests(
  effort: Effort,
  limits: RequestLimits = thresholds.http,
): Promise<{ readonly holds: boolean }> {
  const contest = await openContest();
  try {
    const rounds = await measureRequests(contest, effort);
    const found = verdicts(rounds, limits);
    console.log(requestReport(rounds, found, effort));
    return { holds: found.every(({ holds }) => holds) };
  } finally {
    await contest.close();
  }
}
