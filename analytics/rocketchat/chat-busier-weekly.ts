import type { BsonDocument } from '../../data/workspace.js';
import {
  dateAt,
  dateOfDayNumber,
  dayMS,
  dayNumber,
  storedDateOf,
  type StoredDate,
} from '../calendar.js';
import type { DayNumber } from '../days/day-kind.js';
import { userDays, userDaysBetween } from '../days/user-days.js';
import type { Metric } from '../metric.js';
import type { StoredDay } from './active-users.js';

export interface WeeklyParameters {
  /** An instant of the last of the eight days looked at. */
  readonly start: Date;
}

export interface WeeklyRow extends StoredDay {
  readonly users: number;
}

/**
 * How many people were online on each of the eight days that end with the date of `start`, newest
 * first, days without anybody left out. It counts Rocket.Chat's daily documents, of which there
 * should be one a person; today is missing. Anonymous visitors are left out.
 */
export const chatBusierWeekly: Metric<WeeklyParameters, WeeklyRow[]> = {
  name: 'chatBusierWeekly',
  period: ({ start }) => ({ start: new Date(start.getTime() - 7 * dayMS), end: start }),
  settles: true,
  cost: () => 8,
  async run(source, { start }) {
    const last = dayNumber(dateAt(start, source.timeZone));
    const counts = new Map<DayNumber, number>();
    const missing: DayNumber[] = [];
    for (let day = last; day > last - 8; day -= 1) {
      const cached = source.days.cached(userDays, day, day)?.days[0];
      if (cached) counts.set(day, cached.documents);
      else missing.push(day);
    }
    const [newest] = missing;
    const oldest = missing.at(-1);
    if (newest !== undefined && oldest !== undefined) {
      const rows = await source.aggregate<CountedDay>(
        'rocketchat_sessions',
        weeklyPipeline(oldest, newest),
      );
      for (const { _id, users } of rows) {
        const date = storedDateOf(_id);
        if (date) counts.set(dayNumber(date), users);
      }
      // A read of the documents reports those that are left out, with an id.
      const isOdd = rows.some(({ _id }) => !storedDateOf(_id));
      if (isOdd) await userDays.read(source.days.reader(), oldest, newest, () => undefined);
    }
    return [...counts]
      .filter(([, users]) => users > 0)
      .sort(([a], [b]) => b - a)
      .map(([number, users]) => {
        const { year, month, day } = dateOfDayNumber(number);
        return { users, day, month, year };
      });
  },
};

interface CountedDay {
  readonly _id: StoredDate;
  readonly users: number;
}

/** How many daily documents each stored day has. */
function weeklyPipeline(first: DayNumber, last: DayNumber): BsonDocument[] {
  return [
    { $match: userDaysBetween(dateOfDayNumber(first), dateOfDayNumber(last)) },
    { $group: { _id: { year: '$year', month: '$month', day: '$day' }, users: { $sum: 1 } } },
  ];
}
