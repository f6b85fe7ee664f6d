import type { Metric } from '../analytics/metric.js';
import type { EngagementArgs, EngagementPeriods } from '../analytics/series/engagement-periods.js';

/** What a resolver may do for a request. */
export interface ResolverContext {
  /** Runs a metric on the workspace. */
  readonly run: <Args extends object, Result>(
    metric: Metric<Args, Result>,
    args: Args,
  ) => Promise<Result>;
  /** The periods that a client requests, within the limits of the endpoint. */
  readonly periodsOf: (args: EngagementArgs) => EngagementPeriods;
  /** The current day of a zone whenever it changes, at most every so many seconds. */
  readonly followToday: (
    timeZone: string,
    everySeconds: number,
  ) => Promise<AsyncIterableIterator<object>>;
  /** The zone in which Rocket.Chat stores calendar days. */
  readonly workspaceTimeZone: string;
  readonly viewer:
    { readonly userId: string; readonly permissions: ReadonlySet<string> } | undefined;
}
