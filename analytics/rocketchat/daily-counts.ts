import type { CollectionName, Document, Workspace } from '../../data/workspace.js';
import {
  dateAt,
  dateNumber,
  dateOfNumber,
  firstMoment,
  previousDates,
  wholeDays,
  type Period,
} from '../calendar.js';
import { InvalidArgument } from '../invalid-argument.js';

/** A count and how much larger it is than the one it is compared with. */
export interface ComparedCount {
  readonly count: number;
  readonly variation: number;
}

/** What Rocket.Chat says of a number that it stores per day. */
export interface DailyCounts {
  /** Newest first, days without a stored count left out; `day` is the day's first moment. */
  readonly days: readonly { readonly day: Date; readonly count: number }[];
  /** The sum of `days`, beside the period before. */
  readonly period: ComparedCount;
  /** The day before the window's last, and what the last has more than it. */
  readonly yesterday: ComparedCount;
}

/** One kind of document in `rocketchat_analytics`, and the field that holds its count. */
export interface DailyKind {
  readonly type: 'users' | 'messages';
  readonly count: 'users' | 'messages';
}

export const analytics: CollectionName = 'rocketchat_analytics';

/**
 * The stored counts of the window's dates, at most `wholeDays` of them, beside the same for the
 * period before. Yesterday is looked for among the dates answered, so it is 0 in a window of one.
 * @throws RefusedQuestion when the window ends two days or more before it starts.
 */
export async function dailyCounts(
  workspace: Workspace,
  kind: DailyKind,
  window: Period,
): Promise<DailyCounts> {
  const { timeZone } = workspace;
  if (wholeDays(window, timeZone) < 0) {
    throw new InvalidArgument(
      'Argument "end": expected no instant two days or more before "start".',
    );
  }
  const [found] = await workspace.aggregate<{
    days: { _id: number; count: number }[];
    previous: { count: number }[];
  }>(analytics, dailyPipeline(kind, window, timeZone));

  const days = found?.days ?? [];
  const countOn = (date: number) => days.find(({ _id }) => _id === date)?.count ?? 0;
  const last = dateAt(window.end, timeZone);
  const sum = days.reduce((total, { count }) => total + count, 0);
  const yesterday = countOn(dateNumber(last.subtract({ days: 1 })));
  return {
    days: days.map(({ _id, count }) => ({
      day: firstMoment(dateOfNumber(_id), timeZone),
      count,
    })),
    period: { count: sum, variation: sum - (found?.previous[0]?.count ?? 0) },
    yesterday: { count: yesterday, variation: countOn(dateNumber(last)) - yesterday },
  };
}

/** One row: the sums per date of the window, newest first, and the sum of the period before. */
export function dailyPipeline(kind: DailyKind, window: Period, timeZone: string): Document[] {
  const first = dateNumber(dateAt(window.start, timeZone));
  const last = dateNumber(dateAt(window.end, timeZone));
  const previous = previousDates(window, timeZone);
  const previousFirst = dateNumber(previous.first);
  const previousLast = dateNumber(previous.last);
  const most = wholeDays(window, timeZone);
  // Rocket.Chat passes its number of days as the limit, and a limit of 0 is none.
  const newest = most === 0 ? [] : [{ $limit: most }];
  return [
    {
      $match: {
        type: kind.type,
        date: { $gte: previousFirst, $lte: Math.max(last, previousLast) },
      },
    },
    { $group: { _id: '$date', count: { $sum: `$${kind.count}` } } },
    { $sort: { _id: -1 } },
    {
      $facet: {
        days: [{ $match: { _id: { $gte: first, $lte: last } } }, ...newest],
        previous: [
          { $match: { _id: { $gte: previousFirst, $lte: previousLast } } },
          ...newest,
          { $group: { _id: null, count: { $sum: '$count' } } },
        ],
      },
    },
  ];
}
