import fc from 'fast-check';
import type { SessionRows, UserRows } from '../../history/rows.js';

/** A session of a stored day; times in milliseconds UTC, absent where there is none. */
export interface Session {
  readonly userId: string | null;
  readonly loginAt: number;
  readonly closedAt?: number | undefined;
  readonly logoutAt?: number | undefined;
  readonly lastActivityAt?: number | undefined;
  readonly computed?: boolean | undefined;
}

/** Sessions as the columns that the history stores. */
export function sessionRows(sessions: readonly Session[]): SessionRows {
  const times = (timeOf: (session: Session) => number | undefined) =>
    Float64Array.from(sessions, (session) => timeOf(session) ?? NaN);
  return {
    user_id: sessions.map(({ userId }) => userId),
    login_at: times(({ loginAt }) => loginAt),
    closed_at: times(({ closedAt }) => closedAt),
    logout_at: times(({ logoutAt }) => logoutAt),
    last_activity_at: times(({ lastActivityAt }) => lastActivityAt),
    computed: Uint8Array.from(sessions, ({ computed = true }) => Number(computed)),
  };
}

/** As many sessions of as many users, half of them open. */
export const manySessions = (count: number) =>
  sessionRows(
    Array.from({ length: count }, (_, index) => ({
      userId: `user${(index * 7919) % count}`,
      loginAt: Date.UTC(2026, 9, 14) + index * 1000,
      closedAt: index % 2 === 0 ? undefined : Date.UTC(2026, 9, 14, 12) + index,
    })),
  );

export const userRows = (users: readonly (readonly [id: string | null, role: string | null])[]) =>
  ({ user_id: users.map(([id]) => id), role: users.map(([, role]) => role) }) satisfies UserRows;

const moment = fc.integer({ min: Date.UTC(2020, 0), max: Date.UTC(2030, 0) });
const maybe = fc.option(moment, { nil: undefined });

/** Any sessions: without a user, open, twice the same, with ids in any script. */
export const arbitrarySessions = fc.array(
  fc.record({
    userId: fc.option(fc.oneof(fc.constantFrom('a', 'b', ''), fc.string({ unit: 'grapheme' }))),
    loginAt: moment,
    closedAt: maybe,
    logoutAt: maybe,
    lastActivityAt: maybe,
    computed: fc.boolean(),
  }),
  { maxLength: 40 },
);

/** The rows as texts in a fixed order: equal for two tables that hold the same rows. */
export function rowTexts(rows: SessionRows | UserRows): string[] {
  const columns = Object.values(rows) as ArrayLike<unknown>[];
  return rows.user_id
    .map((_, index) => JSON.stringify(columns.map((column) => column[index])))
    .sort();
}
