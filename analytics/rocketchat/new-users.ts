import { daysCompared, type Window } from '../calendar.js';
import { dailyCounts, type DailyCounts } from './daily-counts.js';
import type { Question } from '../metric.js';

/** How many people joined the workspace per day, as Rocket.Chat counted them on that day. */
export const newUsers: Question<Window, DailyCounts> = {
  name: 'newUsers',
  days: daysCompared,
  answer: (workspace, window) => dailyCounts(workspace, { type: 'users', count: 'users' }, window),
};
