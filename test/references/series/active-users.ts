import { dayText, daysFrom, firstMoment } from './clock.js';
import { coverageOf, isCovered, stateOf, storedPeople, type Workspace } from './coverage.js';
import type { SeriesArgs } from './people-series.js';
import { periodOf } from './period.js';
import { presencesOf, usersIn } from './presence.js';

/** `activeUsers`: the distinct users of each day and of the 7 and 30 days that end with it. */
export function activeUsers(workspace: Workspace, { period: input, timeZone }: SeriesArgs) {
  const stored = storedPeople(workspace);
  const period = periodOf(input, timeZone, workspace.now);
  return {
    days: daysFrom(timeZone, period.firstDay, period.lastDay).map((day) => {
      const end = firstMoment(timeZone, day + 1);
      const state = stateOf({ start: firstMoment(timeZone, day), end }, stored);
      const ofDays = (days: number) => {
        const span = { start: firstMoment(timeZone, day - days + 1), end };
        const isKnown =
          days === 1 ||
          isCovered({ start: span.start, end: Math.min(span.end, stored.now) }, stored);
        return state === 'UNKNOWN' || !isKnown
          ? null
          : usersIn(presencesOf(workspace, span), span).size;
      };
      const [daily, monthly] = [ofDays(1), ofDays(30)];
      return {
        date: dayText(day),
        daily,
        weekly: ofDays(7),
        monthly,
        stickiness: daily === null || monthly === null || monthly === 0 ? null : daily / monthly,
        state,
      };
    }),
    timeZone,
    coverage: coverageOf(period, stored),
  };
}
