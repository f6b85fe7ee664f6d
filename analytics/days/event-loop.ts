import { setImmediate } from 'node:timers/promises';

const mostMS = 10;

let lastTurn: Promise<void> = Promise.resolve();

/**
 * For many long steps that become ready together: resolves for one of them per turn of the event
 * loop, in the order of the calls, and lets other work run in between.
 */
export function ownTurn(): Promise<void> {
  lastTurn = lastTurn.then(() => setImmediate());
  return lastTurn;
}

/**
 * For long loops: the function returned lets other work run, other such loops included, when the loop
 * has held the event loop for some milliseconds. It is to be awaited every few thousand steps.
 */
export function eventLoopBreaks(): () => Promise<void> | undefined {
  let since = performance.now();
  return () => {
    if (performance.now() - since < mostMS) return undefined;
    return ownTurn().then(() => {
      since = performance.now();
    });
  };
}
