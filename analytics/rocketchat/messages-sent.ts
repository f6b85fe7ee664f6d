import { daysCompared, type Period } from '../calendar.js';
import { dailyCounts, type DailyCounts } from './daily-counts.js';
import type { Metric } from '../metric.js';

/** How many messages were sent per day, in all rooms; deleted ones are subtracted on that day. */
export const messagesSent: Metric<Period, DailyCounts> = {
  name: 'messagesSent',
  period: ({ start, end }) => ({ start, end }),
  settles: false,
  cost: daysCompared,
  run: (workspace, window) =>
    dailyCounts(workspace, { type: 'messages', count: 'messages' }, window),
};
