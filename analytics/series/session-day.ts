import type { Temporal } from 'temporal-polyfill';
import { dayAfter, firstMoment } from './period.js';
import { ACTIVE, CLOSED, OPEN, type SessionDay } from './presences.js';

/** What is read of a document of type `session` or `computed-session`; any value may be odd. */
export interface StoredSession {
  readonly userId?: unknown;
  readonly type?: unknown;
  readonly loginAt?: unknown;
  readonly closedAt?: unknown;
  readonly logoutAt?: unknown;
  readonly lastActivityAt?: unknown;
}

const hourMS = 60 * 60_000;

/**
 * The columns of the sessions stored with a date of the workspace's calendar. A session that stays
 * open is cloned into each later day and keeps its login: each document counts for its own day.
 * Documents without a user or a login are left out.
 * @param numberOf the number of a user id, the same on all days.
 */
export function sessionDay(
  date: Temporal.PlainDate,
  timeZone: string,
  stored: readonly StoredSession[],
  numberOf: (userId: string) => number,
): SessionDay {
  const start = firstMoment(date, timeZone);
  const end = firstMoment(dayAfter(date), timeZone);
  const latestEnd = end + 24 * hourMS;
  const rows = stored.flatMap((session) => {
    const login = instantOf(session.loginAt);
    if (typeof session.userId !== 'string' || Number.isNaN(login)) return [];
    const begin = Math.max(login, start);
    const { at, kind } = endOf(session, end, latestEnd);
    return {
      user: numberOf(session.userId),
      begin,
      end: Math.max(begin + 1, Math.min(at, latestEnd)),
      kind,
    };
  });
  rows.sort((a, b) => a.begin - b.begin);
  return {
    start,
    latestEnd,
    length: rows.length,
    users: Uint32Array.from(rows, ({ user }) => user),
    begins: Float64Array.from(rows, ({ begin }) => begin),
    ends: Float64Array.from(rows, (row) => row.end),
    kinds: Uint8Array.from(rows, ({ kind }) => kind),
  };
}

function endOf(
  { type, closedAt, logoutAt, lastActivityAt }: StoredSession,
  endOfDay: number,
  latestEnd: number,
): { at: number; kind: number } {
  const ended = earlier(instantOf(closedAt), instantOf(logoutAt));
  if (!Number.isNaN(ended)) return { at: ended, kind: CLOSED };
  const active = instantOf(lastActivityAt);
  const isOpen = type === 'session';
  if (!Number.isNaN(active)) return { at: active, kind: isOpen ? ACTIVE : CLOSED };
  return isOpen ? { at: latestEnd, kind: OPEN } : { at: endOfDay, kind: CLOSED };
}

/** NaN where it is no date. */
function instantOf(value: unknown): number {
  return value instanceof Date ? value.getTime() : NaN;
}

function earlier(a: number, b: number): number {
  return Number.isNaN(a) || b < a ? b : a;
}
