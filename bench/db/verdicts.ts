import { median } from '../statistics.js';
import { times, whole } from '../table.js';
import { thresholds } from '../thresholds.js';
import { ratiosOf, type RunResult } from './results.js';

export interface Verdict {
  readonly threshold: string;
  readonly measured: string;
  /** `undefined` where the run did not reach it. */
  readonly holds: boolean | undefined;
}

/** What `thresholds.db` says of a run. */
export function verdicts(run: RunResult): Verdict[] {
  return [
    sameAnswers(run),
    ...thresholds.db.faster.metrics.map((name) => faster(run, name)),
    noneSlower(run),
    flatMemory(run),
    freeEventLoop(run),
  ];
}

function sameAnswers({ sizes }: RunResult): Verdict {
  const compared = sizes.flatMap(({ comparisons }) =>
    comparisons.filter(({ reference }) => reference),
  );
  const equal = compared.filter(({ agrees }) => agrees);
  return {
    threshold: "every answer is the reference's",
    measured: `${equal.length} of ${compared.length}`,
    holds: equal.length === compared.length,
  };
}

function faster({ engine, sizes }: RunResult, metric: string): Verdict {
  const { documents, ratio } = thresholds.db.faster;
  const found = sizes
    .find((size) => size.documents === documents)
    ?.comparisons.find(({ name }) => name === metric);
  const measured = median(ratiosOf(found?.rounds ?? []));
  return {
    threshold: `${metric} at ${whole(documents)}: at least ${ratio[engine]}× as fast`,
    measured: Number.isNaN(measured) ? '–' : times(measured),
    holds: Number.isNaN(measured) ? undefined : measured >= ratio[engine],
  };
}

function noneSlower({ sizes }: RunResult): Verdict {
  const least = sizes
    .flatMap(({ documents, comparisons }) =>
      comparisons
        .filter(({ reference }) => reference)
        .map(({ name, rounds }) => ({ name, documents, ratio: median(ratiosOf(rounds)) })),
    )
    .sort((a, b) => a.ratio - b.ratio)[0];
  const isEachAnswered = sizes.every(({ comparisons }) => comparisons.every(({ ours }) => ours));
  return {
    threshold: `none slower than the reference: at least ${thresholds.db.noneSlower}×`,
    measured: least ? `${times(least.ratio)} ${least.name}, ${whole(least.documents)}` : '–',
    holds: least && least.ratio >= thresholds.db.noneSlower && isEachAnswered,
  };
}

function flatMemory({ sizes }: RunResult): Verdict {
  const [first] = sizes;
  const last = sizes.at(-1);
  const isMeasured = first && last && first !== last;
  const moved = isMeasured ? last.memory.after - first.memory.after : NaN;
  return {
    threshold: `memory moves by at most ${thresholds.db.memoryMB} MB from the smallest to the largest`,
    measured: isMeasured ? `${moved.toFixed(1)} MB` : '–',
    holds: isMeasured ? Math.abs(moved) <= thresholds.db.memoryMB : undefined,
  };
}

/** What keeps the loop busy does so in every round, a machine that is busy elsewhere in some. */
function freeEventLoop({ sizes }: RunResult): Verdict {
  const longest = sizes
    .flatMap(({ documents, comparisons }) =>
      comparisons
        .filter(({ ours }) => ours)
        .map(({ name, rounds }) => ({
          name,
          documents,
          delay: Math.min(...rounds.map(({ delay }) => delay)),
        })),
    )
    .sort((a, b) => b.delay - a.delay)[0];
  return {
    threshold: `the event loop waits for at most ${thresholds.db.eventLoopMS} ms`,
    measured: longest
      ? `${longest.delay.toFixed(1)} ms ${longest.name}, ${whole(longest.documents)}`
      : '–',
    holds: longest && longest.delay <= thresholds.db.eventLoopMS,
  };
}
