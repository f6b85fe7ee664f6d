import { dateOfDayNumber, dayNumber } from '../calendar.js';
import type { DayNumber } from '../days/day-kind.js';
import { eventLoopBreaks } from '../days/event-loop.js';
import { CLOSED } from '../days/session-days.js';
import type { Source } from '../metric.js';
import { countAll } from './count-all.js';
import type { StoredDay } from './coverage.js';
import type { HistoryDays } from './history-days.js';
import { dateAt, dayAfter, daysOf, firstMoment, type Day } from './period.js';
import { lowerBound, presencesOf, type CounterOf, type Sessions } from './presences.js';

/** Days of the history that cannot be read, and those that will be stored once more. */
export interface OddDays {
  readonly unreadable: readonly StoredDay[];
  readonly provisional: readonly StoredDay[];
}

/** Sessions of the history, oldest day first; users have the numbers of the history. */
export interface HistorySessions extends OddDays {
  readonly days: readonly Sessions[];
}

/** The stored days whose sessions can show somebody present in a span of time. */
export function storedDays(
  { timeZone }: Pick<Source, 'timeZone'>,
  start: number,
  end: number,
): [first: DayNumber, last: DayNumber] {
  return [dayNumber(dateAt(start, timeZone)) - 2, dayNumber(dateAt(end, timeZone))];
}

const filesAtOnce = 8;

/** The stored days from `first` to `last`; those without a file are left out. */
export async function historySessions(
  history: HistoryDays,
  timeZone: string,
  first: DayNumber,
  last: DayNumber,
): Promise<HistorySessions> {
  const [days, unreadable, provisional] = [[] as Sessions[], [] as StoredDay[], [] as StoredDay[]];
  const present = await history.days();
  const loopBreak = eventLoopBreaks();
  const wanted = datesBetween(first, last).filter((date) => present.has(date.toString()));
  for (let from = 0; from < wanted.length; from += filesAtOnce) {
    const part = wanted.slice(from, from + filesAtOnce);
    const read = await Promise.all(part.map((date) => history.day(date)));
    for (const [index, date] of part.entries()) {
      const day = read[index];
      if (!day) unreadable.push(storedDay(date, timeZone));
      else if (!day.isFinal) provisional.push(storedDay(date, timeZone));
      if (day) days.push(day.sessions);
      await loopBreak();
    }
  }
  return { days, unreadable, provisional };
}

function datesBetween(first: DayNumber, last: DayNumber) {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) =>
    dateOfDayNumber(first + index),
  );
}

/** A day of the workspace's calendar as the days of coverage are given. */
export function storedDay(date: StoredDate, timeZone: string): StoredDay {
  return {
    date: date.toString(),
    start: firstMoment(date, timeZone),
    end: firstMoment(dayAfter(date), timeZone),
  };
}

type StoredDate = ReturnType<typeof dateOfDayNumber>;

/**
 * The whole dates of a zone within a span whose sessions are all in the history, oldest first. What
 * is computed of each of them is cached, because a year of sessions takes long to read and does not
 * fit in memory.
 */
export function pastDates(
  source: Source,
  { start, end }: { readonly start: number; readonly end: number },
  timeZone: string,
  databaseDay: StoredDate,
): readonly Day[] {
  const until = Math.min(end, firstMoment(databaseDay, source.timeZone));
  if (!source.history?.cachesResults || start >= until) return [];
  return daysOf(dateAt(start, timeZone), dateAt(until, timeZone), timeZone).filter(
    (date) =>
      date.start >= start &&
      date.end <= until &&
      storedDays(source, date.start, date.end)[1] < dayNumber(databaseDay),
  );
}

/** What was computed of the sessions of a date. */
export interface OfDate<Value> extends OddDays {
  readonly date: Day;
  readonly value: Value;
}

/**
 * Computes something of each date, oldest first, or takes it from the cache.
 * @param nameOf says what is computed of a date: one name for one result.
 * @param compute gets the sessions of those days, and one more than the highest number of a user.
 */
