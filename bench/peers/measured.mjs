// Loaded before a server by `--import`: tells the bench, whenever it asks, what this process uses.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

process.on('message', (asked) => {
  process.send?.(asked === 'cpu' ? cpuMicroseconds() : resources());
});
process.on('disconnect', () => process.exit());

function cpuMicroseconds() {
  const { user, system } = process.cpuUsage();
  return user + system;
}

// What could be collected is not counted.
function resources() {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  const { rss, heapUsed, external } = process.memoryUsage();
  return { rss, inUse: heapUsed + external, handles: process.getActiveResourcesInfo().length };
}
