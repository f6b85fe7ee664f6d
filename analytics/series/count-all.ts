import { setImmediate } from 'node:timers/promises';

const longestMS = 10;

/**
 * Counts batch by batch and lets other work of the process run in between.
 * @returns once all have been counted.
 */
export async function countAll<Batch>(
  batches: Iterable<Batch>,
  count: (batch: Batch) => void,
): Promise<void> {
  let since = performance.now();
  for (const batch of batches) {
    count(batch);
    if (performance.now() - since < longestMS) continue;
    await setImmediate();
    since = performance.now();
  }
}
