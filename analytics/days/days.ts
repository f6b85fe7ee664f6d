import type { DayColumns, DayKind, DayNumber, DayReader } from './day-kind.js';
import type { UserIds } from './user-ids.js';

/** Some days, newest first, and the users that their columns name. */
export interface DayRange<Columns> {
  readonly days: readonly Columns[];
  readonly users: UserIds;
}

/** What a metric sees of the cache of days while it computes one result. */
export interface Days {
  /**
   * The days from `first` to `last`, both included; those that are not cached are read. `undefined`
   * where so many days are not cached: then the caller reads what it needs itself.
   */
  load<Columns extends DayColumns>(
    kind: DayKind<Columns>,
    first: DayNumber,
    last: DayNumber,
  ): Promise<DayRange<Columns> | undefined>;

  /** The same if all of them are cached; else they are read later, when no request waits. */
  cached<Columns extends DayColumns>(
    kind: DayKind<Columns>,
    first: DayNumber,
    last: DayNumber,
  ): DayRange<Columns> | undefined;

  /** For a read past the cache, with users of its own. */
  reader(): DayReader;

  /** Since when the oldest of the days handed out is known, in epoch milliseconds. */
  readonly computedAt: number | undefined;
}

/** The days that have documents, newest first, from the cache or read past it. */
export async function daysBetween<Columns extends DayColumns>(
  days: Days,
  kind: DayKind<Columns>,
  first: DayNumber,
  last: DayNumber,
): Promise<DayRange<Columns>> {
  const range = await days.load(kind, first, last);
  if (range) return { ...range, days: range.days.filter(({ documents }) => documents > 0) };
  const reader = days.reader();
  const read: Columns[] = [];
  await kind.read(reader, first, last, (columns) => read.push(columns));
  return { users: reader.users, days: read.sort((a, b) => b.day - a.day) };
}
