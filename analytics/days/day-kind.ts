import type { Workspace } from '../../data/workspace.js';
import type { UserIds } from './user-ids.js';

/** A calendar day as the number of days since 1970-01-01: of UTC, or of the stored dates. */
export type DayNumber = number;

/** What is read of one day, as typed arrays, so that it is small and quick to count. */
export interface DayColumns {
  readonly day: DayNumber;
  /** How many documents it stands for. */
  readonly documents: number;
  /** The memory that the columns take. */
  readonly bytes: number;
}

/** What a read of days needs. */
export interface DayReader {
  readonly workspace: Workspace;
  /** Where the users of the columns get their numbers. */
  readonly users: UserIds;
}

/** One way of reading days: which documents belong to a day, and what is taken of them. */
export interface DayKind<Columns extends DayColumns> {
  readonly name: string;
  /**
   * Reads the days `first` to `last`, both included, newest first. `onDay` gets each day that has
   * documents once, as soon as it is complete.
   */
  read(
    reader: DayReader,
    first: DayNumber,
    last: DayNumber,
    onDay: (columns: Columns) => void,
  ): Promise<void>;
  /** A day without documents. */
  empty(day: DayNumber): Columns;
  /** Whether one day is as expensive to read as all days; absent where it never is. */
  readsEverything?(workspace: Workspace): Promise<boolean>;
}
