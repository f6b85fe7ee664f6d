import { clockAt, dayText, daysFrom, firstMoment, minuteMS } from './clock.js';
import { coverageOf, stateOf, storedPeople, type Stored, type Workspace } from './coverage.js';
import type { SeriesArgs } from './people-series.js';
import { periodOf, type Period } from './period.js';
import { presencesOf, usersIn, type Presence } from './presence.js';

/**
 * For each day and hour that the clock shows in a period, the distinct users of its minutes; null
 * for hours of which every minute is unknown.
 */
export function usersPerHour(
  presences: readonly Presence[],
  period: Period,
  day: number,
  isKnown: (start: number, end: number) => boolean,
): (number | null)[] {
  const hours: (Set<string> | null)[] = Array.from({ length: 24 }, () => null);
  const from = Math.max(period.start, firstMoment(period.zone, day) - 180 * minuteMS);
  const to = Math.min(period.end, firstMoment(period.zone, day + 1) + 180 * minuteMS);
  let at = from;
  while (at < to) {
    const next = Math.min(Math.floor(at / minuteMS + 1) * minuteMS, to);
    const shown = clockAt(period.zone, at);
    if (shown.day === day && isKnown(at, next)) {
      const hour = Math.floor(shown.minute / 60);
      const users = (hours[hour] ??= new Set());
      for (const user of usersIn(presences, { start: at, end: next })) users.add(user);
    }
    at = next;
  }
  return hours.map((users) => users?.size ?? null);
}

/** `onlineHours`: an hour that begins before what is stored is a lower bound over all its minutes. */
export function onlineHours(workspace: Workspace, { period: input, timeZone }: SeriesArgs) {
  const { now } = workspace;
  const stored = storedPeople(workspace);
  const period = periodOf(input, timeZone, now);
  const presences = presencesOf(workspace, period);
  return {
    days: daysFrom(timeZone, period.firstDay, period.lastDay).map((day) => {
      const span = {
        start: Math.max(period.start, firstMoment(timeZone, day)),
        end: Math.min(period.end, firstMoment(timeZone, day + 1)),
      };
      return {
        date: dayText(day),
        users: knownHours(presences, period, day, stored),
        state: stateOf(span, stored),
      };
    }),
    timeZone,
    coverage: coverageOf(period, stored),
  };
}

function knownHours(
  presences: readonly Presence[],
  period: Period,
  day: number,
  stored: Stored,
): (number | null)[] {
  const all = usersPerHour(presences, period, day, () => true);
  const known = usersPerHour(
    [],
    period,
    day,
    (start, end) => stateOf({ start, end }, stored) !== 'UNKNOWN',
  );
  return all.map((count, hour) => (known[hour] === null ? null : count));
}
