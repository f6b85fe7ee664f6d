import { dateNumber, dayMS, noStoredDate, storedDateOf } from '../calendar.js';
import type { DayColumns, DayKind, DayNumber, DayReader } from './day-kind.js';
import type { Days } from './days.js';
import { eventLoopBreaks } from './event-loop.js';
import { oddUser, readRows, type RowQuery, type Rows } from './row-pages.js';

/** The computed sessions that began on a day of UTC. All columns have the same length and order. */
export interface LoginColumns extends DayColumns {
  /** Numbers of the users; 0 for none. */
  readonly users: Uint32Array;
  /** When the sessions began, in milliseconds after the beginning of the day. */
  readonly times: Uint32Array;
  /** The hours of day (UTC) at which they were closed, on whatever day; 23 while they are open. */
  readonly lastHours: Uint8Array;
  /** The stored dates, as 20240305; 0 for what is no date. */
  readonly storedDates: Uint32Array;
}

const hourMS = dayMS / 24;
const bytesPerSession = 4 + 4 + 1 + 4;
const openUntil = 23;
const latest = 8.64e15;

/**
 * Computed sessions by the UTC day of their login. A session that stays open for days has a
 * document for each of them, all with the same login and so on the same day here.
 */
export const loginDays: DayKind<LoginColumns> = {
  name: 'logins',
  empty: (day) => columnsOf(day, 0),
  readsEverything: async (workspace) => !(await hasLoginIndex(workspace)),
  async read(reader, first, last, onDay) {
    const parts = new Map<DayNumber, LoginColumns[]>();
    await readLogins(
      reader,
      first * dayMS,
      (last + 1) * dayMS - 1,
      (part) => {
        const others = parts.get(part.day);
        if (others) others.push(part);
        else parts.set(part.day, [part]);
      },
      (completeFrom) => {
        for (const [day, complete] of parts) {
          if (day * dayMS < completeFrom) continue;
          parts.delete(day);
          onDay(joined(day, complete));
        }
      },
    );
  },
};

/** A session: its user's number (0 for none), the hours (UTC) of its login and closing, its stored date. */
export type OnLogin = (
  user: number,
  firstHour: number,
  lastHour: number,
  storedDate: number,
) => void;

/**
 * Hands out the computed sessions that began between two instants, both included. Days that are not
 * cached are read whole, or with `readsExactly` only what lies between the two, and the days later.
 * Returns how many sessions there were.
 */
export async function eachLogin(
  days: Days,
  { from, to, readsExactly = false }: { from: number; to: number; readsExactly?: boolean },
  onLogin: OnLogin,
): Promise<number> {
  const [first, last] = [Math.floor(from / dayMS), Math.floor(to / dayMS)];
  const range = readsExactly
    ? days.cached(loginDays, first, last)
    : await days.load(loginDays, first, last);
  let sessions = 0;
  const handOut = ({ day, documents, users, times, lastHours, storedDates }: LoginColumns) => {
    const [least, most] = [from - day * dayMS, to - day * dayMS];
    for (let index = 0; index < documents; index += 1) {
      const time = times[index] ?? 0;
      if (time < least || time > most) continue;
      sessions += 1;
      onLogin(
        users[index] ?? 0,
        Math.floor(time / hourMS),
        lastHours[index] ?? 0,
        storedDates[index] ?? 0,
      );
    }
  };
  if (!range) {
    await readLogins(days.reader(), from, to, handOut);
    return sessions;
  }
  const loopBreak = eventLoopBreaks();
  for (const columns of range.days) {
    handOut(columns);
    await loopBreak();
  }
  return sessions;
}

/**
 * Reads the computed sessions that began between two instants, both included. `onPart` gets them
 * newest first, in parts of a day; `onComplete` the instant down to which it has got all.
 */
async function readLogins(
  reader: DayReader,
  from: number,
  to: number,
  onPart: (part: LoginColumns) => void,
  onComplete: (completeFrom: number) => void = () => undefined,
): Promise<void> {
  await readRows(reader, loginRows, from, to, async (rows, completeFrom) => {
    await splitDays(rows, onPart);
    onComplete(completeFrom);
  });
}

