import { Temporal } from 'temporal-polyfill';
import { dayNumber, storedBetween } from '../calendar.js';
import type { DayNumber } from '../days/day-kind.js';
import { daysBetween as daysOfKind } from '../days/days.js';
import { sessionDays, type SessionColumns } from '../days/session-days.js';
import { UserIds } from '../days/user-ids.js';
import type { Source } from '../metric.js';
import { numberOf } from '../numbers.js';
import type { Stored, StoredDay } from './coverage.js';
import type { HistoryDays } from './history-days.js';
import {
  historySessions,
  storedDay,
  storedDays,
  usersOfPastDates,
  wholeDate,
  type HistorySessions,
  type OddDays,
} from './history-people.js';
import { dateAt, dayAfter, daysBetween, firstMoment, type Day } from './period.js';
import { clipped, type Sessions } from './presences.js';

const sessions = 'rocketchat_sessions';

/** So many days without computed sessions are a gap; what lies before one does not count. */
const gapDays = 15;
/** Rocket.Chat deletes what is 45 days old, and may have begun to empty a day of this age. */
const expiringDays = 44;

const firstDate = Temporal.PlainDate.from('0001-01-01');

/** What is stored of people online, in the database and before it in the history. */
export interface StoredPeople extends Stored {
  /** The first day that is read from the database: those before it are in the history. */
  readonly databaseDay: Temporal.PlainDate;
}

/**
 * What is stored of people online: from the newest stored day of a computed session back to the
 * first gap of 15 days, without the oldest day where it is about to expire. Before that, the days of
 * the history.
 */
export async function storedPeople(source: Source, now: number): Promise<StoredPeople> {
  const { timeZone, history } = source;
  const today = dateAt(now, timeZone);
  const oldest = await oldestInDatabase(source, today);
  const present = history && [...(await history.days())].sort();
  const first = present?.[0];
  const afterHistory = firstFromDatabase(oldest, present, today);
  const isInHistory = first !== undefined && first < afterHistory.toString();
  // Without files before it, the database is read as if there were no history.
  const databaseDay = isInHistory ? afterHistory : firstDate;
  const start = isInHistory ? Temporal.PlainDate.from(first) : oldest;
  return {
    start: start && firstMoment(start, timeZone),
    now,
    today: firstMoment(today, timeZone),
    subject: 'People online',
    databaseDay,
    missing: present && start ? missingDays(new Set(present), start, databaseDay, timeZone) : [],
  };
}

/**
 * Days are read from the database from its oldest day on; after the last day of the history even if
 * no session is stored with them, because the database has all days that are not about to expire.
 */
function firstFromDatabase(
  oldest: Temporal.PlainDate | undefined,
  present: readonly string[] = [],
  today: Temporal.PlainDate,
): Temporal.PlainDate {
  const complete = today.subtract({ days: expiringDays - 1 });
  const last = present.at(-1);
  if (last === undefined) return oldest ?? complete;
  const afterHistory = later(dayAfter(Temporal.PlainDate.from(last)), complete);
  return oldest && Temporal.PlainDate.compare(oldest, afterHistory) < 0 ? oldest : afterHistory;
}

const later = (a: Temporal.PlainDate, b: Temporal.PlainDate) =>
  Temporal.PlainDate.compare(a, b) < 0 ? b : a;

async function oldestInDatabase(
  source: Source,
  today: Temporal.PlainDate,
): Promise<Temporal.PlainDate | undefined> {
  let oldest: Temporal.PlainDate | undefined;
  let found = await computedDay(source, firstDate, today, -1);
  while (found) {
    oldest = found;
    // The oldest of the days before it that leave no gap.
    found = await computedDay(
      source,
      oldest.subtract({ days: gapDays }),
      oldest.subtract({ days: 1 }),
      1,
    );
  }
  return oldest && daysBetween(oldest, today) >= expiringDays ? dayAfter(oldest) : oldest;
}

/** The days from `first` to before `end` that a history does not have. */
function missingDays(
  present: ReadonlySet<string>,
  first: Temporal.PlainDate,
  end: Temporal.PlainDate,
  timeZone: string,
): StoredDay[] {
  const missing: StoredDay[] = [];
  for (let date = first; Temporal.PlainDate.compare(date, end) < 0; date = dayAfter(date)) {
    if (!present.has(date.toString())) missing.push(storedDay(date, timeZone));
  }
  return missing;
}

/** What is stored, once days of the history have been read: some of them cannot be. */
export function storedAsRead<Kind extends Stored>(stored: Kind, ...read: readonly OddDays[]): Kind {
  const add = (days: readonly StoredDay[] = [], more: (days: OddDays) => readonly StoredDay[]) => {
    const all = [...days, ...read.flatMap(more)];
    const byDate = new Map(all.map((day) => [day.date, day]));
    return [...byDate.values()].sort((a, b) => a.start - b.start);
  };
  return {
    ...stored,
    missing: add(stored.missing, ({ unreadable }) => unreadable),
    provisional: add(stored.provisional, ({ provisional }) => provisional),
  };
}

