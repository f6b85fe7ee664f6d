import { daysCompared, type Period } from '../calendar.js';
import { dailyCounts, type DailyCounts } from './daily-counts.js';
import type { Metric } from '../metric.js';

/** How many people joined the workspace per day, as Rocket.Chat counted them on that day. */
export const newUsers: Metric<Period, DailyCounts> = {
  name: 'newUsers',
  period: ({ start, end }) => ({ start, end }),
  settles: false,
  cost: daysCompared,
  run: (workspace, window) => dailyCounts(workspace, { type: 'users', count: 'users' }, window),
};
