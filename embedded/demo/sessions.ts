import type { BsonDocument } from '../../data/workspace.js';
import type { Calendar, Day } from './calendar.js';
import type { Device } from './people.js';
import type { Visit } from './visits.js';

/** A stored session of a visit and calendar day of the server. */
export interface SessionDocument extends BsonDocument {
  readonly _id: string;
  readonly type: 'session' | 'computed-session';
  readonly userId: string;
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly mostImportantRole: string;
  readonly device: Device;
  readonly loginAt: Date;
  readonly lastActivityAt?: Date;
  readonly closedAt?: Date;
  readonly logoutAt?: Date;
  readonly _computedAt?: Date;
}

// The most important first; only those that the generated accounts hold.
const rolesByImportance = ['admin', 'livechat-agent', 'user', 'app', 'bot', 'guest'];

interface Instants {
  readonly createdAt: number;
  readonly lastActivityAt: number | undefined;
  readonly closedAt: number | undefined;
  readonly logoutAt: number | undefined;
  readonly computedAt: number | undefined;
}

/** The document of a visit for a day; `nights` counts the days since its login. */
export function sessionDocument(
  visit: Visit,
  day: Day,
  nights: number,
  instants: Instants,
): SessionDocument {
  const { person, device, id } = visit;
  const { createdAt, lastActivityAt, closedAt, logoutAt, computedAt } = instants;
  const date = (name: string, instant: number | undefined) =>
    instant === undefined ? {} : { [name]: new Date(instant) };
  return {
    _id: `${id}-${nights}`,
    type: computedAt === undefined ? 'session' : 'computed-session',
    userId: person.id,
    sessionId: id,
    instanceId: 'Hq5vNfXzWm3pTeRkL',
    year: day.year,
    month: day.month,
    day: day.day,
    loginAt: new Date(visit.loginAt),
    createdAt: new Date(createdAt),
    ...date('lastActivityAt', lastActivityAt),
    ...date('closedAt', closedAt),
    ...date('logoutAt', logoutAt),
    ...(logoutAt === undefined ? {} : { logoutBy: person.id }),
    ...date('_computedAt', computedAt),
    _updatedAt: new Date(Math.max(createdAt, lastActivityAt ?? 0, logoutAt ?? 0, computedAt ?? 0)),
    roles: person.roles,
    mostImportantRole: rolesByImportance.find((role) => person.roles.includes(role)) ?? 'no-role',
    ip: device.ip,
    host: 'chat.example.org',
    device: device.device,
    loginToken: device.loginToken,
    searchTerm: `${device.device.name}${device.device.type}${device.device.os.name}${id}${person.id}`,
  };
}

/**
 * The documents of a visit that are new or changed after `from` and until `to`, as they are then: one for
 * the day of the login, and a clone for each night on which the session was still open at 01:05. The
 * clones have the same `loginAt`; all but the last document end with their day and have no `closedAt`.
 */
export function* sessionChanges(
  visit: Visit,
  calendar: Calendar,
  from: number,
  to: number,
): Generator<SessionDocument> {
  const { loginAt, closesAt, logoutAt } = visit;
  const leftAt = Math.min(closesAt, logoutAt);
  const isNew = (instant: number) => from < instant && instant <= to;
  let writtenAt = loginAt;
  let createdAt = loginAt;
  let day = calendar.dayAt(loginAt);
  for (let nights = 0; writtenAt <= to; nights += 1) {
    const isCloned = leftAt >= day.clonedAt && day.clonedAt <= to;
    const hasClosed = !isCloned && closesAt <= to;
    const hasLoggedOut = !isCloned && logoutAt <= to;
    if ([writtenAt, isCloned ? day.clonedAt : closesAt, logoutAt, day.computedAt].some(isNew)) {
      const lastActivityAt = isCloned
        ? day.end - 1
        : hasClosed
          ? closesAt
          : hasLoggedOut
            ? logoutAt
            : undefined;
      yield sessionDocument(visit, day, nights, {
        createdAt,
        lastActivityAt,
        closedAt: hasClosed ? closesAt : undefined,
        logoutAt: hasLoggedOut ? logoutAt : undefined,
        computedAt: day.computedAt <= to ? day.computedAt : undefined,
      });
    }
    if (!isCloned) return;
    writtenAt = day.clonedAt;
    day = calendar.day(day.number + 1);
    createdAt = day.start;
  }
}

/** What one user did on one calendar day of the server. */
interface UserDaily extends BsonDocument {
  time: number;
  sessions: number;
  readonly devices: { sessions: number; time: number; readonly device: Device }[];
}

/**
 * The `user_daily` documents that the nightly job makes of computed sessions. Sessions that were active
 * for less than a second are left out. A clone counts from its login, as Rocket.Chat counts it.
 */
export class UserDailySums {
  readonly #sums = new Map<string, UserDaily>();

  add(session: SessionDocument): void {
    const { userId, year, month, day, device, mostImportantRole, loginAt, lastActivityAt } =
      session;
    const { _computedAt } = session;
    const milliseconds = (lastActivityAt?.getTime() ?? 0) - loginAt.getTime();
    if (_computedAt === undefined || milliseconds < 1000) return;
    const time = Math.floor(milliseconds / 1000);
    const _id = `${userId}-${year}-${month}-${day}`;
    let sum = this.#sums.get(_id);
    if (!sum) {
      const identity = { _id, type: 'user_daily', userId, year, month, day, mostImportantRole };
      const written = { _computedAt, _updatedAt: _computedAt };
      this.#sums.set(_id, (sum = { ...identity, time: 0, sessions: 0, devices: [], ...written }));
    }
    const known = sum.devices.find((one) => one.device === device);
    for (const one of known ? [sum, known] : [sum]) {
      one.time += time;
      one.sessions += 1;
    }
    if (!known) sum.devices.push({ sessions: 1, time, device });
  }

  documents(): Iterable<BsonDocument> {
    return this.#sums.values();
  }
}
