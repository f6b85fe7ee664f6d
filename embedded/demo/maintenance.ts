import type { Day } from './calendar.js';
import type { Random } from './random.js';
import type { Visit } from './visits.js';

const quietDays = 15;
const lostSockets = 2;

/**
 * A Sunday some weeks ago when the server was restarted and the workspace could only be read:
 * the day without messages, and the moment when connections were cut.
 */
export function maintenanceDay(days: readonly Day[]): Day {
  const sunday = days.slice(0, -quietDays).findLast((day) => day.weekday === 7);
  if (sunday === undefined)
    throw new RangeError('The demo records too few days for a maintenance.');
  return sunday;
}

/** When the server went down on that day. */
export function restartOn(day: Day): number {
  return day.noon - 6 * 3_600_000;
}

/**
 * The visits with those cut that the restart met: each goes on as a new one, seconds later. The end of
 * the first two was never written, so their sessions stay open for ever, as real workspaces have them.
 */
export function cutByRestart(visits: readonly Visit[], restart: number, random: Random): Visit[] {
  let lost = 0;
  const cut: Visit[] = [];
  for (const visit of visits) {
    const { loginAt, closesAt, logoutAt, person } = visit;
    if (loginAt >= restart || closesAt <= restart || logoutAt !== undefined) {
      cut.push(visit);
      continue;
    }
    const forgotten =
      lost < lostSockets && person.deactivatedAt === undefined && person.type === 'user';
    if (forgotten) lost += 1;
    cut.push({ ...visit, closesAt: forgotten ? Infinity : restart });
    const again = restart + random.integer(20_000, 90_000);
    if (again < closesAt) cut.push({ ...visit, loginAt: again });
  }
  return cut.sort((one, other) => one.loginAt - other.loginAt);
}
