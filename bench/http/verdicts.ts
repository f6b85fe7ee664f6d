import { median } from '../statistics.js';
import { thresholds } from '../thresholds.js';
import type { ContestantName } from './contest.js';
import type { Round } from './measure.js';

export interface Verdict {
  readonly gateway: ContestantName;
  readonly peer: ContestantName;
  /** Of the CPU times, round by round. */
  readonly ratios: readonly number[];
  /** What the median of the ratios may be. */
  readonly most: number;
  readonly holds: boolean;
}

const { ofApollo, ofMercurius, ofFastify } = thresholds.http;

const targets = [
  ['gateway, GraphQL', 'Apollo + Express', ofApollo],
  ['gateway, GraphQL', 'Mercurius', ofMercurius],
  ['gateway, REST', 'Fastify', ofFastify],
] as const;

/** What `thresholds.http` says of these rounds, where so many times the targets is allowed. */
export function verdicts(rounds: readonly Round[], allowance: number): Verdict[] {
  return targets.map(([gateway, peer, target]) => {
    const ratios = rounds.map((round) => round[gateway] / round[peer]);
    const most = target * allowance;
    return { gateway, peer, ratios, most, holds: median(ratios) <= most };
  });
}
