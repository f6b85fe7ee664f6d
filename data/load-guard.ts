import {
  BrokenCircuitError,
  BulkheadRejectedError,
  bulkhead,
  circuitBreaker,
  ConsecutiveBreaker,
  handleWhen,
} from 'cockatiel';
import { WorkspaceSpared } from './errors.js';

const silentBeforeBreaking = 5;
const triesAgainAfterMS = 1000;

/** What is told of the database's state, a sentence at a time. */
export interface Reporter {
  warn(sentence: string): void;
  info(sentence: string): void;
}

export interface LoadGuardOptions {
  /** Reads of one kind that run at a time. */
  readonly concurrent: number;
  /** Reads of one kind that wait for their turn. */
  readonly waiting: number;
  /** Whether a failure means that the database does not answer at all. */
  readonly isSilence: (error: Error) => boolean;
  readonly report: Reporter;
}

/** Runs a read, or rejects with `WorkspaceSpared` without having begun it. */
export type Guarded = <Result>(read: () => Promise<Result>) => Promise<Result>;

/**
 * Keeps an overloaded database from being asked more. Questions and look-ups of viewers have
 * places of their own, so that slow questions never keep anybody from being told that he may not
 * ask. After some reads in a row without any answer, none is begun but one trial a second.
 */
export function loadGuard({
  concurrent,
  waiting,
  isSilence,
  report,
}: LoadGuardOptions): Record<'question' | 'lookUp', Guarded> {
  const breaker = circuitBreaker(handleWhen(isSilence), {
    halfOpenAfter: triesAgainAfterMS,
    breaker: new ConsecutiveBreaker(silentBeforeBreaking),
  });
  let isBroken = false;
  breaker.onBreak(() => {
    if (!isBroken)
      report.warn('The database does not answer: only a trial a second is sent to it.');
    isBroken = true;
  });
  breaker.onReset(() => {
    if (isBroken) report.info('The database answers again.');
    isBroken = false;
  });

  const guarded = (): Guarded => {
    const places = bulkhead(concurrent, waiting);
    return async (read) => {
      try {
        return await places.execute(() => breaker.execute(read));
      } catch (error) {
        if (error instanceof BulkheadRejectedError) {
          throw new WorkspaceSpared('Too many reads wait for the database.');
        }
        if (error instanceof BrokenCircuitError) {
          throw new WorkspaceSpared('The database has not answered for a while.');
        }
        throw error;
      }
    };
  };
  return { question: guarded(), lookUp: guarded() };
}
