import type { Credentials } from '../auth/credentials.js';
import type { AuthContext } from '../auth/rules.js';
import type { Viewers } from '../auth/viewer-cache.js';
import { ownTurn } from '../analytics/days/event-loop.js';
import type { DayCache } from '../analytics/days/day-cache.js';
import { InvalidArgument } from '../analytics/invalid-argument.js';
import type { Metric } from '../analytics/metric.js';
import type { HistoryDays } from '../analytics/series/history-days.js';
import { today } from '../analytics/series/today.js';
import { engagementPeriods } from '../analytics/series/engagement-periods.js';
import {
  DatabaseOverloaded,
  DeadlineExceeded,
  RequestCancelled,
  WorkspaceUnavailable,
} from '../data/errors.js';
import type { Limits } from '../data/bounded-reads.js';
import type { Database } from '../data/mongo-workspace.js';
import type { ResolverContext } from '../resolvers/context.js';
import { badUserInput, serviceUnavailable, timedOut } from '../schema/errors.js';
import { checkArgumentLimits, checkBuckets, type ArgumentLimits } from './argument-limits.js';
import type { FollowToday } from './live-today.js';
import type { Limit, Quotas } from './quotas.js';
import { keyOf, type CachedResult, type ResultCache } from './result-cache.js';

/** What the engine needs of a request, whatever endpoint it came to. */
export interface EngineRequest {
  readonly credentials: Credentials | undefined;
  /** The client, by its address. */
  readonly client: () => string;
  readonly log: { error(error: unknown): void };
  /**
   * Part of the request's log line: the engine adds the viewer and the metrics. A 429 from here on
   * would be counted for `limit`.
   */
  readonly logFields: {
    viewerId: string | undefined;
    readonly metrics: string[];
    limit: Limit;
  };
  /** Aborts when the client disconnects before it has the whole response. */
  readonly disconnected: () => AbortSignal;
}

/** What an endpoint and its resolvers know while they handle one request. */
export interface RequestContext extends AuthContext, Omit<ResolverContext, 'viewer'> {
  readonly log: EngineRequest['log'];
  /** When the oldest result of each metric of this request was computed, in epoch milliseconds. */
  readonly computedAt: ReadonlyMap<string, number>;
}

/** What an endpoint limits beyond the rules of the fields. */
export interface EndpointLimits {
  /** Limits on arguments; Rocket.Chat's paths have none. */
  readonly arguments?: ArgumentLimits;
  /** Limits the cost of a viewer's metrics. */
  readonly quotas: Pick<Quotas, 'consume'>;
  /** Limits anonymous requests; Rocket.Chat's paths have a limit of their own. */
  readonly admit?: Quotas['admit'];
  /** What a request costs that may run no metric, which nothing else limits. */
  readonly forbiddenCost?: number;
}

export interface EngineOptions {
  readonly database: Database;
  readonly days: DayCache;
  /** Days that the database has no more. */
  readonly history?: HistoryDays | undefined;
  readonly viewers: Viewers;
  readonly results: ResultCache;
  readonly followToday: FollowToday;
  /** How long the database may take for a request. */
  readonly timeoutMS: number;
}

/** Looks up the viewer of a request; its time begins here. @throws errors of `schema/errors.ts`. */
export type OpenRequest = (
  request: EngineRequest,
  limits: EndpointLimits,
) => Promise<RequestContext>;

/**
 * The use case of the gateway: run metrics for a request. The order is viewer (one that is not cached
 * after the anonymous limit), and for each metric: limits on arguments, cached result, cost, then the
 * run itself, which requests for the same result share. Failures of the database become the errors
 * that a client may see.
 */
