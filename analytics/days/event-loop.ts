import { setImmediate } from 'node:timers/promises';

const mostMS = 10;

/**
 * For long loops: the function returned lets other work run when the loop has held the event loop
 * for some milliseconds. It is to be awaited every few thousand steps.
 */
export function eventLoopBreaks(): () => Promise<void> | undefined {
  let since = performance.now();
  return () => {
    if (performance.now() - since < mostMS) return undefined;
    return setImmediate().then(() => {
      since = performance.now();
    });
  };
}
