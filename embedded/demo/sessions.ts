import type { Document } from '../../data/workspace.js';
import { dayIndexOf, instantOn, type Day } from './calendar.js';
import type { Device } from './devices.js';
import type { Random } from './random.js';
import type { Visit } from './visits.js';

/** A stored session; the type tells whether the nightly job has been there. */
export interface SessionDocument extends Document {
  _id: string;
  type: 'session' | 'computed-session';
  userId: string;
  sessionId: string;
  instanceId: string;
  year: number;
  month: number;
  day: number;
  loginAt: Date;
  createdAt: Date;
  _updatedAt: Date;
  roles: string[];
  mostImportantRole: string;
  ip: string;
  host: string;
  device: Device;
  loginToken: string;
  searchTerm: string;
  lastActivityAt?: Date;
  closedAt?: Date;
  logoutAt?: Date;
  logoutBy?: string;
  _computedAt?: Date;
}

/** A day of the server with the nightly jobs that deal with it, both early on the next day. */
export interface RecordedDay extends Day {
  /** 01:05, when what is still open moves on to the next day. */
  readonly clonedAt: number;
  /** 02:00, when its sessions are summed up and become `computed-session`. */
  readonly computedAt: number;
  /** The instants that sessions have in common, as the documents hold them. */
  readonly dates: Readonly<Record<'start' | 'last' | 'clonedAt' | 'computedAt', Date>>;
}

const rolesByImportance = [
  'admin',
  'livechat-manager',
  'livechat-monitor',
  'livechat-agent',
  'custom-role',
  'user',
  'app',
  'bot',
  'guest',
];

/** Days of the server's own zone, with their jobs. */
export function recordedDays(days: readonly Day[], timeZone: string): RecordedDay[] {
  return days.map((day) => {
    const next = new Date(Date.UTC(day.year, day.month - 1, day.day + 1));
    const date = {
      year: next.getUTCFullYear(),
      month: next.getUTCMonth() + 1,
      day: next.getUTCDate(),
    };
    const computedAt = instantOn(date, timeZone, 2, 0);
    // Where the clock skips the hour after one, 01:05 would come out later than 02:00.
    const clonedAt = Math.min(instantOn(date, timeZone, 1, 5), computedAt);
    return {
      ...day,
      clonedAt,
      computedAt,
      dates: {
        start: new Date(day.start),
        last: new Date(day.end - 1),
        clonedAt: new Date(clonedAt),
        computedAt: new Date(computedAt),
      },
    };
  });
}

/** The one of somebody's roles that statistics count; any role that Rocket.Chat does not bring along is a `custom-role`. */
function mostImportantRole(roles: readonly string[]): string {
  const ranked = roles.map((role) => (rolesByImportance.includes(role) ? role : 'custom-role'));
  return rolesByImportance.find((role) => ranked.includes(role)) ?? 'no-role';
}

function latest(date: Date, other: Date | undefined): Date {
  return other !== undefined && other.getTime() > date.getTime() ? other : date;
}

/**
 * Adds to `documents` what a visit has left behind at `now`: one for the day it began, and one more
 * for each night it was still open at 01:05. Those share `loginAt`; all but the last end with their
 * day and have no `closedAt`. None if it began outside `days`, which must be consecutive.
 */
export function addSessions(
  documents: SessionDocument[],
  visit: Visit,
  days: readonly RecordedDay[],
  instanceId: string,
  now: number,
  random: Random,
): void {
  const { person, loginToken, loginAt, closesAt, logoutBy } = visit;
  const { device, ip } = visit.device;
  const sessionId = random.id();
  const important = mostImportantRole(person.roles);
  const searchTerm = `${device.name}${device.type}${device.os.name}${sessionId}${person.id}`;
  const leftAt = Math.min(closesAt, visit.logoutAt ?? Infinity);
  const login = new Date(loginAt);
  const logout =
    visit.logoutAt !== undefined && visit.logoutAt <= now ? new Date(visit.logoutAt) : undefined;

  let index = dayIndexOf(days, loginAt);
  let written = login;
  for (let day = days[index]; day !== undefined; day = days[index]) {
    const movesOn = leftAt >= day.clonedAt && day.clonedAt <= now;
    const closed = !movesOn && closesAt <= now ? new Date(closesAt) : undefined;
    const lastActivity = movesOn ? day.dates.last : (closed ?? logout);
    const computed = day.computedAt <= now ? day.dates.computedAt : undefined;
    // Written out, filled in and with dates in common: 20,000 of these are made at every start.
    const document: SessionDocument = {
      _id: random.id(),
      type: computed === undefined ? 'session' : 'computed-session',
      userId: person.id,
      sessionId,
      instanceId,
      year: day.year,
      month: day.month,
      day: day.day,
      loginAt: login,
      createdAt: written === login ? login : day.dates.start,
      _updatedAt: latest(
        latest(latest(movesOn ? day.dates.clonedAt : written, closed), logout),
        computed,
      ),
      roles: person.roles,
      mostImportantRole: important,
      ip,
      host: 'chat.example.org',
      device,
      loginToken,
      searchTerm,
    };
    if (lastActivity !== undefined) document.lastActivityAt = lastActivity;
    if (closed !== undefined) document.closedAt = closed;
    if (logout !== undefined) {
      document.logoutAt = logout;
      document.logoutBy = logoutBy;
    }
    if (computed !== undefined) document._computedAt = computed;
    documents.push(document);
    if (!movesOn) break;
    written = day.dates.clonedAt;
    index += 1;
  }
}
