import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
/** Frees what nothing refers to any more. */
export const collectGarbage = runInNewContext('gc') as () => void;

/** Bytes in use that no collection of garbage would free, on V8's heap and beside it. */
export function liveBytes(): { total: number; besideHeap: number } {
  // The second awaits what the first left to a thread in the background: the freeing of buffers.
  collectGarbage();
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return { total: heapUsed + external, besideHeap: external };
}
