import { median } from '../statistics.js';
import { table, times } from '../table.js';
import { contestantNames } from './contest.js';
import type { Effort, Round } from './measure.js';
import type { Verdict } from './verdicts.js';

/** The CPU time of each server, and what that means for the targets. */
export function requestReport(
  rounds: readonly Round[],
  verdicts: readonly Verdict[],
  { requests }: Effort,
): string {
  return [
    `## Server CPU time for one request: median of ${rounds.length} rounds of ${requests.toLocaleString('en')} requests\n`,
    table(
      ['server', 'µs', 'least–most'],
      contestantNames.map((name) => {
        const costs = rounds.map((round) => round[name]);
        return [name, median(costs).toFixed(1), spread(costs, (cost) => cost.toFixed(1))];
      }),
    ),
    '',
    table(
      ['threshold', 'measured', 'least–most', 'holds'],
      verdicts.map(({ gateway, peer, most, ratios, holds }) => [
        `${gateway}: at most ${times(most)} ${peer}`,
        times(median(ratios)),
        spread(ratios, times),
        holds ? 'yes' : 'NO',
      ]),
    ),
    '',
  ].join('\n');
}

function spread(values: readonly number[], shown: (value: number) => string): string {
  return `${shown(Math.min(...values))}–${shown(Math.max(...values))}`;
}
