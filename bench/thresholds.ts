/** Limits, where possible for ratios within one run, because machines differ. */
export const thresholds = {
  /** How many times as fast as the reference each metric is on a real MongoDB, at these sizes. */
  metrics: {
    documents: [100_000, 500_000],
    /** The metrics that read days, with their days in the cache. */
    cached: 50,
    /** `usersByTimeOfDay` with nothing in the cache. */
    coldTimeOfDay: 1.2,
    /** Every metric with nothing in the cache. */
    cold: 0.9,
    /** The longest that a metric may block the event loop, in milliseconds. */
    eventLoopMS: 50,
  },
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
  /** For short runs on a busy machine, which scatter: only a large loss fails. */
  quick: { documents: 20_000, cached: 10, cold: 0.5, http: 1.8 },
} as const;
