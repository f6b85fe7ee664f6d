import {
  dateAt,
  dateNumber,
  dateOfNumber,
  firstMoment,
  previousDates,
  wholeDays,
  type Period,
} from '../../analytics/calendar.js';
import type { DailyCounts, DailyKind } from '../../analytics/rocketchat/daily-counts.js';
import type { ReferenceMetric } from './reference-metric.js';
import type { Workspace } from '../../data/workspace.js';

/** 7.1: new people, in two queries. */
export const newUsers = dailyMetric({ type: 'users', count: 'users' });

/** 7.6: messages, in two queries. */
export const messagesSent = dailyMetric({ type: 'messages', count: 'messages' });

function dailyMetric(kind: DailyKind): ReferenceMetric<Period, DailyCounts> {
  return {
    async run(workspace, window) {
      const { timeZone } = workspace;
      const limit = wholeDays(window, timeZone);
      const last = dateAt(window.end, timeZone);
      const before = previousDates(window, timeZone);
      const days = await daysBetween(workspace, kind, limit, {
        first: dateNumber(dateAt(window.start, timeZone)),
        last: dateNumber(last),
      });
      const previous = await daysBetween(workspace, kind, limit, {
        first: dateNumber(before.first),
        last: dateNumber(before.last),
      });
      const countOn = (date: number) => days.find((day) => day.date === date)?.count ?? 0;
      const yesterday = countOn(dateNumber(last.subtract({ days: 1 })));
      return {
        days: days.map(({ date, count }) => ({
          day: firstMoment(dateOfNumber(date), timeZone),
          count,
        })),
        period: { count: sum(days), variation: sum(days) - sum(previous) },
        yesterday: { count: yesterday, variation: countOn(dateNumber(last)) - yesterday },
      };
    },
  };
}

interface CountedDay {
  readonly date: number;
  readonly count: number;
}

function daysBetween(
  workspace: Workspace,
  { type, count }: DailyKind,
  limit: number,
  { first, last }: { first: number; last: number },
): Promise<CountedDay[]> {
  return workspace.aggregate('rocketchat_analytics', [
    { $match: { type, date: { $gte: first, $lte: last } } },
    { $group: { _id: '$date', count: { $sum: `$${count}` } } },
    { $sort: { _id: -1 } },
    ...(limit === 0 ? [] : [{ $limit: limit }]),
    { $project: { _id: 0, date: '$_id', count: 1 } },
  ]);
}

function sum(days: readonly CountedDay[]): number {
  return days.reduce((total, { count }) => total + count, 0);
}
