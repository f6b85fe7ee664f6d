import {
  BrokenCircuitError,
  BulkheadRejectedError,
  bulkhead,
  type BulkheadPolicy,
  circuitBreaker,
  CircuitState,
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
  /** Whether the database could not be reached. Any other failure is a response, or our own timeout. */
  readonly isConnectionFailure: (error: unknown) => boolean;
  /** Whether the gateway itself gave up, so that nothing is known of the database. */
  readonly isOwnTimeout: (error: unknown) => boolean;
  readonly report: Logger;
}

/**
 * Runs a read, or rejects with `DatabaseOverloaded` without having begun it. All reads for one holder
 * take at most a quarter of the slots.
 */
export type Guarded = <Result>(read: () => Promise<Result>, holder?: string) => Promise<Result>;

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
 * Protects an overloaded database. Metrics and viewer look-ups share neither slots nor a circuit
 * breaker, so that slow or failing metrics never delay a 401 or 403. After five reads in a row that
 * could not reach the database, the circuit opens: one trial read a second until one is answered.
 */
export function loadGuard(options: LoadGuardOptions): LoadGuard {
  const { concurrent, waiting } = options;
  const metrics = bulkhead(concurrent, waiting);
  const holders = holderSlots(Math.ceil(concurrent / 4), waiting);
  const throughMetricCircuit = circuit(options, 'metrics');
  const throughLookUpCircuit = circuit(options, 'viewers');
  return {
    metric: (read, holder) =>
      rejectingOverload(() => {
        const run = () => metrics.execute(() => throughMetricCircuit(read));
        return holder === undefined ? run() : holders(holder, run);
      }),
    lookUp: guarded(bulkhead(concurrent, waiting), throughLookUpCircuit),
    background: guarded(bulkhead(1, waiting), throughMetricCircuit),
    isBusy: () => metrics.executionSlots < concurrent,
  };
}

function guarded(slots: BulkheadPolicy, throughCircuit: Guarded): Guarded {
  return (read) => rejectingOverload(() => slots.execute(() => throughCircuit(read)));
}

/** Runs for a holder what its slots leave room for, and lets the rest of it wait. */
function holderSlots(concurrent: number, waiting: number) {
  const slotsOf = new Map<string, BulkheadPolicy>();
  return async <Result>(holder: string, run: () => Promise<Result>): Promise<Result> => {
    const slots = slotsOf.get(holder) ?? bulkhead(concurrent, waiting);
    slotsOf.set(holder, slots);
    try {
      return await slots.execute(run);
    } finally {
      if (slots.executionSlots === concurrent && slots.queueSlots === waiting) {
        slotsOf.delete(holder);
      }
    }
  };
}

async function rejectingOverload<Result>(run: () => Promise<Result>): Promise<Result> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof BulkheadRejectedError) {
      throw new DatabaseOverloaded('Too many reads wait for the database.');
    }
    if (error instanceof BrokenCircuitError) {
      throw new DatabaseOverloaded('The database has not responded for a while.');
    }
    throw error;
  }
}

function circuit(
  { isConnectionFailure, isOwnTimeout, report }: LoadGuardOptions,
  reads: string,
): Guarded {
  const breaker = circuitBreaker(
    handleWhen(
      (error) =>
        isConnectionFailure(error) ||
        // A trial that runs out of time has not shown that the database is back.
        (breaker.state === CircuitState.HalfOpen && isOwnTimeout(error)),
    ),
    { halfOpenAfter: retryAfterMS, breaker: new ConsecutiveBreaker(failuresBeforeBreaking) },
  );
  let isBroken = false;
  breaker.onBreak(() => {
    if (!isBroken) {
      report.warn(
        `The database does not respond: the gateway sends it one trial read a second (${reads}).`,
      );
    }
    isBroken = true;
  });
  breaker.onReset(() => {
    if (isBroken) report.info(`The database responds again (${reads}).`);
    isBroken = false;
  });
  return async (read) => {
    const outcome = await breaker.execute(() =>
      read().then(
        (result) => ({ result }),
        (error: unknown) => {
          if (isConnectionFailure(error) || isOwnTimeout(error)) throw error;
          // An error response is a response: it ends a row of failures.
          return { error };
        },
      ),
    );
    if ('error' in outcome) throw outcome.error;
    return outcome.result;
  };
}
