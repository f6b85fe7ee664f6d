import { LRUCache } from 'lru-cache';
import type { Temporal } from 'temporal-polyfill';
import { dayNumber } from '../calendar.js';
import {
  earlier,
  sessionColumns,
  type SessionColumns,
  type SessionPart,
} from '../days/session-days.js';
import { UserIds } from '../days/user-ids.js';

/** The sessions of stored days that the database does not have any more. It never rejects. */
export interface History {
  /** The days that are stored, as 2026-10-14. */
  days(): Promise<ReadonlySet<string>>;
  /** The sessions of a day, `undefined` where they cannot be read. */
  sessions(day: string): Promise<HistorySessions | undefined>;
  /** The form in which user ids are stored. */
  storedId(userId: string): string;
}

/** Columns of equal length; times in epoch milliseconds, NaN where there is none. */
export interface HistorySessions {
  /** `final` unless the day will be stored once more. */
  readonly metadata: { readonly state: 'first' | 'final' };
  readonly rows: {
    readonly user_id: readonly (string | null)[];
    readonly login_at: Float64Array;
    readonly closed_at: Float64Array;
    readonly logout_at: Float64Array;
    readonly last_activity_at: Float64Array;
    /** 1 where the nightly job has processed the session. */
    readonly computed: Uint8Array;
  };
}

/** A day of the history, with users as numbers of `HistoryDays`. */
export interface HistoryDay {
  readonly sessions: SessionColumns;
  readonly isFinal: boolean;
}

/** The days of a history, cached. */
export interface HistoryDays extends Pick<History, 'days' | 'storedId'> {
  day(date: Temporal.PlainDate): Promise<HistoryDay | undefined>;
  /** The stored form of the user of a number. */
  userOf(number: number): string;
}

const finalForMS = 60 * 60_000;
/** A day that may be stored once more, or could not be read, is read again after that time. */
const otherForMS = 60_000;

/** Reads days of a history into columns and caches them up to so many bytes. */
export function historyDays(history: History, timeZone: string, maxBytes: number): HistoryDays {
  const users = new UserIds();
  const cached = new LRUCache<string, Promise<HistoryDay | undefined>>({
    maxSize: Math.max(1, maxBytes),
    // What one of them takes is known only when it has been read.
    sizeCalculation: () => 1,
  });
  return {
    days: () => history.days(),
    storedId: (userId) => history.storedId(userId),
    userOf: (number) => users.idOf(number),
    day(date) {
      const name = date.toString();
      const known = cached.get(name);
      if (known) return known;
      const reading = read(date);
      cached.set(name, reading, { ttl: otherForMS, size: 1 });
      void reading.then((day) => {
        const ttl = day?.isFinal ? finalForMS : otherForMS;
        const size = 1_000 + (day?.sessions.bytes ?? 0);
        if (size <= maxBytes) cached.set(name, reading, { ttl, size });
        else cached.delete(name);
      });
      return reading;
    },
  };

  async function read(date: Temporal.PlainDate): Promise<HistoryDay | undefined> {
    const stored = await history.sessions(date.toString());
    return (
      stored && {
        sessions: sessionsOf(date, timeZone, stored.rows, users),
        isFinal: stored.metadata.state === 'final',
      }
    );
  }
}

/** The columns of a day, by the same rules as those of the database. */
function sessionsOf(
  date: Temporal.PlainDate,
  timeZone: string,
  rows: HistorySessions['rows'],
  users: UserIds,
): SessionColumns {
  const partOf = (type: SessionPart['type']): SessionPart => {
    const part: SessionPart = { type, users: [], logins: [], ended: [], active: [] };
    const computed = Number(type === 'computed-session');
    for (const [index, id] of rows.user_id.entries()) {
      const login = rows.login_at[index] ?? NaN;
      if (rows.computed[index] !== computed || id === null || Number.isNaN(login)) continue;
      part.users.push(users.numberOf(id));
      part.logins.push(login);
      part.ended.push(earlier(rows.closed_at[index] ?? NaN, rows.logout_at[index] ?? NaN));
      part.active.push(rows.last_activity_at[index] ?? NaN);
    }
    return part;
  };
  const parts = [partOf('session'), partOf('computed-session')];
  return sessionColumns(dayNumber(date), parts, timeZone);
}
