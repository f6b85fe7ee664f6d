import {
  dateOfDayNumber,
  dayMS,
  dayNumber,
  firstMoment,
  noStoredDate,
  storedBetween,
  storedDateOf,
} from '../calendar.js';
import { ascendingOrder } from './ascending-order.js';
import type { DayColumns, DayKind, DayNumber } from './day-kind.js';
import { eventLoopBreaks } from './event-loop.js';
import { oddUser, readRows, type RowQuery, type Rows } from './row-pages.js';
import { withoutUser } from './user-ids.js';

/**
 * The sessions stored with one day, in the order in which they begin. A session that stays open is
 * cloned into each later day with the same login: each document counts for its own day. Anonymous
 * visitors and documents without a user or a login are left out. Instants are epoch milliseconds.
 */
export interface SessionColumns extends DayColumns {
  /** The first moment of the day on the workspace's calendar; no session begins before. */
  readonly start: number;
  /** 24 hours after its last moment; no session is counted for longer. */
  readonly latestEnd: number;
  /** The number of sessions, and of entries in each column. */
  readonly length: number;
  /** Numbers of the users. */
  readonly users: Uint32Array;
  /** The login, or the first moment of the day where that is later. */
  readonly begins: Float64Array;
  /** Excluded, and after the begin: instants are whole milliseconds, and no one is online for none. */
  readonly ends: Float64Array;
  /** How each end is known. */
  readonly kinds: Uint8Array;
}

/** The end is stored, or follows from what is. */
export const CLOSED = 0;
/** The last activity is the end, unless it is so recent that the session is open. */
export const ACTIVE = 1;
/** The session lasts until now, and `ends` holds `latestEnd`. */
const OPEN = 2;

const bytesPerSession = 4 + 8 + 8 + 1;

/** Sessions of both types, by stored day. */
export const sessionDays: DayKind<SessionColumns> = {
  name: 'sessions',
  empty: (day) => columnsOf(day, NaN, NaN, 0),
  async read(reader, first, last, onDay) {
    const { timeZone } = reader.workspace;
    const parts = new Map<DayNumber, SessionPart[]>();
    const add = (rows: Rows, type: SessionType) => {
      for (const [day, part] of partsOf(rows, type)) {
        parts.set(day, [...(parts.get(day) ?? []), part]);
      }
    };
    // One type at a time: for both the database would sort what the index has in order. Those that
    // the nightly job has not computed yet are of a few days.
    await readRows(reader, rowsOf('session'), first, last, (rows) => {
      add(rows, 'session');
      return Promise.resolve();
    });
    await readRows(reader, rowsOf('computed-session'), first, last, async (rows, completeFrom) => {
      add(rows, 'computed-session');
      const loopBreak = eventLoopBreaks();
      for (const [day, complete] of parts) {
        if (day < completeFrom) continue;
        parts.delete(day);
        await loopBreak();
        onDay(sessionColumns(day, complete, timeZone));
      }
    });
  },
};

type SessionType = 'session' | 'computed-session';

const rowsOf = (type: SessionType): RowQuery => ({
  collection: 'rocketchat_sessions',
  match: (first, last) => ({
    type,
    ...storedBetween(dateOfDayNumber(first), dateOfDayNumber(last)),
    mostImportantRole: { $ne: 'anonymous' },
  }),
  newestFirst: { year: -1, month: -1, day: -1 },
  group: { year: '$year', month: '$month', day: '$day' },
  codeOf: (stored) => {
    const date = storedDateOf(stored);
    return date ? { code: dayNumber(date) } : { code: undefined, skipped: noStoredDate };
  },
  dates: { l: 'loginAt', c: 'closedAt', o: 'logoutAt', a: 'lastActivityAt' },
  requires: 'l',
  positionOf: ({ codes }, index) => codes[index] ?? NaN,
});

/** Some of the sessions of a day, as they are stored. */
export interface SessionPart {
  readonly type: SessionType;
  readonly users: number[];
  readonly logins: number[];
  /** The closing or the logout, whichever is earlier; NaN where there is none. */
  readonly ended: number[];
  readonly active: number[];
}

function partsOf(
  { users, codes, count, dates }: Rows,
  type: SessionType,
): Map<DayNumber, SessionPart> {
  const [logins, closings, logouts, activities] = dates;
  const parts = new Map<DayNumber, SessionPart>();
  for (let index = 0; index < count; index += 1) {
    const user = users[index] ?? withoutUser;
    const login = logins?.[index] ?? NaN;
    if (user === withoutUser || user === oddUser) continue;
    const day = codes[index] ?? NaN;
    let part = parts.get(day);
    if (!part) {
      part = { type, users: [], logins: [], ended: [], active: [] };
      parts.set(day, part);
    }
    part.users.push(user);
    part.logins.push(login);
    part.ended.push(earlier(closings?.[index] ?? NaN, logouts?.[index] ?? NaN));
    part.active.push(activities?.[index] ?? NaN);
  }
  return parts;
}

/** The earlier of two instants; the other one where one is NaN. */
export function earlier(a: number, b: number): number {
  return Number.isNaN(a) || b < a ? b : a;
}

/** The columns of a day from the parts in which its sessions were read. */
export function sessionColumns(
  day: DayNumber,
  parts: readonly SessionPart[],
  timeZone: string,
): SessionColumns {
  const start = firstMoment(dateOfDayNumber(day), timeZone).getTime();
  const end = firstMoment(dateOfDayNumber(day + 1), timeZone).getTime();
  const length = parts.reduce((sum, { users }) => sum + users.length, 0);
  const unordered = columnsOf(day, start, end + dayMS, length);
  let at = 0;
  for (const part of parts) {
    for (const [index, user] of part.users.entries()) {
      const begin = Math.max(part.logins[index] ?? 0, start);
      const [ended = NaN, active = NaN] = [part.ended[index], part.active[index]];
      const isOpenType = part.type === 'session';
      const isEnded = !Number.isNaN(ended);
      const isActive = !Number.isNaN(active);
      const until = isEnded ? ended : isActive ? active : isOpenType ? end + dayMS : end;
      unordered.users[at] = user;
      unordered.begins[at] = begin;
      unordered.ends[at] = Math.max(begin + 1, Math.min(until, end + dayMS));
      unordered.kinds[at] = isEnded || !isOpenType ? CLOSED : isActive ? ACTIVE : OPEN;
      at += 1;
    }
  }
  const columns = columnsOf(day, start, end + dayMS, length);
  for (const [to, from] of ascendingOrder(unordered.begins).entries()) {
    columns.users[to] = unordered.users[from] ?? 0;
    columns.begins[to] = unordered.begins[from] ?? 0;
    columns.ends[to] = unordered.ends[from] ?? 0;
    columns.kinds[to] = unordered.kinds[from] ?? 0;
  }
  return columns;
}

function columnsOf(
  day: DayNumber,
  start: number,
  latestEnd: number,
  length: number,
): SessionColumns {
  return {
    day,
    documents: length,
    bytes: length * bytesPerSession,
    start,
    latestEnd,
    length,
    users: new Uint32Array(length),
    begins: new Float64Array(length),
    ends: new Float64Array(length),
    kinds: new Uint8Array(length),
  };
}