/** The newest (-1) or oldest (1) stored day of a computed session between two dates. */
async function computedDay(
  source: Source,
  first: Temporal.PlainDate,
  last: Temporal.PlainDate,
  order: 1 | -1,
): Promise<Temporal.PlainDate | undefined> {
  const [row] = await source.aggregate<Record<'year' | 'month' | 'day', unknown>>(sessions, [
    { $match: { type: 'computed-session', ...storedBetween(first, last) } },
    // One odd document is no reason to fail; a list that holds such a number matches the first two.
    { $match: { month: { $gte: 1, $lte: 12 }, day: { $gte: 1, $lte: 31 } } },
    {
      $match: { $expr: { $and: ['$year', '$month', '$day'].map((part) => ({ $isNumber: part })) } },
    },
    { $sort: { year: order, month: order, day: order } },
    { $limit: 1 },
    { $project: { _id: 0, year: 1, month: 1, day: 1 } },
  ]);
  if (!row) return undefined;
  const [year, month, day] = [row.year, row.month, row.day].map(numberOf);
  return Temporal.PlainDate.from({ year: year ?? 0, month: month ?? 0, day: day ?? 0 });
}

/** The sessions of some stored days, oldest first, and one more than the highest number of a user. */
export interface People extends OddDays {
  readonly days: Iterable<Sessions>;
  readonly users: number;
  /** The number of a user id that has one. */
  readonly numberOf: (userId: string) => number | undefined;
}

/** How much is wanted of dates that lie in the history. */
export interface PastPeople {
  readonly dates: readonly Day[];
  /** Whether their users are wanted, online all day, or nothing. */
  readonly withUsers: boolean;
}

/**
 * All sessions that can show somebody present in a span of time: a session is counted for a day
 * after that with which it is stored at most, and the day before may belong to another date in
 * another zone. Days before `databaseDay` come from the history, where there is one.
 */
export async function peopleOnline(
  source: Source,
  { start, end }: { readonly start: number; readonly end: number },
  { now, databaseDay }: Pick<StoredPeople, 'now' | 'databaseDay'>,
  past?: PastPeople,
): Promise<People> {
  if (start > now) return peopleOf([], new UserIds());
  const until = Math.min(end, now);
  const firstInDatabase = dayNumber(databaseDay);
  const { history } = source;
  const [first, last] = storedDays(source, start, until);
  if (!history || first >= firstInDatabase) {
    const { days, users } = await daysOfKind(source.days, sessionDays, first, last);
    return peopleOf([...days].reverse(), users);
  }

  // Without past dates, everything lies before them: also what begins at this moment.
  const [from, to] = [past?.dates[0]?.start ?? Infinity, past?.dates.at(-1)?.end ?? Infinity];
  const before = await sessionsBetween(
    source,
    history,
    start,
    Math.min(from, until),
    firstInDatabase,
  );
  const dates = past?.withUsers ? await usersOfPastDates(source, past.dates) : [];
  const after = await sessionsBetween(source, history, to, until, firstInDatabase);
  const read = [before, ...dates, after];
  return {
    days: {
      *[Symbol.iterator]() {
        for (const day of before.days) yield clipped(day, -Infinity, from);
        for (const date of dates) yield wholeDate(date);
        for (const day of after.days) yield clipped(day, to, Infinity);
      },
    },
    users: history.users.size,
    numberOf: (userId) => history.users.knownNumberOf(history.storedId(userId)),
    unreadable: read.flatMap(({ unreadable }) => unreadable),
    provisional: read.flatMap(({ provisional }) => provisional),
  };
}

/** Sessions of the history and of the database, with the numbers of the history for users. */
async function sessionsBetween(
  source: Source,
  history: HistoryDays,
  start: number,
  end: number,
  firstInDatabase: DayNumber,
): Promise<HistorySessions> {
  if (start >= end) return { days: [], unreadable: [], provisional: [] };
  const [first, last] = storedDays(source, start, end);
  const lastInHistory = Math.min(last, firstInDatabase - 1);
  const read = await source.bounded(
    historySessions(history, source.timeZone, first, lastInHistory),
  );
  if (last < firstInDatabase) return read;
  const from = Math.max(first, firstInDatabase);
  const { days, users } = await daysOfKind(source.days, sessionDays, from, last);
  const numbers: number[] = [];
  const numberOf = (user: number) =>
    (numbers[user] ??= history.users.numberOf(history.storedId(users.idOf(user))));
  const inDatabase = days.map((day) => ({ ...day, users: day.users.map(numberOf) }));
  return { ...read, days: [...read.days, ...inDatabase.reverse()] };
}

/** The same until now, with today's stored day as it is at this moment rather than from the cache. */
export async function peopleOnlineNow(source: Source, start: number, now: number): Promise<People> {
  const [first, today] = storedDays(source, start, now);
  const { days, users } = await daysOfKind(source.days, sessionDays, first, today - 1);
  const read: SessionColumns[] = [];
  await sessionDays.read({ ...source.days.reader(), users }, today, today, (day) => read.push(day));
  return peopleOf([...days].reverse().concat(read), users);
}

function peopleOf(days: readonly Sessions[], users: UserIds): People {
  return {
    days,
    users: users.size,
    numberOf: (userId) => users.knownNumberOf(userId),
    unreadable: [],
    provisional: [],
  };
}
