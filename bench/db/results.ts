import type { Engine } from './filled-database.js';
import type { Comparison } from './measure.js';

/** What was measured at one size. */
export interface SizeResult {
  readonly documents: number;
  readonly people: number;
  readonly comparisons: readonly Comparison[];
  /** Of the gateway's process, after a collection, in MB. */
  readonly memory: { readonly before: number; readonly after: number };
}

/** What was measured at all sizes. */
export interface RunResult {
  readonly engine: Engine;
  readonly sizes: readonly SizeResult[];
}

/** Of each round: its two runs stand beside each other in time, and share what disturbs them. */
export function ratiosOf(rounds: Comparison['rounds']): number[] {
  return rounds
    .map(({ ours, reference }) => reference / ours)
    .filter((ratio) => !Number.isNaN(ratio));
}
