import { badValue, maxTimeExpired, typeMismatch } from './errors.js';

/** The time that an operation may take, over all the batches of its cursor. */
export interface Clock {
  /** Work goes on; it began at `since`, on the clock of `performance.now()`. */
  readonly resume: (since: number) => void;
  readonly pause: () => void;
  /** Looks at the time once in many calls, for use at every document. Always true. */
  readonly tick: () => true;
  /** @throws CommandError `MaxTimeMSExpired` when time is up. */
  readonly check: () => void;
}

const ticksPerLook = 128;

/** A clock for a command's `maxTimeMS`, counted from `since`; 0, or none, never runs out. */
export function createClock(
  maxTimeMS: unknown,
  since: number,
  now: () => number = () => performance.now(),
): Clock {
  if (maxTimeMS !== undefined && typeof maxTimeMS !== 'number') {
    throw typeMismatch('maxTimeMS', 'a number');
  }
  if (maxTimeMS !== undefined && maxTimeMS < 0) throw badValue('maxTimeMS must not be negative');
  let left = maxTimeMS === undefined || maxTimeMS === 0 ? Infinity : maxTimeMS;
  let resumedAt = since;
  let ticks = 0;
  const check = () => {
    if (now() - resumedAt >= left) throw maxTimeExpired();
  };
  return {
    resume: (since) => {
      resumedAt = since;
    },
    pause: () => {
      left -= now() - resumedAt;
    },
    tick: () => {
      ticks += 1;
      if (ticks % ticksPerLook === 0) check();
      return true;
    },
    check,
  };
}
