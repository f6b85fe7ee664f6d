import type { BsonDocument } from '../../data/workspace.js';
import {
  dateOfDayNumber,
  dayNumber,
  noStoredDate,
  storedBetween,
  storedDateOf,
} from '../calendar.js';
import type { DayColumns, DayKind, DayNumber } from './day-kind.js';
import { eventLoopBreaks } from './event-loop.js';
import { oddUser, readRows, type RowQuery } from './row-pages.js';
import { withoutUser, type UserIds } from './user-ids.js';

/** Who was online on a stored day, as the nightly job computed it; anonymous visitors left out. */
export interface UserDayColumns extends DayColumns {
  /** Numbers of the users, each once, ordered by id. */
  readonly users: Uint32Array;
  /** Whether there is a document without `userId`. */
  readonly hasUnknownUser: boolean;
}

interface Counted {
  documents: number;
  readonly users: Set<number>;
  hasUnknownUser: boolean;
}

/** Rocket.Chat's daily documents of users (`user_daily`), by stored day. */
export const userDays: DayKind<UserDayColumns> = {
  name: 'user days',
  empty: (day) => ({
    day,
    documents: 0,
    bytes: 0,
    users: new Uint32Array(),
    hasUnknownUser: false,
  }),
  async read(reader, first, last, onDay) {
    const days = new Map<DayNumber, Counted>();
    const loopBreak = eventLoopBreaks();
    await readRows(reader, userDayRows, first, last, async (rows, completeFrom) => {
      for (let index = 0; index < rows.count; index += 1) {
        const day = rows.codes[index] ?? 0;
        const counted = days.get(day) ?? { documents: 0, users: new Set(), hasUnknownUser: false };
        days.set(day, counted);
        counted.documents += 1;
        const user = rows.users[index] ?? withoutUser;
        if (user === withoutUser) counted.hasUnknownUser = true;
        else if (user !== oddUser) counted.users.add(user);
      }
      for (const [day, { documents, users, hasUnknownUser }] of days) {
        if (day < completeFrom) continue;
        days.delete(day);
        const ordered = Uint32Array.from(sortedById(users, reader.users));
        onDay({ day, documents, bytes: ordered.byteLength, users: ordered, hasUnknownUser });
        await loopBreak();
      }
    });
  },
};

const userDayRows: RowQuery = {
  collection: 'rocketchat_sessions',
  match: (first, last) => userDaysBetween(dateOfDayNumber(first), dateOfDayNumber(last)),
  newestFirst: { year: -1, month: -1, day: -1 },
  group: { year: '$year', month: '$month', day: '$day' },
  codeOf: (stored) => {
    const date = storedDateOf(stored);
    return date ? { code: dayNumber(date) } : { code: undefined, skipped: noStoredDate };
  },
  dates: {},
  positionOf: ({ codes }, index) => codes[index] ?? NaN,
};

/** The daily documents of users on the dates from `first` to `last`, without anonymous visitors. */
export function userDaysBetween(...dates: Parameters<typeof storedBetween>): BsonDocument {
  return {
    type: 'user_daily',
    ...storedBetween(...dates),
    mostImportantRole: { $ne: 'anonymous' },
  };
}

function sortedById(users: ReadonlySet<number>, ids: UserIds): number[] {
  return [...users]
    .map((user) => ({ user, id: ids.idOf(user) }))
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map(({ user }) => user);
}
