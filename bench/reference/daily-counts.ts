import {
  dateAt,
  dateNumber,
  previousDates,
  wholeDays,
  type Period,
} from '../../analytics/calendar.js';
import type { DailyKind } from '../../analytics/rocketchat/daily-counts.js';
import type { ReferenceMetric } from './reference-metric.js';

type DailyMetric = ReferenceMetric<
  Period,
  { readonly days: readonly { readonly count: number }[] }
>;

/** 7.1: new users, in two queries. */
export const newUsers = dailyMetric({ type: 'users', count: 'users' });

/** 7.6: messages, in two queries. */
export const messagesSent = dailyMetric({ type: 'messages', count: 'messages' });

/** The days of the period; those of the period before are only read. */
function dailyMetric({ type, count }: DailyKind): DailyMetric {
  return async (workspace, period) => {
    const { timeZone } = workspace;
    const limit = wholeDays(period, timeZone);
    const daysBetween = (first: number, last: number) =>
      workspace.aggregate<{ date: number; count: number }>('rocketchat_analytics', [
        { $match: { type, date: { $gte: first, $lte: last } } },
        { $group: { _id: '$date', count: { $sum: `$${count}` } } },
        { $sort: { _id: -1 } },
        ...(limit === 0 ? [] : [{ $limit: limit }]),
        { $project: { _id: 0, date: '$_id', count: 1 } },
      ]);
    const { start, end } = period;
    const before = previousDates(period, timeZone);
    const days = await daysBetween(
      dateNumber(dateAt(start, timeZone)),
      dateNumber(dateAt(end, timeZone)),
    );
    await daysBetween(dateNumber(before.first), dateNumber(before.last));
    return { days };
  };
}
