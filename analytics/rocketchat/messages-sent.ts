import { daysCompared, type Window } from '../calendar.js';
import { dailyCounts, type DailyCounts } from './daily-counts.js';
import type { Question } from '../metric.js';

/** How many messages were sent per day, in all rooms; deleted ones are subtracted on that day. */
export const messagesSent: Question<Window, DailyCounts> = {
  name: 'messagesSent',
  days: daysCompared,
  answer: (workspace, window) =>
    dailyCounts(workspace, { type: 'messages', count: 'messages' }, window),
};
