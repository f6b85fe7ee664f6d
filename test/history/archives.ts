import assert from 'node:assert/strict';
import type { Archive } from '../../history/archive.js';
import { fileName, readDay } from '../../history/archive.js';
import type { Rows, Table } from '../../history/rows.js';
import type { HistoryStore } from '../../history/store.js';
import { plainUserIds } from '../../history/user-ids.js';
import { writeDueDays, type DaySource, type WriterOptions } from '../../history/writer.js';
import { sessionRows, userRows, type Session } from './rows.js';

/** A workspace by stored day: sessions, and the users of the day with their roles. */
export type Days = Record<string, { sessions?: Session[]; users?: [string, string][] }>;

/** The days as MongoDB would hold them: days that are not there are empty. */
export const sourceOf = (days: Days, timeZone = 'UTC'): DaySource => ({
  timeZone,
  rows<Name extends Table>(table: Name, day: string) {
    const { sessions = [], users = [] } = days[day] ?? {};
    const rows = table === 'sessions' ? sessionRows(sessions) : userRows(users);
    return Promise.resolve(rows as unknown as Rows<Name>);
  },
  earliestDay: () =>
    Promise.resolve(
      Object.keys(days)
        .filter((day) => days[day]?.sessions?.length)
        .sort()[0],
    ),
});

export const archiveOf = (store: HistoryStore) => ({
  store,
  workspace: 'w1',
  userIds: plainUserIds,
});

/** One run of the writer on the first moment of a UTC day; its result and what it logged. */
export async function runWriter(
  archive: WriterOptions['archive'],
  source: DaySource,
  now: string | Date,
  days = 800,
) {
  const logged: string[] = [];
  const log = (message: string) => logged.push(message);
  const result = await writeDueDays(
    {
      archive,
      source,
      days,
      gatewayVersion: '1.0.0',
      log: { info: log, warn: log },
      signal: new AbortController().signal,
    },
    new Date(now),
  );
  return { ...result, logged };
}

/** The state and user ids of the sessions of a day, undefined where there is no file. */
export async function storedDay(archive: Archive, day: string) {
  const file = await readDay(archive, 'sessions', day);
  return file && { state: file.metadata.state, users: file.rows.user_id };
}

export const sessionsFile = (day: string) => fileName({ table: 'sessions', day });

/** The bytes and version of the sessions of a day, which must be there. */
export async function storedBytes({ store }: Archive, day: string) {
  const file = await store.read(sessionsFile(day));
  assert.ok(file);
  return file;
}