const loginIndex = { loginAt: -1 };

const loginRows: RowQuery = {
  collection: 'rocketchat_sessions',
  match: (first, last) => ({
    type: 'computed-session',
    // The last day that a `Date` can hold is not a whole one.
    loginAt: { $gte: new Date(first), $lte: new Date(Math.min(last, latest)) },
  }),
  newestFirst: loginIndex,
  group: { year: '$year', month: '$month', day: '$day' },
  codeOf: (stored) => {
    const date = storedDateOf(stored);
    return date ? { code: dateNumber(date) } : { code: 0, skipped: noStoredDate };
  },
  dates: { l: 'loginAt', c: 'closedAt' },
  requires: 'l',
  positionOf: ({ dates: [logins] }, index) => logins?.[index] ?? NaN,
  isIndexed: hasLoginIndex,
};

/** Some releases of Rocket.Chat misspell the field in their index. */
function hasLoginIndex(workspace: DayReader['workspace']): Promise<boolean> {
  return workspace.hasIndex('rocketchat_sessions', loginIndex);
}

function columnsOf(day: DayNumber, documents: number): LoginColumns {
  return {
    day,
    documents,
    bytes: documents * bytesPerSession,
    users: new Uint32Array(documents),
    times: new Uint32Array(documents),
    lastHours: new Uint8Array(documents),
    storedDates: new Uint32Array(documents),
  };
}

async function splitDays(rows: Rows, onPart: (part: LoginColumns) => void): Promise<void> {
  const { users, codes, count } = rows;
  const [logins = new Float64Array(), closings = new Float64Array()] = rows.dates;
  const loopBreak = eventLoopBreaks();
  const parts = new Map<DayNumber, { length: number; columns: LoginColumns; filled: number }>();
  // Rows of one day stand together: to look them up is seldom needed.
  let part = { length: 0, columns: columnsOf(NaN, 0), filled: 0 };
  let [begin, end] = [NaN, NaN];
  const turnTo = (login: number) => {
    const day = Math.floor(login / dayMS);
    [begin, end] = [day * dayMS, (day + 1) * dayMS];
    part = parts.get(day) ?? { length: 0, columns: columnsOf(day, 0), filled: 0 };
    parts.set(day, part);
  };
  for (let index = 0; index < count; index += 1) {
    const login = logins[index] ?? NaN;
    if (!(login >= begin && login < end)) turnTo(login);
    if (users[index] !== oddUser) part.length += 1;
  }
  for (const each of parts.values()) each.columns = columnsOf(each.columns.day, each.length);
  await loopBreak();
  for (let index = 0; index < count; index += 1) {
    const login = logins[index] ?? NaN;
    if (!(login >= begin && login < end)) turnTo(login);
    if (users[index] === oddUser) continue;
    const { columns, filled } = part;
    columns.users[filled] = users[index] ?? 0;
    columns.times[filled] = login - begin;
    columns.lastHours[filled] = lastHourOf(closings[index] ?? NaN);
    columns.storedDates[filled] = codes[index] ?? 0;
    part.filled += 1;
  }
  for (const { columns } of parts.values()) onPart(columns);
  await loopBreak();
}

function lastHourOf(closedAt: number): number {
  if (Number.isNaN(closedAt)) return openUntil;
  return Math.floor((closedAt - Math.floor(closedAt / dayMS) * dayMS) / hourMS);
}

function joined(day: DayNumber, parts: readonly LoginColumns[]): LoginColumns {
  const [only] = parts;
  if (only && parts.length === 1) return only;
  const all = columnsOf(
    day,
    parts.reduce((sum, { documents }) => sum + documents, 0),
  );
  let at = 0;
  for (const part of parts) {
    all.users.set(part.users, at);
    all.times.set(part.times, at);
    all.lastHours.set(part.lastHours, at);
    all.storedDates.set(part.storedDates, at);
    at += part.documents;
  }
  return all;
}