async function ofPastDates<Value extends { readonly byteLength: number }>(
  source: Source,
  dates: readonly Day[],
  nameOf: (date: Day) => string,
  compute: (date: Day, days: readonly Sessions[], users: number) => Promise<Value>,
): Promise<OfDate<Value>[]> {
  const { history, timeZone } = source;
  if (!history || dates.length === 0) return [];
  const present = await history.days();
  const computed: OfDate<Value>[] = [];
  for (let from = 0; from < dates.length; from += filesAtOnce) {
    const part = dates.slice(from, from + filesAtOnce).map((date) => {
      const [first, last] = storedDays(source, date.start, date.end);
      // A file that is written later changes the result.
      const files = datesBetween(first, last).map((day) => Number(present.has(day.toString())));
      return history.result(
        `${nameOf(date)} ${date.start} ${date.end} ${files.join('')}`,
        async () => {
          const { days, ...odd } = await historySessions(history, timeZone, first, last);
          const value = await compute(date, days, history.users.size);
          const isFinal = odd.unreadable.length + odd.provisional.length === 0;
          return { ...odd, date, value, isFinal, bytes: value.byteLength };
        },
      );
    });
    computed.push(...(await source.bounded(Promise.all(part))));
  }
  return computed;
}

/** The distinct users of each date, as one bit for each user number. */
export function usersOfPastDates(source: Source, dates: readonly Day[]) {
  return ofPastDates(
    source,
    dates,
    () => 'users',
    async ({ start, end }, days, users) => {
      const present = new Uint8Array(Math.ceil(users / 8));
      await countAll(presencesOf(days, Infinity), (batch) => {
        for (let index = 0; index < batch.length; index += 1) {
          if ((batch.begins[index] ?? 0) >= end || (batch.ends[index] ?? 0) <= start) continue;
          const user = batch.users[index] ?? 0;
          present[user >>> 3] = (present[user >>> 3] ?? 0) | (1 << (user & 7));
        }
      });
      return present;
    },
  );
}

/** The counts of the spans into which past dates are cut, each with the begin of its span. */
export interface PastCounts extends OddDays {
  readonly spans: readonly { readonly start: number; readonly count: number }[];
}

/**
 * Counts people in past dates, which are cut at the edges that lie within them.
 * @param name what is counted between the edges of a date, and how these are chosen.
 */
export async function pastCounts(
  source: Source,
  dates: readonly Day[],
  edges: Float64Array,
  name: string,
  counterOf: CounterOf,
): Promise<PastCounts> {
  const cut = ({ start, end }: Day) =>
    Float64Array.of(
      start,
      ...edges.subarray(lowerBound(edges, start + 1), lowerBound(edges, end)),
      end,
    );
  const computed = await ofPastDates(
    source,
    dates,
    (date) => `${name} ${cut(date).length}`,
    async (date, days, users) => {
      const counter = counterOf(cut(date), users);
      await countAll(presencesOf(days, Infinity), counter.add);
      return counter.counts();
    },
  );
  return {
    spans: computed.flatMap(({ date, value }) => {
      const starts = cut(date);
      return Array.from(value, (count, index) => ({ start: starts[index] ?? 0, count }));
    }),
    unreadable: computed.flatMap(({ unreadable }) => unreadable),
    provisional: computed.flatMap(({ provisional }) => provisional),
  };
}

/** A date on which each of its users was online all the time: for a count of distinct users by date. */
export function wholeDate({ date: { start, end }, value: present }: OfDate<Uint8Array>): Sessions {
  const users: number[] = [];
  for (const [byte, bits] of present.entries()) {
    for (let bit = 0; bits >>> bit > 0; bit += 1)
      if ((bits >>> bit) & 1) users.push(8 * byte + bit);
  }
  const { length } = users;
  return {
    start,
    latestEnd: end,
    length,
    users: Uint32Array.from(users),
    begins: new Float64Array(length).fill(start),
    ends: new Float64Array(length).fill(end),
    kinds: new Uint8Array(length).fill(CLOSED),
  };
}
