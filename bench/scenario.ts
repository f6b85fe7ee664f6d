/**
 * Something to measure. It prints its results and reports whether its thresholds hold; those that a
 * run does not reach, such as of a size left out, do not count.
 * @throws BenchError when it cannot run.
 */
export type Scenario = (args: readonly string[]) => Promise<{ readonly holds: boolean }>;

/** The benchmark cannot run; the message says why. */
export class BenchError extends Error {
  override readonly name = 'BenchError';
}
