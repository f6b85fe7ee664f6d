import { dayAt, dayText, firstMoment } from './clock.js';
import { coverageOf, storedPeople, type Workspace } from './coverage.js';
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
