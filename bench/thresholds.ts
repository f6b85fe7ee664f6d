/** Limits, where possible for ratios within one run, because machines differ. */
export const thresholds = {
  /**
   * How many times as fast as the reference the nine metrics are at these numbers of session documents:
   * with their days cached, with nothing cached, and `usersByTimeOfDay` with nothing cached. Then the
   * longest that any metric may block the event loop.
   */
  metrics: {
    sizes: [100_000, 500_000],
    cached: 50,
    cold: 0.9,
    coldTimeOfDay: 1.2,
    eventLoopMS: 50,
  },
  /** CPU time of this process for one of the gateway's own metrics of 30 and of 400 days, which are cached. */
  own: { documents: 500_000, cpuMS: 25, longCpuMS: 150 },
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
} as const;
