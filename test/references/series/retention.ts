import type { Span } from './buckets.js';
import { dayGroup } from './buckets.js';
import { dayText, daysFrom, firstMoment } from './clock.js';
import { coverageOf, stateOf, storedPeople, type Workspace } from './coverage.js';
import type { SeriesArgs } from './people-series.js';
import { periodOf } from './period.js';
import { presencesOf, usersIn } from './presence.js';

export interface RetentionArgs extends SeriesArgs {
  cohort: 'JOINED' | 'ONLINE';
  unit: 'DAY' | 'WEEK' | 'MONTH';
  periods: number;
}

/** A day, week or month of the zone. */
interface Time extends Span {
  firstDay: number;
  lastDay: number;
}

/** `retention`: the cohorts of the times that begin in the period, and who of them came back. */
export function retention(
  workspace: Workspace,
  { period: input, timeZone, cohort, unit, periods }: RetentionArgs,
) {
  const { now, documents } = workspace;
  const stored = storedPeople(workspace);
  const period = periodOf(input, timeZone, now);
  const times = timesFrom(period.firstDay, unit, timeZone, period.end, periods).filter(
    ({ start }) => start >= period.start,
  );
  const present = times.map((time) => usersIn(presencesOf(workspace, time), time));
  const joined = (time: Time) =>
    new Set(
      (documents.users ?? [])
        .filter(({ type, createdAt }) => type === 'user' && createdAt instanceof Date)
        .filter(({ createdAt }) => {
          const instant = (createdAt as Date).getTime();
          return instant >= time.start && instant < time.end && instant <= now;
        })
        .map(({ _id }) => String(_id)),
    );
  const cohorts = times.filter(({ start }) => start < period.end);
  return {
    cohorts: cohorts.map((time, own) => {
      const isKnown = cohort === 'JOINED' ? time.start < now : stateOf(time, stored) !== 'UNKNOWN';
      const members = cohort === 'JOINED' ? joined(time) : (present[own] ?? new Set<string>());
      return {
        firstDay: dayText(time.firstDay),
        lastDay: dayText(time.lastDay),
        size: isKnown ? members.size : null,
        periods: Array.from({ length: periods }, (_, index) => {
          const later = times[own + index];
          const state = isKnown && later ? stateOf(later, stored) : 'UNKNOWN';
          const users =
            state === 'UNKNOWN'
              ? null
              : [...members].filter((user) => present[own + index]?.has(user)).length;
          return {
            index,
            users,
            ratio: users === null || members.size === 0 ? null : users / members.size,
            state,
          };
        }),
      };
    }),
    timeZone,
    coverage: coverageOf(period, stored),
  };
}

/** The times from that of a day on, until some after the last that begins before an instant. */
function timesFrom(
  firstDay: number,
  unit: RetentionArgs['unit'],
  zone: string,
  until: number,
  periods: number,
): Time[] {
  const groups = new Map<number, number[]>();
  const bucket = { unit, size: 1, weekStartsOn: 'MONDAY' };
  const lastDay = firstDay + 60 + periods * { DAY: 1, WEEK: 7, MONTH: 31 }[unit] + 31;
  for (let day = firstDay - 31; day <= lastDay; day += 1) {
    const group = dayGroup(day, bucket, firstDay);
    groups.set(group, [...(groups.get(group) ?? []), day]);
  }
  const own = dayGroup(firstDay, bucket, firstDay);
  const times = [...groups]
    .filter(([group]) => group >= own)
    .flatMap(([, days]) => {
      const [first = 0, last = 0] = [days[0], days.at(-1)];
      const span = { start: firstMoment(zone, first), end: firstMoment(zone, last + 1) };
      return daysFrom(zone, first, last).length > 0
        ? [{ firstDay: first, lastDay: last, ...span }]
        : [];
    });
  const begun = times.filter(({ start }) => start < until).length;
  return times.slice(0, begun + periods);
}
