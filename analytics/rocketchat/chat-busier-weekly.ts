import type { Document } from '../../data/workspace.js';
import { newestDayFirst, userDays, type StoredDay } from './active-users.js';
import { dateAt, storedBetween } from '../calendar.js';
import type { Metric } from '../metric.js';

export interface WeeklyParameters {
  /** An instant of the last of the eight days looked at. */
  readonly start: Date;
}

export interface WeeklyRow extends StoredDay {
  readonly users: number;
}

const dayMS = 24 * 60 * 60 * 1000;

/**
 * How many people were online on each of the eight days that end with the date of `start`, newest
 * first, days without anybody left out. It counts Rocket.Chat's daily documents, of which there
 * should be one a person; today is missing. Anonymous visitors are left out.
 */
export const chatBusierWeekly: Metric<WeeklyParameters, WeeklyRow[]> = {
  name: 'chatBusierWeekly',
  period: ({ start }) => ({ start: new Date(start.getTime() - 7 * dayMS), end: start }),
  settles: true,
  cost: () => 8,
  run: (workspace, parameters) =>
    workspace.aggregate('rocketchat_sessions', weeklyPipeline(parameters, workspace.timeZone)),
};

export function weeklyPipeline({ start }: WeeklyParameters, timeZone: string): Document[] {
  const last = dateAt(start, timeZone);
  return [
    { $match: userDays(storedBetween(last.subtract({ days: 7 }), last)) },
    { $group: { _id: { year: '$year', month: '$month', day: '$day' }, users: { $sum: 1 } } },
    newestDayFirst,
    {
      $project: { _id: 0, users: 1, day: '$_id.day', month: '$_id.month', year: '$_id.year' },
    },
  ];
}
