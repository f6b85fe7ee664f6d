import type { Metric } from '../metric.js';
import type { CountSeries } from './count-series.js';
import { seriesBuckets, seriesCost } from './people-series.js';
import { newUserCounts, storedCountSeries, type CountSeriesArgs } from './stored-counts.js';

/** People who joined, as Rocket.Chat counted them per calendar day of the workspace. */
export const newUsers: Metric<CountSeriesArgs, CountSeries> = {
  name: 'engagement.newUsers',
  period: undefined,
  settles: false,
  buckets: seriesBuckets,
  cost: seriesCost,
  run: (source, args) => storedCountSeries(source, newUserCounts, args),
};
