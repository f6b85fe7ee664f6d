import { eventLoopBreaks } from '../days/event-loop.js';

/** Counts batch by batch and lets other work of the process run in between. */
export async function countAll<Batch>(
  batches: Iterable<Batch>,
  count: (batch: Batch) => void,
): Promise<void> {
  const loopBreak = eventLoopBreaks();
  for (const batch of batches) {
    count(batch);
    const pause = loopBreak();
    if (pause) await pause;
  }
}
