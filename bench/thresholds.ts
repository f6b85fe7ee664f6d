/** How many times as fast as the reference the nine metrics are on a real MongoDB, at least. */
export interface MetricLimits {
  /** Session documents. */
  readonly sizes: readonly number[];
  /** The metrics that read days, with their days in the cache. */
  readonly cached: number;
  /** Every metric with nothing in the cache. */
  readonly cold: number;
  /** `usersByTimeOfDay` with nothing in the cache. */
  readonly coldTimeOfDay: number;
  /** The longest that any metric may block the event loop, in milliseconds. */
  readonly eventLoopMS: number;
}

const metrics: MetricLimits = {
  sizes: [100_000, 500_000],
  cached: 50,
  cold: 0.9,
  coldTimeOfDay: 1.2,
  eventLoopMS: 50,
};

/** Limits, where possible for ratios within one run, because machines differ. */
export const thresholds = {
  metrics,
  /** CPU time of this process for one of the gateway's own metrics over 30 days, with its days cached. */
  own: { documents: 500_000, cpuMS: 25 },
  /** CPU time of the gateway for one request, divided by that of a peer, at most. */
  http: {
    trustedOfApollo: 0.33,
    trustedOfMercurius: 1.5,
    trustedOfSameWork: 1,
    restOfFastify: 2.5,
    otherOfApollo: 0.8,
  },
  /** The dashboard page in a browser. */
  dashboard: { firstChartMS: 300, slowFirstChartMS: 1200, redrawMS: 100 },
  /** For short runs on a busy machine, which scatter: only a large loss fails. */
  quick: {
    metrics: { ...metrics, sizes: [20_000], cached: 10, cold: 0.5, coldTimeOfDay: 0.6 },
    http: {
      trustedOfApollo: 0.6,
      trustedOfMercurius: 3,
      trustedOfSameWork: 1.8,
      restOfFastify: 5.5,
      otherOfApollo: 2.8,
    },
  },
} as const;
