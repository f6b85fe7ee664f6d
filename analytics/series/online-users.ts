import type { Metric } from '../metric.js';
import type { CountSeries } from './count-series.js';
import { distinctUsers } from './distinct-users.js';
import { peopleSeries, seriesBuckets, seriesCost, type SeriesArgs } from './people-series.js';

/** The distinct users present in each bucket; `total` is those of the period. */
export const onlineUsers: Metric<SeriesArgs, CountSeries> = {
  name: 'engagement.onlineUsers',
  period: undefined,
  settles: false,
  buckets: seriesBuckets,
  cost: seriesCost,
  run: (source, args) =>
    peopleSeries(source, args, { name: 'users', counterOf: distinctUsers, isOfUsers: true }),
};
