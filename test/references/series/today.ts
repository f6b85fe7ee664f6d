import { dayAt, dayText, firstMoment } from './clock.js';
import { coverageOf, storedCounts, storedPeople, type Workspace } from './coverage.js';
import { usersPerHour } from './online-hours.js';
import { presencesOf, usersIn } from './presence.js';
import { countsOn } from './stored-counts.js';

/** `today`: the current day of a zone until now. */
export function today(workspace: Workspace, { timeZone }: { timeZone: string }) {
  const { zone, now } = workspace;
  const day = dayAt(timeZone, now);
  const period = {
    start: firstMoment(timeZone, day),
    end: firstMoment(timeZone, day + 1),
    zone: timeZone,
    firstDay: day,
    lastDay: day,
    isInstants: false,
  };
  const presences = presencesOf(workspace, period);
  const open = presences.filter(({ isOpen }) => isOpen).map(({ user }) => user);
  const counted = (kind: 'users' | 'messages') => {
    const known = { start: -Infinity, now, today: now };
    // Nothing is stored yet of a day that begins at this moment.
    return countsOn(workspace, kind, known)(dayAt(zone, now)) ?? 0;
  };
  return {
    date: dayText(day),
    onlineNow: new Set(open).size,
    activeUsers: usersIn(presences, period).size,
    hours: usersPerHour(presences, period, day, (start) => start <= now),
    messages: counted('messages'),
    newUsers: counted('users'),
    timeZone,
    coverage: coverageOf(period, storedPeople(workspace)),
  };
}

/** `workspace`: since when records are stored. */
export function workspaceCoverage(workspace: Workspace) {
  const all = (stored: ReturnType<typeof storedPeople>) => ({
    start: stored.start === undefined ? null : new Date(stored.start).toISOString(),
    end: stored.start === undefined ? null : new Date(stored.now).toISOString(),
    isComplete: stored.start !== undefined,
  });
  return {
    people: all(storedPeople(workspace)),
    messages: all(storedCounts(workspace, 'messages')),
    newUsers: all(storedCounts(workspace, 'users')),
  };
}
