import { useEffect, useState } from 'preact/hooks';
import { failureOf, type Failure } from './api.js';
import {
  DashboardLiveToday,
  DashboardToday,
  type DashboardTodayQuery,
} from './operations.generated.js';
import { usePage } from './page-context.js';

export type Today = DashboardTodayQuery['today'];

/** `polling`: there is no stream, so today is queried every minute. */
export type LiveState = 'connecting' | 'live' | 'polling' | 'offline' | 'paused';

const concernsPage = new Set(['unauthenticated', 'forbidden']);
const pollMS = 60_000;
const longestWaitMS = 60_000;

/**
 * Today as it changes, over a stream while the page is visible and `isPaused` is false. When the
 * stream ends, today is queried at once and then every minute, until a new stream opens. The waits
 * between attempts are random, up to a limit that doubles: pages that a restart of the gateway
 * disconnected do not come back together.
 */
export function useLiveToday(isPaused: boolean): {
  today: Today | undefined;
  state: LiveState;
  failure: Failure | undefined;
} {
  const { api, view, round, onFailure } = usePage();
  const { timeZone } = view;
  const [today, setToday] = useState<Today>();
  const [state, setState] = useState<LiveState>('connecting');
  const [failure, setFailure] = useState<Failure>();
  const isVisible = useIsVisible();

  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    // A function, since the compiler takes the property to stay what it was.
    const isOver = () => signal.aborted;
    let pollAt = 0;

    const take = (next: Today, from: LiveState) => {
      setToday(next);
      setState(from);
      report(undefined);
    };
    const report = (reason: Failure | undefined) => {
      setFailure(reason);
      onFailure('today', reason);
      // A gateway that does not accept this user is not queried again.
      if (reason && concernsPage.has(reason.kind)) controller.abort();
    };

    async function stream(): Promise<Failure | undefined> {
      try {
        for await (const { today: next } of api.subscribe(
          DashboardLiveToday,
          { timeZone },
          signal,
        )) {
          pollAt = 0;
          take(next, 'live');
        }
        return undefined;
      } catch (error) {
        return failureOf(error);
      }
    }

    async function poll(): Promise<void> {
      pollAt = Date.now() + pollMS;
      try {
        take((await api.run(DashboardToday, { timeZone }, signal)).today, 'polling');
      } catch (error) {
        if (isOver()) return;
        const reason = failureOf(error);
        setState(reason.kind === 'offline' ? 'offline' : 'polling');
        report(reason);
      }
    }

    async function follow(): Promise<void> {
      for (let attempts = 1; ; attempts += 1) {
        const startedAt = Date.now();
        const reason = await stream();
        if (isOver()) return;
        if (reason && concernsPage.has(reason.kind)) {
          report(reason);
          return;
        }
        if (Date.now() - startedAt > longestWaitMS) attempts = 1;
        const wait = Math.random() * Math.min(2 ** attempts * 1000, longestWaitMS);
        const until = Date.now() + Math.max(wait, (reason?.retryAfter ?? 0) * 1000);
        do {
          if (Date.now() >= pollAt) await poll();
          const next = Math.min(until, pollAt) - Date.now();
          await new Promise((resolve) => setTimeout(resolve, next));
          if (isOver()) return;
        } while (Date.now() < until);
      }
    }

    if (isPaused || !isVisible) {
      setState('paused');
      report(undefined);
      return undefined;
    }
    setState('connecting');
    void follow();
    return () => {
      controller.abort();
    };
  }, [api, timeZone, round, isPaused, isVisible]);

  return { today, state, failure };
}

function useIsVisible(): boolean {
  const [isVisible, setVisible] = useState(document.visibilityState === 'visible');
  useEffect(() => {
    const change = () => {
      setVisible(document.visibilityState === 'visible');
    };
    document.addEventListener('visibilitychange', change);
    return () => {
      document.removeEventListener('visibilitychange', change);
    };
  }, []);
  return isVisible;
}
