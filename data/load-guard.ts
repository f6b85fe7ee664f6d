import {
  BrokenCircuitError,
  BulkheadRejectedError,
  bulkhead,
  type BulkheadPolicy,
  circuitBreaker,
  ConsecutiveBreaker,
  handleWhen,
} from 'cockatiel';
import { DatabaseOverloaded } from './errors.js';

const failuresBeforeBreaking = 5;
const retryAfterMS = 1000;

/** Receives a message whenever the state of the database changes. */
export interface Logger {
  warn(message: string): void;
  info(message: string): void;
}

export interface LoadGuardOptions {
  /** Reads of one kind that run at a time. */
  readonly concurrent: number;
  /** Reads of one kind that may wait in the queue. */
  readonly waiting: number;
  /** Whether a failure means that the database does not respond at all. */
  readonly isNoResponse: (error: Error) => boolean;
  readonly report: Logger;
}

/** Runs a read, or rejects with `DatabaseOverloaded` without having begun it. */
export type Guarded = <Result>(read: () => Promise<Result>) => Promise<Result>;

/** The slots for reads of each kind. */
export interface LoadGuard {
  readonly metric: Guarded;
  readonly lookUp: Guarded;
  /** One at a time: no request waits for these reads. */
  readonly background: Guarded;
  /** Whether any metric is being read. */
  readonly isBusy: () => boolean;
}

/**
 * Protects an overloaded database. Metrics and viewer look-ups have separate concurrency limits, so
 * that slow metrics never delay a 401 or 403. After five reads in a row without a response, the
 * circuit opens: one trial read a second until one succeeds.
 */
export function loadGuard({
  concurrent,
  waiting,
  isNoResponse,
  report,
}: LoadGuardOptions): LoadGuard {
  const breaker = circuitBreaker(handleWhen(isNoResponse), {
    halfOpenAfter: retryAfterMS,
    breaker: new ConsecutiveBreaker(failuresBeforeBreaking),
  });
  let isBroken = false;
  breaker.onBreak(() => {
    if (!isBroken)
      report.warn('The database does not respond: the gateway sends it one trial read a second.');
    isBroken = true;
  });
  breaker.onReset(() => {
    if (isBroken) report.info('The database responds again.');
    isBroken = false;
  });

  const guarded = (slots: BulkheadPolicy): Guarded => {
    return async (read) => {
      try {
        return await slots.execute(() => breaker.execute(read));
      } catch (error) {
        if (error instanceof BulkheadRejectedError) {
          throw new DatabaseOverloaded('Too many reads wait for the database.');
        }
        if (error instanceof BrokenCircuitError) {
          throw new DatabaseOverloaded('The database has not responded for a while.');
        }
        throw error;
      }
    };
  };
  const metrics = bulkhead(concurrent, waiting);
  return {
    metric: guarded(metrics),
    lookUp: guarded(bulkhead(concurrent, waiting)),
    background: guarded(bulkhead(1, waiting)),
    isBusy: () => metrics.executionSlots < concurrent,
  };
}
