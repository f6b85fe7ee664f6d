import type { Temporal } from 'temporal-polyfill';
import type { BsonDocument, Workspace } from '../../data/workspace.js';
import {
  dateAt,
  dateNumber,
  dateOfNumber,
  firstMoment,
  isDateNumber,
  noDateNumber,
  previousDates,
  wholeDays,
  type Period,
} from '../calendar.js';
import {
  analytics,
  finiteCount,
  greatest,
  hasCounts,
  hasOddCounts,
  rowsOfCounts,
  type Greatest,
} from '../counted-documents.js';
import { InvalidArgument } from '../invalid-argument.js';
import { numberOf } from '../numbers.js';

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

/**
 * The stored counts of the window's dates, at most `wholeDays` of them, beside the same for the
 * period before. Yesterday is looked for among the dates answered, so it is 0 in a window of one.
 * @throws InvalidArgument when the window ends two days or more before it starts.
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
  const field = kind.count;
  const rows = await rowsOfCounts<DailyRow>(workspace, dailyMatch(kind, window, timeZone), {
    checks: [finiteCount(field)],
    stages: (ids) => [
      { $group: { _id: '$date', count: { $sum: `$${field}` }, ...greatest(field), ...ids } },
    ],
    isOdd: (row) => hasOddCounts(row, row.count) || !isDateNumber(numberOf(row._id)),
  });
  const counts = rows.filter(hasCounts).flatMap(({ _id, count, id }) => {
    const date = numberOf(_id);
    if (isDateNumber(date)) return { date, count: numberOf(count) };
    workspace.onSkipped(analytics, noDateNumber, id);
    return [];
  });
  const previousPeriod = previousDates(window, timeZone);
  const most = wholeDays(window, timeZone);
  /** The newest of some dates. Rocket.Chat passes its number of days as a limit, and 0 is none. */
  const between = (first: Temporal.PlainDate, last: Temporal.PlainDate) =>
    counts
      .filter(({ date }) => date >= dateNumber(first) && date <= dateNumber(last))
      .sort((a, b) => b.date - a.date)
      .slice(0, most || Infinity);
  const last = dateAt(window.end, timeZone);
  const days = between(dateAt(window.start, timeZone), last);
  const countOn = (date: number) => days.find((day) => day.date === date)?.count ?? 0;
  const sumOf = (all: typeof days) => all.reduce((total, { count }) => total + count, 0);
  const sum = sumOf(days);
  const previous = sumOf(between(previousPeriod.first, previousPeriod.last));
  const yesterday = countOn(dateNumber(last.subtract({ days: 1 })));
  return {
    days: days.map(({ date, count }) => ({
      day: firstMoment(dateOfNumber(date), timeZone),
      count,
    })),
    period: { count: sum, variation: sum - previous },
    yesterday: { count: yesterday, variation: countOn(dateNumber(last)) - yesterday },
  };
}

interface DailyRow extends Greatest {
  readonly _id: unknown;
  readonly id?: unknown;
  readonly count: unknown;
}

/** The counts of the window and of the period before. */
function dailyMatch(kind: DailyKind, window: Period, timeZone: string): BsonDocument {
  const previous = previousDates(window, timeZone);
  const last = Math.max(dateNumber(dateAt(window.end, timeZone)), dateNumber(previous.last));
  return { type: kind.type, date: { $gte: dateNumber(previous.first), $lte: last } };
}
