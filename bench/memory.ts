import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** What this process still holds after a collection, in the heap and outside it, in MB. */
export async function settledMemoryMB(): Promise<number> {
  // Some things are only let go a turn after what held them.
  for (let pass = 0; pass < 3; pass += 1) {
    collect();
    await sleep(20);
  }
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 1024 ** 2;
}
