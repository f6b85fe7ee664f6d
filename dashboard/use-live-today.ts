import { useEffect, useState } from 'preact/hooks';
import { Failure } from './api.js';
import { DashboardToday, type DashboardTodayQuery } from './operations.generated.js';
import { usePage } from './page-context.js';

export type Today = DashboardTodayQuery['today'];

/** `connecting`: first of all, or again; `polling`: no stream, so today is asked every minute. */
export type LiveState = 'connecting' | 'live' | 'polling' | 'paused';

const concernsPage = new Set(['unauthenticated', 'forbidden']);
const pollMS = 60_000;

/**
 * Today as it changes, over a stream while the page is visible and `isPaused` is false. When the
 * stream ends, today is asked every minute, and the stream tried again after a random wait that
 * doubles.
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
    if (isPaused || !isVisible) {
      setState('paused');
      return undefined;
    }
    const controller = new AbortController();
    const { signal } = controller;

    let timer: ReturnType<typeof setTimeout>;
    let tries = 0;

    const take = (next: Today) => {
      tries = 0;
      timer = setTimeout(ask, pollMS);
      setToday(next);
      setFailure(undefined);
      onFailure('today', undefined);
    };
    const fail = (error: unknown) => {
      if (signal.aborted) return;
      const reason = error instanceof Failure ? error : new Failure('failed', String(error));
      setFailure(reason);
      onFailure('today', reason);
      // A gateway that does not accept this user is not asked again.
      if (concernsPage.has(reason.kind)) {
        controller.abort();
        return;
      }
      tries += 1;
      timer = setTimeout(
        ask,
        reason.kind === 'offline' ? Math.min(2 ** tries * 1000, pollMS) : pollMS,
      );
    };
    const ask = () => {
      api.run(DashboardToday, { timeZone }, signal).then(({ today }) => {
        take(today);
      }, fail);
    };

    setState('polling');
    ask();
    return () => {
      controller.abort();
      clearTimeout(timer);
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
