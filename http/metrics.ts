import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { DayCache, Found } from '../analytics/days/day-cache.js';
import type { Limit } from '../engine/quotas.js';
import type { ResultSource } from '../engine/result-cache.js';
import type { CollectionName } from '../data/workspace.js';

export type Endpoint = 'graphql' | 'rest' | 'export' | 'other';

/** The Prometheus metrics. No label has a value that a client chose. */
export interface Metrics {
  /** `metrics` are the names of the metrics that the request ran. */
  readonly observeRequest: (
    request: { endpoint: Endpoint; metrics: readonly string[]; status: number | 'aborted' },
    durationMS: number,
  ) => void;
  readonly observeRead: (collection: CollectionName, durationMS: number) => void;
  /** Counts stored values that were left out. */
  readonly countSkipped: (collection: CollectionName, reason: string, values: number) => void;
  readonly countResult: (metric: string, source: ResultSource) => void;
  readonly countLimited: (limit: Limit) => void;
  /** Counts a day that a metric needed. */
  readonly countDay: (found: Found) => void;
  /** Reports what the cache of days holds whenever the metrics are printed. */
  readonly observeDays: (state: DayCache['state']) => void;
  /** Reports the state of the history whenever the metrics are printed. */
  readonly observeHistory: (history: {
    readonly newestFileAgeMS: () => number | undefined;
    readonly damagedFiles: () => number;
  }) => void;
  /** Reports how many live streams are open. */
  readonly observeStreams: (open: number) => void;
  readonly contentType: string;
  /** All metrics, in Prometheus' text format. */
  readonly print: () => Promise<string>;
}

const durations = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });

  const requests = new Counter({
    name: 'engagement_gateway_requests_total',
    help: 'Requests by endpoint, metric and status.',
    labelNames: ['endpoint', 'metric', 'status'],
    registers,
  });
  const requestDuration = new Histogram({
    name: 'engagement_gateway_request_duration_seconds',
    help: 'Time from a request to the end of its response.',
    labelNames: ['endpoint', 'metric'],
    buckets: durations,
    registers,
  });
  const reads = new Histogram({
    name: 'engagement_gateway_database_read_duration_seconds',
    help: 'Time that reads of the database took, by collection.',
    labelNames: ['collection'],
    buckets: durations,
    registers,
  });
  const skipped = new Counter({
    name: 'engagement_gateway_skipped_values_total',
    help: 'Stored values that were left out of what was read, because they cannot be interpreted.',
    labelNames: ['collection', 'reason'],
    registers,
  });
  const results = new Counter({
    name: 'engagement_gateway_results_total',
    help: 'Results of metrics: from the cache, shared with a computation in flight, or computed.',
    labelNames: ['metric', 'source'],
    registers,
  });
  const limited = new Counter({
    name: 'engagement_gateway_limited_requests_total',
    help: 'Requests rejected with 429, by the limit that was exceeded.',
    labelNames: ['limit'],
    registers,
  });

  const days = new Counter({
    name: 'engagement_gateway_days_total',
    help: 'Days that metrics needed: fresh or stale in the cache, or missing and read.',
    labelNames: ['found'],
    registers,
  });

  const streams = new Gauge({
    name: 'engagement_gateway_open_streams',
    help: 'Live streams that are open.',
    registers,
  });

  return {
    observeStreams(open) {
      streams.set(open);
    },
    observeRequest({ endpoint, metrics, status }, durationMS) {
      const [first = 'none', ...more] = metrics;
      const metric = more.length > 0 ? 'several' : first;
      requests.inc({ endpoint, metric, status });
      requestDuration.observe({ endpoint, metric }, durationMS / 1000);
    },
    observeRead(collection, durationMS) {
      reads.observe({ collection }, durationMS / 1000);
    },
    countSkipped(collection, reason, values) {
      skipped.inc({ collection, reason }, values);
    },
    countResult(metric, source) {
      results.inc({ metric, source });
    },
    countLimited(limit) {
      limited.inc({ limit });
    },
    countDay(found) {
      days.inc({ found });
    },
    observeDays(state) {
      new Gauge({
        name: 'engagement_gateway_day_cache_bytes',
        help: 'Memory that the cached days and their user ids take.',
        registers,
        collect() {
          this.set(state().bytes);
        },
      });
      new Gauge({
        name: 'engagement_gateway_day_cache_days',
        help: 'Days in the cache, of all kinds.',
        registers,
        collect() {
          this.set(state().days);
        },
      });
      new Gauge({
        name: 'engagement_gateway_day_cache_oldest_age_seconds',
        help: 'Time since the oldest of the cached days was read; 0 without any.',
        registers,
        collect() {
          const { oldest } = state();
          this.set(oldest === undefined ? 0 : (Date.now() - oldest) / 1000);
        },
      });
    },
    observeHistory({ newestFileAgeMS, damagedFiles }) {
      new Gauge({
        name: 'engagement_gateway_history_newest_file_age_seconds',
        help: 'Time since the end of the newest day in the history; five to six days is normal.',
        registers,
        collect() {
          const ageMS = newestFileAgeMS();
          if (ageMS !== undefined) this.set(ageMS / 1000);
        },
      });
      new Gauge({
        name: 'engagement_gateway_history_damaged_files',
        help: 'Files of the history that were damaged when they were last read.',
        registers,
        collect() {
          this.set(damagedFiles());
        },
      });
    },
    contentType: registry.contentType,
    print: () => registry.metrics(),
  };
}
