import { median } from '../statistics.js';
import type { thresholds } from '../thresholds.js';
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

const pairs = [
  ['gateway, GraphQL', 'Apollo + Express', 'ofApollo'],
  ['gateway, GraphQL', 'Mercurius', 'ofMercurius'],
  ['gateway, REST', 'Fastify', 'ofFastify'],
] as const;

/** The most that each ratio may be. */
export type RequestLimits = Readonly<Record<keyof typeof thresholds.http, number>>;

/** What these rounds say to such limits. */
export function verdicts(rounds: readonly Round[], limits: RequestLimits): Verdict[] {
  return pairs.map(([gateway, peer, name]) => {
    const ratios = rounds.map((round) => round[gateway] / round[peer]);
    const most = limits[name];
    return { gateway, peer, ratios, most, holds: median(ratios) <= most };
  });
}
