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
export interface StoredHistory {
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

/** A day of the history, with the numbers of `HistoryDays` for users. */
export interface HistoryDay {
  readonly sessions: SessionColumns;
  readonly isFinal: boolean;
}

/** The days of a history, and what is computed of them, both cached. */
export interface HistoryDays extends Pick<StoredHistory, 'days' | 'storedId'> {
  day(date: Temporal.PlainDate): Promise<HistoryDay | undefined>;
  /** A result that depends on some days alone: computed once, and then taken from the cache. */
  result<Result extends HistoryResult>(
    key: string,
    compute: () => Promise<Result>,
  ): Promise<Result>;
  /** Whether results are cached at all. */
  readonly cachesResults: boolean;
  /** The numbers of users, by the stored form of their ids. */
  readonly users: UserIds;
}

export interface HistoryResult {
  readonly bytes: number;
  /** Whether all its days were read and are final. */
  readonly isFinal: boolean;
}

const finalForMS = 60 * 60_000;
/** A day that may be stored once more, or could not be read, is read again after that time. */
const otherForMS = 60_000;
const bytesPerEntry = 1_000;

/**
 * Reads days of a history into columns. Half of the bytes are for these, and half for results, which
 * are much smaller: reading a year must not remove the results of its first days.
 */
export function historyDays(
  history: StoredHistory,
  timeZone: string,
  maxBytes: number,
): HistoryDays {
  const users = new UserIds();
  const days = promiseCache<HistoryDay | undefined>(maxBytes / 2, (day) => ({
    isFinal: day?.isFinal === true,
    bytes: day?.sessions.bytes ?? 0,
  }));
  const results = promiseCache<HistoryResult>(maxBytes / 2, (result) => result);
  return {
    days: () => history.days(),
    storedId: (userId) => history.storedId(userId),
    cachesResults: maxBytes > 0,
    users,
    day: (date) => days(date.toString(), () => read(date)),
    result: (key, compute) => results(key, compute) as ReturnType<typeof compute>,
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

/** What is being read or computed for a key, and what was, up to so many bytes. */
function promiseCache<Value>(maxBytes: number, sizeOf: (value: Value) => HistoryResult) {
  const cached = new LRUCache<string, Promise<Value>>({
    maxSize: Math.max(1, Math.floor(maxBytes)),
    // What one of them takes is known only when it is there.
    sizeCalculation: () => 1,
  });
  return (key: string, make: () => Promise<Value>): Promise<Value> => {
    const known = cached.get(key);
    if (known) return known;
    const making = make();
    cached.set(key, making, { ttl: otherForMS, size: 1 });
    making.then(
      (value) => {
        const { isFinal, bytes } = sizeOf(value);
        const size = bytesPerEntry + bytes;
        if (size > maxBytes) cached.delete(key);
        else cached.set(key, making, { ttl: isFinal ? finalForMS : otherForMS, size });
      },
      () => cached.delete(key),
    );
    return making;
  };
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
