import { Temporal } from 'temporal-polyfill';
import { dayNumber, storedBetween } from '../calendar.js';
import type { DayNumber } from '../days/day-kind.js';
import { daysBetween as daysOfKind } from '../days/days.js';
import { sessionDays, type SessionColumns } from '../days/session-days.js';
import type { UserIds } from '../days/user-ids.js';
import type { Source } from '../metric.js';
import type { Stored } from './coverage.js';
import { dateAt, dayAfter, daysBetween, firstMoment } from './period.js';

const sessions = 'rocketchat_sessions';

/** So many days without computed sessions are a gap; what lies before one does not count. */
const gapDays = 15;
/** Rocket.Chat deletes what is 45 days old, and may have begun to empty a day of this age. */
const expiringDays = 44;

const firstDate = Temporal.PlainDate.from('0001-01-01');

/**
 * What is stored of people online: from the newest stored day of a computed session back to the
 * first gap of 15 days, without the oldest day where it is about to expire.
 */
export async function storedPeople(source: Source, now: number): Promise<Stored> {
  const { timeZone } = source;
  const today = dateAt(now, timeZone);
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
  if (oldest && daysBetween(oldest, today) >= expiringDays) oldest = dayAfter(oldest);
  return {
    start: oldest && firstMoment(oldest, timeZone),
    now,
    today: firstMoment(today, timeZone),
    subject: 'People online',
  };
}

/** The newest (-1) or oldest (1) stored day of a computed session between two dates. */
async function computedDay(
  source: Source,
  first: Temporal.PlainDate,
  last: Temporal.PlainDate,
  order: 1 | -1,
): Promise<Temporal.PlainDate | undefined> {
  const [row] = await source.aggregate<{ year: number; month: number; day: number }>(sessions, [
    { $match: { type: 'computed-session', ...storedBetween(first, last) } },
    // One odd document is no reason to fail.
    { $match: { month: { $gte: 1, $lte: 12 }, day: { $gte: 1, $lte: 31 } } },
    { $sort: { year: order, month: order, day: order } },
    { $limit: 1 },
    { $project: { _id: 0, year: 1, month: 1, day: 1 } },
  ]);
  return row && Temporal.PlainDate.from(row);
}

/** The sessions of some stored days, oldest first, and one more than the highest number of a user. */
export interface People {
  readonly days: readonly SessionColumns[];
  readonly users: number;
  /** The number of a user id that has one. */
  readonly numberOf: (userId: string) => number | undefined;
}

/**
 * All sessions that can show somebody present in a span of time: a session is counted for a day
 * after that with which it is stored at most, and the day before may belong to another date in
 * another zone.
 */
export async function peopleOnline(
  source: Source,
  { start, end }: { readonly start: number; readonly end: number },
  now: number,
): Promise<People> {
  if (start > now) return { days: [], users: 0, numberOf: () => undefined };
  const [first, last] = storedDays(source, start, Math.min(end, now));
  const { days, users } = await daysOfKind(source.days, sessionDays, first, last);
  return peopleOf([...days].reverse(), users);
}

/** The same until now, with today's stored day as it is at this moment rather than from the cache. */
export async function peopleOnlineNow(source: Source, start: number, now: number): Promise<People> {
  const [first, today] = storedDays(source, start, now);
  const { days, users } = await daysOfKind(source.days, sessionDays, first, today - 1);
  const read: SessionColumns[] = [];
  await sessionDays.read({ ...source.days.reader(), users }, today, today, (day) => read.push(day));
  return peopleOf([...days].reverse().concat(read), users);
}

function storedDays({ timeZone }: Source, start: number, end: number): [DayNumber, DayNumber] {
  return [dayNumber(dateAt(start, timeZone)) - 2, dayNumber(dateAt(end, timeZone))];
}

function peopleOf(days: readonly SessionColumns[], users: UserIds): People {
  return { days, users: users.size, numberOf: (userId) => users.knownNumberOf(userId) };
}