export function createEngine({
  database,
  days,
  history,
  viewers,
  results,
  followToday,
  timeoutMS,
}: EngineOptions): OpenRequest {
  return async ({ credentials, client, log, logFields, disconnected }, limits) => {
    const deadline = Date.now() + timeoutMS;
    const { timeZone } = database;
    const computedAt = new Map<string, number>();
    const known = credentials && viewers.cached(credentials);
    const viewer = known ?? (await lookUp());
    // A stream looks its viewer up again, who may be unknown by then.
    logFields.viewerId ??= viewer?.userId;
    logFields.limit = 'query cost limit';
    if (viewer && limits.forbiddenCost && !viewer.permissions.has('view-engagement-dashboard')) {
      await limits.quotas.consume(viewer.userId, limits.forbiddenCost);
    }

    function lookUp() {
      const workspace = database.within({ deadline });
      const find = (given: Credentials) => asClientError(viewers.find(workspace, given), log);
      logFields.limit = 'anonymous rate limit';
      if (limits.admit) return limits.admit(client(), credentials, find);
      return credentials && find(credentials);
    }

    /** Of all results of this request, those from the cache included: each becomes a row. */
    let buckets = 0;
    /** What this request cuts its results from, so that all its pages come from one table. */
    const tables = new Map<string, Promise<CachedResult>>();
    const sourceFor = (read: Limits & { signal: AbortSignal }) => ({
      ...database.within(read),
      days: days.within(read),
      history,
      run: runUntil(() => read.signal),
    });

    function runUntil(ended: () => AbortSignal): RequestContext['run'] {
      return async (metric, args) => {
        if (!logFields.metrics.includes(metric.name)) logFields.metrics.push(metric.name);
        const ofMetric = metric.buckets?.(args) ?? 0;
        buckets += ofMetric;
        if (limits.arguments) {
          checkArgumentLimits(limits.arguments, metric, args);
          checkBuckets(limits.arguments, buckets);
        }
        if (metric.isCut) {
          const read = { deadline, signal: ended(), holder: viewer?.userId };
          return asClientError(metric.run(sourceFor(read), args), log);
        }
        const find = () => results.cached(metric, args) ?? computed(metric, args, ended);
        const cached = await (metric.bytes ? pinned(keyOf(metric, args), find) : find());
        const oldest = computedAt.get(metric.name) ?? Infinity;
        computedAt.set(metric.name, Math.min(oldest, cached.computedAt));
        // GraphQL makes the rows of a result in one go.
        if (ofMetric > fewBuckets) await ownTurn();
        return cached.result as never;
      };
    }

    function pinned(
      key: string,
      find: () => CachedResult | Promise<CachedResult>,
    ): Promise<CachedResult> {
      const known = tables.get(key);
      if (known) return known;
      const table = Promise.resolve(find());
      tables.set(key, table);
      table.catch(() => tables.delete(key));
      return table;
    }

    async function computed<Args extends object>(
      metric: Metric<Args, unknown>,
      args: Args,
      ended: () => AbortSignal,
    ): Promise<CachedResult> {
      if (viewer) await limits.quotas.consume(viewer.userId, metric.cost(args));
      const compute = async (signal: AbortSignal) => {
        const source = sourceFor({ deadline, signal, holder: viewer?.userId });
        const result = await metric.run(source, args);
        return { result, computedAt: source.days.computedAt ?? Date.now() };
      };
      return asClientError(results.compute(metric, args, compute, ended()), log);
    }

    return {
      viewer,
      run: runUntil(disconnected),
      periodsOf: (args) =>
        withClientErrors(() => engagementPeriods(args, timeZone, limits.arguments ?? unlimited)),
      async followToday(zone, everySeconds) {
        // Computed for each subscriber, who could otherwise come and go for nothing.
        if (viewer) await limits.quotas.consume(viewer.userId, today.cost({ timeZone: zone }));
        return followToday(zone, everySeconds);
      },
      workspaceTimeZone: timeZone,
      computedAt,
      log,
    };
  };
}

/** Thirty results of so many leave the event loop to others soon enough. */
const fewBuckets = 100;

const unlimited = { maxWindowDays: Infinity, maxBuckets: Infinity };

function withClientErrors<Value>(compute: () => Value): Value {
  try {
    return compute();
  } catch (error) {
    throw error instanceof InvalidArgument ? badUserInput(error.message) : error;
  }
}

/** What a client may see of a failure; what it may not see of the database's goes into the log. */
async function asClientError<Value>(
  promise: Promise<Value>,
  log: EngineRequest['log'],
): Promise<Value> {
  try {
    return await promise;
  } catch (error) {
    if (error instanceof InvalidArgument) throw badUserInput(error.message);
    if (error instanceof DeadlineExceeded) {
      log.error(error);
      throw timedOut(error);
    }
    // The client has disconnected: no one reads this response, and nothing has failed.
    if (error instanceof RequestCancelled) throw serviceUnavailable(error);
    if (error instanceof WorkspaceUnavailable) {
      // The load guard has already logged, once, why it sends nothing to the database.
      if (!(error instanceof DatabaseOverloaded)) log.error(error);
      throw serviceUnavailable(error);
    }
    throw error;
  }
}
