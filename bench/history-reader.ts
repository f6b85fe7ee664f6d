import { monitorEventLoopDelay } from 'node:perf_hooks';
import { dayCache } from '../analytics/days/day-cache.js';
import type { Source } from '../analytics/metric.js';
import { activeUsers } from '../analytics/series/active-users.js';
import { historyDays } from '../analytics/series/history-days.js';
import { onlineHours } from '../analytics/series/online-hours.js';
import { onlineUsers } from '../analytics/series/online-users.js';
import { peakConcurrentUsers } from '../analytics/series/peak-concurrent-users.js';
import { Period } from '../analytics/series/period.js';
import { retention } from '../analytics/series/retention.js';
import { createFolderStore } from '../history/folder-store.js';
import { createHistoryReader } from '../history/reader.js';
import { plainUserIds } from '../history/user-ids.js';
import { startTestDatabase } from '../test/support/database.js';

/** Milliseconds of each metric, and the memory of the process at its highest. */
export interface ReaderReport {
  readonly rows: readonly {
    readonly name: string;
    readonly first: number;
    readonly cached: number;
    readonly cpu: number;
    readonly blocked: number;
  }[];
  readonly peakMB: number;
}

// As by default.
const cacheBytes = 64 * 1024 ** 2;

const [folder = '', first, last] = process.argv.slice(2);
await using db = await startTestDatabase();
const dateOf = (day: string | undefined) =>
  new Date(Number(day) * 86_400_000).toISOString().slice(0, 10);
const period = Period.of(
  { dates: { start: dateOf(first), end: dateOf(last) } },
  'Europe/Berlin',
  Date.now(),
  { maxWindowDays: 400, maxBuckets: 10_000 },
);
const by = (unit: 'DAY' | 'HOUR') => ({
  period,
  compared: undefined,
  bucket: { unit, size: 1, weekStartsOn: 'MONDAY' } as const,
});
const archive = { store: createFolderStore(folder), workspace: 'bench', userIds: plainUserIds };
const reader = createHistoryReader(archive, console);
const days = dayCache({ maxBytes: 0, maxDays: 0, freshMS: 0, open: db.database.within });

const runs: [name: string, (source: Source) => Promise<unknown>][] = [
  ['activeUsers', (source) => activeUsers.run(source, { period })],
  ['onlineUsers by day', (source) => onlineUsers.run(source, by('DAY'))],
  ['onlineUsers by hour', (source) => onlineUsers.run(source, by('HOUR'))],
  ['peakConcurrentUsers by day', (source) => peakConcurrentUsers.run(source, by('DAY'))],
  ['onlineHours', (source) => onlineHours.run(source, { period })],
  [
    'retention by week',
    (source) => retention.run(source, { period, cohort: 'ONLINE', unit: 'WEEK', periods: 12 }),
  ],
];

const rows: ReaderReport['rows'][number][] = [];
for (const [name, run] of runs) {
  const history = historyDays({ ...reader, storedId: (id) => id }, 'UTC', cacheBytes);
  const limits = { deadline: Date.now() + 600_000 };
  const source: Source = {
    ...db.database.within(limits),
    days: days.within(limits),
    run: (metric, args) => metric.run(source, args),
    history,
  };
  const delays = monitorEventLoopDelay({ resolution: 2 });
  delays.enable();
  const times: number[] = [];
  let cpu = process.cpuUsage();
  for (let round = 0; round < 2; round += 1) {
    cpu = process.cpuUsage();
    const startedAt = performance.now();
    await run(source);
    times.push(performance.now() - startedAt);
    cpu = process.cpuUsage(cpu);
  }
  delays.disable();
  const [cold = NaN, cached = NaN] = times;
  const blocked = delays.max / 1e6 - 2;
  rows.push({ name, first: cold, cached, cpu: (cpu.user + cpu.system) / 1000, blocked });
}
process.send?.({ rows, peakMB: process.resourceUsage().maxRSS / 1024 } satisfies ReaderReport);
