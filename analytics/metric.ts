import type { Workspace } from '../data/workspace.js';
import type { Period } from './calendar.js';
import type { Days } from './days/days.js';
import type { HistoryDays } from './series/history-days.js';

/** What a metric reads from: the database, and the days of it that are cached. */
export interface Source extends Workspace {
  readonly days: Days;
  /** The result of another metric, from the cache where it is there; it is charged like any other. */
  run<Args extends object, Result>(metric: Metric<Args, Result>, args: Args): Promise<Result>;
  /** Days that the database has no more; the metrics of `series/` alone read them. */
  readonly history?: HistoryDays | undefined;
}

/**
 * A number, or a table of them, that the gateway computes. Its result depends on the source and the
 * arguments alone, so that results can be cached and shared between requests.
 */
export interface Metric<Args, Result> {
  /** Its field in GraphQL, its label in logs and Prometheus, its key in `extensions.computedAt`. */
  readonly name: string;
  /**
   * The time that the result is about. GraphQL limits its length (`MAX_WINDOW_DAYS`). `undefined` where
   * there is none, or where it is a `Period` of `series/`, which cannot be made beyond the limits.
   */
  // The type of a method: of a function, `Args` would be inferred from here, and not from what a
  // resolver passes.
  readonly period: { of(args: Args): Period }['of'] | undefined;
  /** How many rows a client requests, where it may choose; GraphQL limits it (`MAX_PAGE_SIZE`). */
  pageSize?(args: Args): number;
  /**
   * Whether the result never changes again once the nightly job has finished with its period, which
   * is four days after its end. Such results are cached for `SETTLED_ANSWER_CACHE_MS`.
   */
  readonly settles: boolean;
  /**
   * How many buckets of time the result has at most, those of the compared period included; GraphQL
   * limits the sum of a request (`MAX_BUCKETS`). A number in a list counts as an eighth of one.
   */
  buckets?(args: Args): number;
  /** Set where the result is cut from those of other metrics: it is not cached itself. */
  readonly isCut?: true;
  /** For results that are no plain data: the bytes that one takes. They are not shared. */
  bytes?(result: Result): number;
  /**
   * What a result that is not cached makes the database and the gateway work, in days of the
   * workspace's records; reading every room costs 50 of them. It is charged to the viewer (`QUERY_COST_LIMIT`).
   */
  cost(args: Args): number;
  /** Computes the result. @throws InvalidArgument, or the errors of `data/errors.ts`. */
  run(source: Source, args: Args): Promise<Result>;
}
