/**
 * One thing to measure. It prints what it finds and says whether its thresholds hold; those that a
 * run does not reach (a size left out, say) do not count.
 * @throws BenchError when it cannot run as asked.
 */
export type Scenario = (args: readonly string[]) => Promise<{ readonly holds: boolean }>;

/** The bench cannot run as asked; the message is a sentence for whoever asked. */
export class BenchError extends Error {
  override readonly name = 'BenchError';
}
