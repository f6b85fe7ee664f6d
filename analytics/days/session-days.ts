import type { Document } from '../../data/workspace.js';
import {
  dateOfDayNumber,
  dayMS,
  dayNumber,
  firstMoment,
  isStoredDate,
  storedBetween,
} from '../calendar.js';
import { ascendingOrder } from './ascending-order.js';
import type { DayColumns, DayKind, DayNumber } from './day-kind.js';
import { eventLoopBreaks } from './event-loop.js';
import { oddUser, readRows, type RowQuery, type Rows } from './row-pages.js';
import { withoutUser } from './user-ids.js';

/**
 * The sessions stored with one day, in the order in which they begin. A session that stays open is
 * cloned into each later day and keeps its login: each document counts for its own day. Anonymous
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
  /** Excluded, and after the begin: instants are whole milliseconds, and nobody is there for none. */
  readonly ends: Float64Array;
  /** How each end is known. */
  readonly kinds: Uint8Array;
}

/** The end is stored, or follows from what is. */
export const CLOSED = 0;
/** The last activity is the end, unless it is so recent that the session is open. */
export const ACTIVE = 1;
/** The session lasts until now, and `ends` holds `latestEnd`. */
export const OPEN = 2;

const bytesPerSession = 4 + 8 + 8 + 1;

/** Sessions of both types, by stored day. */
export const sessionDays: DayKind<SessionColumns> = {
  name: 'sessions',
  empty: (day) => columnsOf(day, NaN, NaN, 0),
  async read(reader, first, last, onDay) {
    const { timeZone } = reader.workspace;
    const parts = new Map<DayNumber, Part[]>();
    await readRows(reader, sessionRows, first, last, async (rows, completeFrom) => {
      for (const [day, part] of partsOf(rows)) parts.set(day, [...(parts.get(day) ?? []), part]);
      const loopBreak = eventLoopBreaks();
      for (const [day, complete] of parts) {
        if (day < completeFrom) continue;
        parts.delete(day);
        await loopBreak();
        onDay(sorted(day, complete, timeZone));
      }
    });
  },
};

const sessionRows: RowQuery = {
  collection: 'rocketchat_sessions',
  match: (first, last) => sessionsBetween(dateOfDayNumber(first), dateOfDayNumber(last)),
  newestFirst: { year: -1, month: -1, day: -1 },
  group: { year: '$year', month: '$month', day: '$day', type: '$type' },
  codeOf: ({ type, ...stored }) =>
    isStoredDate(stored)
      ? { code: 2 * dayNumber(stored) + (type === 'session' ? 1 : 0) }
      : { code: undefined, skipped: 'year, month and day are not a date' },
  dates: { l: '$loginAt', c: '$closedAt', o: '$logoutAt', a: '$lastActivityAt' },
  positionOf: ({ codes }, index) => dayOf(codes[index] ?? NaN),
};

function sessionsBetween(...dates: Parameters<typeof storedBetween>): Document {
  return {
    type: { $in: ['session', 'computed-session'] },
    ...storedBetween(...dates),
    mostImportantRole: { $ne: 'anonymous' },
  };
}

function dayOf(code: number): DayNumber {
  return Math.floor(code / 2);
}

/** Some of the sessions of a day, as they are stored. */
interface Part {
  readonly users: number[];
  readonly isOpenType: boolean[];
  readonly logins: number[];
  /** The closing or the logout, whichever is earlier; NaN where there is none. */
  readonly ended: number[];
  readonly active: number[];
}

function partsOf({ users, codes, count, dates }: Rows): Map<DayNumber, Part> {
  const [logins, closings, logouts, activities] = dates;
  const parts = new Map<DayNumber, Part>();
  for (let index = 0; index < count; index += 1) {
    const user = users[index] ?? withoutUser;
    const login = logins?.[index] ?? NaN;
    if (user === withoutUser || user === oddUser || Number.isNaN(login)) continue;
    const code = codes[index] ?? NaN;
    let part = parts.get(dayOf(code));
    if (!part) {
      part = { users: [], isOpenType: [], logins: [], ended: [], active: [] };
      parts.set(dayOf(code), part);
    }
    const closed = closings?.[index] ?? NaN;
    const left = logouts?.[index] ?? NaN;
    part.users.push(user);
    part.isOpenType.push(code % 2 !== 0);
    part.logins.push(login);
    part.ended.push(Number.isNaN(closed) || left < closed ? left : closed);
    part.active.push(activities?.[index] ?? NaN);
  }
  return parts;
}

function sorted(day: DayNumber, parts: readonly Part[], timeZone: string): SessionColumns {
  const start = firstMoment(dateOfDayNumber(day), timeZone).getTime();
  const end = firstMoment(dateOfDayNumber(day + 1), timeZone).getTime();
  const length = parts.reduce((sum, { users }) => sum + users.length, 0);
  const unordered = columnsOf(day, start, end + dayMS, length);
  let at = 0;
  for (const part of parts) {
    for (const [index, user] of part.users.entries()) {
      const begin = Math.max(part.logins[index] ?? 0, start);
      const [ended = NaN, active = NaN] = [part.ended[index], part.active[index]];
      const isOpenType = part.isOpenType[index] === true;
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
