import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { writeDayFile } from '../history/day-file.js';
import { createFolderStore } from '../history/folder-store.js';
import { emptyRows, type SessionRows } from '../history/rows.js';
import { pythonWith } from '../test/history/python.js';
import type { ReaderReport } from './history-reader.js';
import { BenchError, type Scenario } from './scenario.js';
import { digits, machineLine, table, whole } from './table.js';

const dayMS = 86_400_000;
const sessionsPerUser = 2.2;
/** The last day whose file is final. */
const lastDay = Math.floor(Date.now() / dayMS) - 44;

/** Writes the files of some days, and reads them with the metrics of `engagement` in a new process. */
export const measureHistory: Scenario = async (args) => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      sessions: { type: 'string', default: '2200,11000' },
      days: { type: 'string', default: '365' },
    },
  });
  const days = Number(values.days);
  const sizes = values.sessions.split(',').map(Number);
  if (![days, ...sizes].every((value) => Number.isInteger(value) && value > 0)) {
    throw new BenchError('--sessions and --days: expected whole numbers above 0.');
  }
  console.log(`${machineLine()}\n`);
  for (const sessions of sizes) {
    const folder = await mkdtemp(join(tmpdir(), 'history-'));
    try {
      const written = await writeFiles(folder, sessions, days);
      const { rows, peakMB } = await readIn(folder, days);
      console.log(
        `## ${days} days of ${whole(sessions)} sessions\n\n` +
          `A file takes ${whole(written.bytes / days / 1000)} kB and ${digits(written.ms / days)} ms to write; the longest pause was ${digits(written.pauseMS)} ms.\n`,
      );
      console.log(
        table(
          ['metric, ms', 'first', 'cached', 'CPU, cached', 'loop blocked'],
          [
            ...rows.map(({ name, ...times }) => [name, ...Object.values(times).map(digits)]),
            ...duckDB(folder),
          ],
        ),
      );
      console.log(`\nThe process that read took ${whole(peakMB)} MB at most.\n`);
    } finally {
      await rm(folder, { recursive: true });
    }
  }
  return { holds: true };
};

async function writeFiles(folder: string, sessions: number, days: number) {
  const store = createFolderStore(folder);
  const users = Array.from({ length: Math.ceil(sessions / sessionsPerUser) }, randomId);
  const delays = monitorEventLoopDelay({ resolution: 2 });
  const written = { bytes: 0, ms: 0, pauseMS: 0 };
  for (let day = lastDay - days + 1; day <= lastDay; day += 1) {
    const rows = randomRows(day * dayMS, sessions, users);
    const name = new Date(day * dayMS).toISOString().slice(0, 10);
    const startedAt = performance.now();
    delays.enable();
    const about = { day: name, state: 'final', time_zone: 'UTC', workspace: 'bench' } as const;
    const bytes = await writeDayFile('sessions', rows, {
      ...about,
      user_ids: 'plain',
      gateway_version: '0',
    });
    const [year, month] = name.split('-');
    await store.write(`sessions/year=${year}/month=${month}/${name}.parquet`, bytes, undefined);
    delays.disable();
    written.ms += performance.now() - startedAt;
    written.bytes += bytes.length;
  }
  return { ...written, pauseMS: delays.max / 1e6 - 2 };
}

const randomId = () =>
  Array.from({ length: 17 }, () => Math.floor(Math.random() * 36).toString(36)).join('');

function randomRows(start: number, count: number, users: readonly string[]): SessionRows {
  const rows = emptyRows('sessions', count);
  for (let index = 0; index < count; index += 1) {
    const login = Math.floor(start + dayMS * Math.random());
    rows.user_id[index] = users[Math.floor(users.length * Math.random())] ?? null;
    rows.login_at[index] = login;
    rows.closed_at[index] = Math.floor(login + 2 * 3_600_000 * Math.random());
    rows.logout_at[index] = Math.random() < 0.1 ? (rows.closed_at[index] ?? NaN) : NaN;
    rows.last_activity_at[index] = rows.closed_at[index] ?? NaN;
    rows.computed[index] = 1;
  }
  return rows;
}

async function readIn(folder: string, days: number): Promise<ReaderReport> {
  const reader = new URL('./history-reader.ts', import.meta.url).pathname;
  const child = fork(reader, [folder, String(lastDay - days + 1), String(lastDay)]);
  const [report] = (await once(child, 'message')) as [ReaderReport];
  child.kill();
  return report;
}

/** The distinct users of each day and of all, counted by DuckDB over the same files. */
function duckDB(folder: string): string[][] {
  const { python, skip } = pythonWith('duckdb');
  if (skip !== false) return [];
  const files = `'${folder}/sessions/**/*.parquet'`;
  const script = `
import duckdb, time
for by in ('GROUP BY day', ''):
  for run in range(2):
    started = time.time(); duckdb.sql("SELECT count(DISTINCT user_id) FROM ${files} " + by).fetchall()
  print(1000 * (time.time() - started))`;
  const times = execFileSync(python, ['-c', script], { encoding: 'utf8' }).trim().split('\n');
  return ['users of each day', 'users of all days'].map((what, index) => [
    `DuckDB: ${what}`,
    digits(Number(times[index])),
    ...Array<string>(3).fill('–'),
  ]);
}
