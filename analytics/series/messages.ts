import type { Metric } from '../metric.js';
import type { CountSeries } from './count-series.js';
import { seriesBuckets, seriesCost } from './people-series.js';
import { messageCounts, storedCountSeries, type CountSeriesArgs } from './stored-counts.js';

/** Messages sent less messages deleted, per calendar day of the workspace, in rooms of some types. */
export const messages: Metric<CountSeriesArgs, CountSeries> = {
  name: 'engagement.messages',
  period: undefined,
  settles: false,
  buckets: seriesBuckets,
  cost: seriesCost,
  run: (source, args) => storedCountSeries(source, messageCounts, args),
};
