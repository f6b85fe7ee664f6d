import { useEffect, useRef, useState } from 'preact/hooks';
import { wallClock } from '../calendar.js';
import { Content, Download } from '../card.js';
import { SeriesFigure } from '../chart/series-figure.js';
import type { CsvFile } from '../csv.js';
import { count, day, time, zoneName } from '../format.js';
import { usePage } from '../page-context.js';
import { useLiveToday, type LiveState, type Today as TodayNumbers } from '../use-live-today.js';

const announceMS = 60_000;
const hourMS = 3_600_000;

/** The current day as it happens. */
export function Today() {
  const [isPaused, setPaused] = useState(false);
  const { today, state, failure } = useLiveToday(isPaused);
  useAnnouncement(today);
  return (
    <section
      id="today"
      class="card wide"
      aria-labelledby="today-title"
      aria-busy={!today && !failure}
    >
      <header class="card-head">
        <h2 id="today-title">Today</h2>
        <span class="tools">
          <LiveStatus state={state} today={today} />
          <button
            type="button"
            class="quiet"
            onClick={() => {
              setPaused(!isPaused);
            }}
          >
            {isPaused ? 'Resume' : 'Pause'}
          </button>
          <Download title="today" file={today && (() => hoursFile(today))} />
        </span>
        <p class="hint">{today ? `${day(today.date)}, ${today.timeZone}` : '\u00a0'}</p>
      </header>
      {failure && failure.kind !== 'offline' && !today && (
        <div class="failure">
          <p role="alert">{failure.message} The page tries again every minute.</p>
        </div>
      )}
      <Content height={[256, 352]} class={today || failure ? '' : 'skeleton'}>
        {today && <Numbers today={today} />}
      </Content>
    </section>
  );
}

function hoursFile({ date, timeZone, hours }: TodayNumbers): CsvFile {
  return {
    name: `today ${date}.csv`,
    columns: ['date', 'hour', 'time_zone', 'users'],
    rows: hours.map((count, hour) => [date, hour, timeZone, count]),
  };
}

function Numbers({ today }: { today: TodayNumbers }) {
  const { timeZone } = usePage().view;
  const computedAt = Date.parse(today.computedAt);
  const midnight = Date.parse(today.date);
  const figures: [number, string][] = [
    [today.onlineNow, 'online now'],
    [today.activeUsers, 'active today'],
    [today.messages, today.messages === 1 ? 'message' : 'messages'],
    [today.newUsers, today.newUsers === 1 ? 'new user' : 'new users'],
  ];
  return (
    <>
      <div class="figures">
        {figures.map(([value, label]) => (
          <div class="figure" key={label}>
            <p class="value">
              {count(value)} <span class="unit">{label}</span>
            </p>
          </div>
        ))}
      </div>
      <SeriesFigure
        label={`People online per hour today, ${zoneName(timeZone)}`}
        // Hours of the clock, of which every day here has 24.
        slots={today.hours.map((value, hour) => ({
          start: midnight + hour * hourMS,
          end: midnight + (hour + 1) * hourMS,
          // The hour that is running is the last one with a count.
          state:
            value === null ? 'UNKNOWN' : today.hours[hour + 1] == null ? 'PROVISIONAL' : 'FINAL',
        }))}
        layers={[{ name: 'People online', kind: 'bars', tone: 'first', values: today.hours }]}
        unit="HOUR"
        timeZone="UTC"
        computedAt={wallClock(computedAt, timeZone)}
        height={140}
      />
    </>
  );
}

const liveTexts: Record<LiveState, string> = {
  connecting: 'Connecting',
  live: 'Live',
  polling: 'Refreshed every minute',
  offline: 'Offline',
  paused: 'Paused',
};

function LiveStatus({ state, today }: { state: LiveState; today: TodayNumbers | undefined }) {
  return (
    <span class={`live-status ${state}`}>
      <span class="live-dot" aria-hidden="true" />
      {liveTexts[state]}
      {today && state !== 'live' && ` · ${time(Date.parse(today.computedAt), today.timeZone)}`}
    </span>
  );
}

/** At most one announcement a minute, however often the numbers change. */
function useAnnouncement(today: TodayNumbers | undefined): void {
  const { announce } = usePage();
  const last = useRef(0);
  useEffect(() => {
    if (!today || Date.now() - last.current < announceMS) return;
    if (last.current > 0) {
      announce(`${count(today.onlineNow)} online now, ${count(today.messages)} messages today`);
    }
    last.current = Date.now();
  }, [today]);
}
