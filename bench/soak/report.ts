import type { Resources } from '../http/measured-server.js';
import { table } from '../table.js';
import { thresholds } from '../thresholds.js';
import type { Tally } from './traffic.js';

export interface SoakVerdict {
  readonly what: string;
  readonly measured: string;
  readonly holds: boolean;
}

const { growth, handles, lateMS, slackMS } = thresholds.soak;

export function soakVerdicts(
  tally: Tally,
  timeoutMS: number,
  before: Resources,
  after: Resources,
): SoakVerdict[] {
  const longestMS = Math.max(...tally.durationsMS);
  const grown = (name: 'rss' | 'inUse') => after[name] / before[name];
  return [
    {
      what: 'unexpected statuses, and requests that hung',
      measured: String(tally.unexpected.length),
      holds: tally.unexpected.length === 0,
    },
    {
      what: `the longest request: at most ${lateMS} ms after the deadline`,
      measured: `${longestMS.toFixed(0)} ms`,
      holds: longestMS <= timeoutMS + lateMS,
    },
    {
      what: `memory of the process: at most ${growth}×`,
      measured: `${grown('rss').toFixed(2)}×`,
      holds: grown('rss') <= growth,
    },
    {
      what: `memory in use: at most ${growth}×`,
      measured: `${grown('inUse').toFixed(2)}×`,
      holds: grown('inUse') <= growth,
    },
    {
      what: `handles: at most ${growth}×, or ${handles} more`,
      measured: `${before.handles} → ${after.handles}`,
      holds: after.handles <= Math.max(before.handles * growth, before.handles + handles),
    },
  ];
}

export function soakReport({
  minutes,
  timeoutMS,
  tally,
  before,
  after,
  verdicts,
}: {
  readonly minutes: number;
  readonly timeoutMS: number;
  readonly tally: Tally;
  readonly before: Resources;
  readonly after: Resources;
  readonly verdicts: readonly SoakVerdict[];
}): string {
  const sorted = [...tally.durationsMS].sort((one, other) => one - other);
  const at = (share: number) =>
    `${(sorted[Math.floor(share * (sorted.length - 1))] ?? 0).toFixed(0)} ms`;
  const megabytes = (bytes: number) => `${(bytes / 1024 / 1024).toFixed(1)} MB`;
  return [
    `## ${tally.requests} requests in ${minutes} minutes, each with ${timeoutMS} ms for the database\n`,
    table(
      ['answered', 'requests'],
      [...tally.statuses].sort().map(([status, count]) => [status, String(count)]),
    ),
    '',
    `Time of a request: median ${at(0.5)}, p99 ${at(0.99)}, longest ${at(1)}; more than ${slackMS} ms after the deadline: ${tally.late.length}.`,
    `Memory of the process ${megabytes(before.rss)} → ${megabytes(after.rss)}, in use ${megabytes(before.inUse)} → ${megabytes(after.inUse)}.\n`,
    table(
      ['threshold', 'measured', 'holds'],
      verdicts.map(({ what, measured, holds }) => [what, measured, holds ? 'yes' : 'NO']),
    ),
    '',
    ...[...tally.unexpected.slice(0, 20), ...tally.late.slice(0, 20)],
  ].join('\n');
}
