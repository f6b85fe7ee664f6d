import type { Metric } from '../metric.js';
import { concurrentUsers } from './concurrent-users.js';
import type { CountSeries } from './count-series.js';
import { peopleSeries, seriesBuckets, seriesCost, type SeriesArgs } from './people-series.js';

/** The most distinct users present at one instant of each bucket; `total` is the most of the period. */
export const peakConcurrentUsers: Metric<SeriesArgs, CountSeries> = {
  name: 'engagement.peakConcurrentUsers',
  period: undefined,
  settles: false,
  buckets: seriesBuckets,
  cost: seriesCost,
  run: (source, args) =>
    peopleSeries(source, args, { name: 'peak', counterOf: concurrentUsers, isOfUsers: false }),
};
