import { eventLoopBreaks } from '../days/event-loop.js';

const sortedAtOnce = 2_000;

/** The numbers below `length` in an order of their own, made in steps between which other work runs. */
export async function sortedIndexes(
  length: number,
  compare: (a: number, b: number) => number,
): Promise<Uint32Array> {
  const pause = eventLoopBreaks();
  let runs: Uint32Array[] = [];
  for (let start = 0; start < length; start += sortedAtOnce) {
    const size = Math.min(sortedAtOnce, length - start);
    runs.push(Uint32Array.from({ length: size }, (_, at) => start + at).sort(compare));
    await pause();
  }
  while (runs.length > 1) {
    const merged: Uint32Array[] = [];
    for (let at = 0; at < runs.length; at += 2) {
      const [left, right] = [runs[at] ?? none, runs[at + 1] ?? none];
      const both = new Uint32Array(left.length + right.length);
      for (let l = 0, r = 0, out = 0; out < both.length; out += 1) {
        const [a, b] = [left[l], right[r]];
        const isLeft = b === undefined || (a !== undefined && compare(a, b) <= 0);
        both[out] = (isLeft ? a : b) ?? 0;
        if (isLeft) l += 1;
        else r += 1;
        if (out % sortedAtOnce === 0) await pause();
      }
      merged.push(both);
    }
    runs = merged;
  }
  return runs[0] ?? none;
}

const none = new Uint32Array();
