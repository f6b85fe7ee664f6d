import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { comparisons, datesOf, type Comparison, type Preset } from './address.js';
import type { Api, Failure } from './api.js';
import { dateAt } from './calendar.js';
import { Controls } from './controls.js';
import { CoverageNote } from './coverage-note.js';
import { dateAndTime, datesWithYear } from './format.js';
import { DashboardMessages, DashboardNewUsers } from './operations.generated.js';
import { PageProvider } from './page-context.js';
import { PageHead } from './page-head.js';
import { applyTheme, storedTheme, themes } from './reader-settings.js';
import { ActiveUsers } from './sections/active-users.js';
import { CountSection } from './sections/count-section.js';
import { Definitions } from './sections/definitions.js';
import { MessagesByRoomType } from './sections/messages-by-room-type.js';
import { OnlineHours } from './sections/online-hours.js';
import { OnlineUsers } from './sections/online-users.js';
import { Retention } from './sections/retention.js';
import { Rooms } from './sections/rooms.js';
import { Today } from './sections/today.js';
import { ShortcutsDialog, useShortcuts } from './shortcuts.js';
import { useView } from './use-view.js';
import type { Viewer } from './viewer-first.js';

export interface DashboardPageProps {
  readonly api: Api;
  /** Absent until the gateway has accepted the credentials of an earlier load. */
  readonly viewer: Viewer | undefined;
  /** Ends the session; with a reason when the gateway ended it. */
  readonly onSignOut: (reason?: string) => void;
}

/** The page of a reader who is signed in. */
export function DashboardPage({ api, viewer, onSignOut }: DashboardPageProps) {
  const { view, ignored, setView } = useView();
  const today = useToday(view.timeZone);
  const [round, setRound] = useState(0);
  const refresh = () => {
    setRound((before) => before + 1);
  };
  const [theme, setTheme] = useState(storedTheme);
  const [hasKeys, setKeys] = useState(false);
  const [isForbidden, setForbidden] = useState(viewer?.canViewEngagement === false);
  const [workspaceName, setWorkspaceName] = useState<string | null>();
  const [failures, setFailures] = useState<Readonly<Record<string, Failure>>>({});
  const { announcement, announce, onLoading } = useAnnouncer();

  const onFailure = useCallback((operation: string, failure: Failure | undefined) => {
    if (failure?.kind === 'unauthenticated') {
      onSignOut('Your token is no longer accepted. Sign in again; the view stays.');
    }
    if (failure?.kind === 'forbidden') setForbidden(true);
    setFailures((before) => {
      if (before[operation] === failure) return before;
      const others = Object.entries(before).filter(([name]) => name !== operation);
      return Object.fromEntries(failure ? [...others, [operation, failure]] : others);
    });
  }, []);

  const context = useMemo(
    () => ({ api, view, setView, today, round, onLoading, onFailure, announce }),
    [api, view, setView, today, round, onLoading, onFailure, announce],
  );

  const nextTheme = () => {
    const next = themes[(themes.indexOf(theme) + 1) % themes.length] ?? 'system';
    setTheme(next);
    applyTheme(next);
    announce(`Theme: ${next}`);
  };
  const range = (preset: Preset) => () => {
    setView({ range: preset });
  };
  const press = (label: string) => () => {
    document.querySelector<HTMLButtonElement>(`.period button[aria-label="${label}"]`)?.click();
  };
  useShortcuts({
    ArrowLeft: press('Period before'),
    ArrowRight: press('Period after'),
    d: range('today'),
    w: range('7d'),
    m: range('30d'),
    q: range('90d'),
    x: () => {
      const all = Object.keys(comparisons) as Comparison[];
      const at = all.findIndex((one) => one === view.compare);
      setView({ compare: all[(at + 1) % all.length] ?? 'weekdays' });
    },
    r: refresh,
    '/': () => {
      document.getElementById('room-search')?.focus();
    },
    t: nextTheme,
    '?': () => {
      setKeys(true);
    },
  });

  const head = (
    <PageHead
      workspaceName={workspaceName}
      viewer={viewer}
      theme={theme}
      onTheme={nextTheme}
      onKeys={() => {
        setKeys(true);
      }}
      onSignOut={() => {
        onSignOut();
      }}
    />
  );
  useEffect(() => {
    // The browser looked for the section before there was one.
    if (location.hash !== '') document.getElementById(location.hash.slice(1))?.scrollIntoView();
    // Sooner than the next attempt of each section.
    addEventListener('online', refresh);
    return () => {
      removeEventListener('online', refresh);
    };
  }, []);

  const all = Object.values(failures);
  const isOffline = all.some(({ kind }) => kind === 'offline');
  const { from, to } = datesOf(view, today);

  return (
    <PageProvider value={context}>
      <a class="skip" href="#today">
        Skip to the numbers
      </a>
      {head}
      {isForbidden ? (
        <main>
          <div class="card wide">
            <p role="alert">
              {viewer?.name ?? viewer?.username ?? 'This user'} may not see this page: the
              permission
              <code> view-engagement-dashboard </code> is missing. An administrator of the workspace
              can give it to one of your roles.
            </p>
          </div>
        </main>
      ) : (
        <>
          <Controls problem={all.find(({ kind }) => kind === 'input')?.message} />
          <main>
            <p class="printed">
              {datesWithYear(from, to)}, {view.timeZone}. As of{' '}
              {dateAndTime(Date.now(), view.timeZone)}.
            </p>
            {ignored.length > 0 && (
              <p role="status" class="note problem">
                The address has parts that mean nothing here and were left out: {ignored.join(', ')}
              </p>
            )}
            <p role="status" class={isOffline ? 'offline' : 'unseen'}>
              {isOffline ? 'The gateway cannot be reached. It is tried again by itself.' : ''}
            </p>
            <CoverageNote onName={setWorkspaceName} />
            <div class="cards">
              <Today />
              <CountSection
                id="new-users"
                title="New users"
                hint="Accounts created."
                noun="new users"
                nothing="No one joined"
                operation={DashboardNewUsers}
                metric="newUsers"
              />
              <CountSection
                id="messages"
                title="Messages"
                hint="Messages sent, less messages deleted."
                noun="messages"
                nothing="No one sent a message"
                operation={DashboardMessages}
                metric="messages"
              />
              <ActiveUsers />
              <OnlineUsers />
              <OnlineHours />
              <Retention />
              <MessagesByRoomType />
              <Rooms />
              <Definitions />
            </div>
          </main>
        </>
      )}
      <ShortcutsDialog
        isOpen={hasKeys}
        onClose={() => {
          setKeys(false);
        }}
      />
      <p role="status" class="unseen">
        {announcement}
      </p>
    </PageProvider>
  );
}

/** The date in the zone, also after midnight. */
function useToday(timeZone: string): string {
  const [, setNow] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => {
      setNow(Date.now());
    }, 60_000);
    return () => {
      clearInterval(timer);
    };
  }, []);
  return dateAt(Date.now(), timeZone);
}

/** The text for screen readers: what sections announce, and once per change that everything has been loaded. */
function useAnnouncer() {
  const [announcement, announce] = useState('');
  const loading = useRef(0);
  const onLoading = useCallback((by: 1 | -1) => {
    loading.current += by;
    if (by === 1) announce('');
    else if (loading.current === 0) announce('Updated');
  }, []);
  return { announcement, announce, onLoading };
}
