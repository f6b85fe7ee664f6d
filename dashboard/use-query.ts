import { useEffect, useState } from 'preact/hooks';
import { failureOf, type Failure } from './api.js';
import type { Operation } from './operation.js';
import { usePage } from './page-context.js';

export interface QueryState<Result> {
  /** The latest result, of earlier variables while the next is loading. */
  readonly data?: Result | undefined;
  readonly isLoading: boolean;
  /** Loading takes so long that the reader should see it. */
  readonly isSlow: boolean;
  readonly failure?: Failure | undefined;
  /** When it is retried automatically, in milliseconds since 1970. */
  readonly retryAt?: number | undefined;
  readonly retry: () => void;
}

const slowMS = 300;
const longestWait = 60;

/**
 * Runs an operation now, and again when its variables change. Retries once after the time that a
 * busy gateway states, and after 2, 4, 8 … 60 seconds while the gateway cannot be reached.
 */
export function useQuery<Result, Variables>(
  operation: Operation<Result, Variables>,
  variables: Variables,
): QueryState<Result> {
  const { api, round, today, onLoading, onFailure } = usePage();
  const [state, setState] = useState<Omit<QueryState<Result>, 'retry'>>({
    isLoading: true,
    isSlow: false,
  });
  const [attempt, setAttempt] = useState(0);
  const key = JSON.stringify(variables);

  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    // A function, since the compiler takes the property to stay what it was.
    const isOver = () => signal.aborted;
    let isSettled = false;
    const settle = () => {
      if (!isSettled) onLoading(-1);
      isSettled = true;
      clearTimeout(slow);
    };
    const slow = setTimeout(() => {
      setState((before) => ({ ...before, isSlow: true }));
    }, slowMS);

    async function load(): Promise<void> {
      for (let tries = 1; ; tries += 1) {
        try {
          const data = await api.run(operation, variables, signal);
          setState({ data, isLoading: false, isSlow: false });
          onFailure(operation.name, undefined);
          settle();
          return;
        } catch (error) {
          if (isOver()) return;
          const failure = failureOf(error);
          const wait = secondsBefore(failure, tries);
          const retryAt = wait === undefined ? undefined : Date.now() + wait * 1000;
          setState(({ data }) => ({ data, isLoading: false, isSlow: false, failure, retryAt }));
          onFailure(operation.name, failure);
          settle();
          if (wait === undefined) return;
          await new Promise((resolve) => setTimeout(resolve, wait * 1000));
          if (isOver()) return;
        }
      }
    }

    onLoading(1);
    setState(({ data, failure }) => ({ data, failure, isLoading: true, isSlow: false }));
    void load();
    return () => {
      controller.abort();
      settle();
    };
    // The key stands for the variables, which are a new object every time.
  }, [api, operation, key, round, today, attempt]);

  return {
    ...state,
    retry: () => {
      setAttempt((before) => before + 1);
    },
  };
}

function secondsBefore({ kind, retryAfter }: Failure, tries: number): number | undefined {
  if (kind === 'offline') return Math.min(2 ** tries, longestWait);
  if (kind === 'busy' && tries === 1) return retryAfter ?? 5;
  return undefined;
}
