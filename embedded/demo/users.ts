import { createHash } from 'node:crypto';
import { Temporal } from 'temporal-polyfill';
import type { Document } from '../../data/workspace.js';
import { dayIndexOf, type Day } from './calendar.js';
import { administrator, memberWithoutPermission } from './credentials.js';
import type { Person } from './person.js';
import type { Random } from './random.js';
import type { Visit } from './visits.js';

const day = 86_400_000;
const printed = [administrator, memberWithoutPermission];

interface Token extends Document {
  readonly hashedToken: string;
}

/** What is stored of a token: the base64 of its SHA-256. */
export function hashedToken(token: string): string {
  return createHash('sha256').update(token).digest('base64');
}

/**
 * The tokens that open somebody's account: of devices still signed in, of the sessions that have yet to
 * sign out, of the credentials printed at the start, and two personal ones. None once deactivated.
 */
function tokensOf(person: Person, own: readonly Visit[], now: number, random: Random): Token[] {
  if (person.deactivatedAt !== undefined) return [];
  const login = (token: string, when: number): Token => ({
    hashedToken: token,
    when: new Date(when),
  });
  const personal = (name: string, when: number, extra: Document = {}): Token => ({
    type: 'personalAccessToken',
    hashedToken: random.hashedToken(),
    createdAt: new Date(when),
    lastTokenPart: random.id().slice(0, 6),
    name,
    ...extra,
  });
  return [
    ...person.devices
      .filter((device) => !device.signsOut)
      .map((device) => login(device.loginToken, device.since)),
    ...own
      .filter((visit) => visit.logoutAt !== undefined && visit.logoutAt > now)
      .map((visit) => login(visit.loginToken, visit.loginAt)),
    ...printed
      .filter((credentials) => credentials.userId === person.id)
      .map((credentials) => login(hashedToken(credentials.token), now - 2 * day)),
    ...(person.id === administrator.userId ? [personal('Monthly report', now - 210 * day)] : []),
    ...(person.username === 'ci.bot'
      ? [personal('pipeline', now - 120 * day, { bypassTwoFactor: true })]
      : []),
  ];
}

/** The stored accounts, as `visits` have left them at `now`. */
export function userDocuments(
  people: readonly Person[],
  visits: readonly Visit[],
  now: number,
  random: Random,
): Document[] {
  const visitsOf = new Map<string, Visit[]>(people.map((person) => [person.id, []]));
  for (const visit of visits) visitsOf.get(visit.person.id)?.push(visit);
  const offsets = new Map<string, number>();
  const offsetOf = (timeZone: string) => {
    const known = offsets.get(timeZone);
    if (known !== undefined) return known;
    const instant = Temporal.Instant.fromEpochMilliseconds(now);
    const hours = instant.toZonedDateTimeISO(timeZone).offsetNanoseconds / 3.6e12;
    offsets.set(timeZone, hours);
    return hours;
  };

  return people.map((person) => {
    const own = visitsOf.get(person.id) ?? [];
    const lastLogin = own.at(-1)?.loginAt ?? person.devices[0]?.since;
    const active = person.deactivatedAt === undefined;
    const online = own.some((visit) => Math.min(visit.closesAt, visit.logoutAt ?? Infinity) > now);
    return {
      _id: person.id,
      username: person.username,
      name: person.name,
      active,
      type: person.type,
      roles: person.roles,
      createdAt: new Date(person.createdAt),
      ...(lastLogin === undefined ? {} : { lastLogin: new Date(lastLogin) }),
      status:
        active && online ? random.pick(['online', 'online', 'online', 'away', 'busy']) : 'offline',
      services: { resume: { loginTokens: tokensOf(person, own, now, random) } },
      emails:
        person.type === 'user'
          ? [{ address: `${person.username}@example.org`, verified: true }]
          : [],
      utcOffset: offsetOf(person.place.timeZone),
      language: person.place.language,
      _updatedAt: new Date(Math.max(person.createdAt, lastLogin ?? 0, person.deactivatedAt ?? 0)),
    };
  });
}

/** The statistics' count of new accounts, one row for each of the recorded days that has any. */
export function newUsers(
  people: readonly Person[],
  days: readonly Day[],
  random: Random,
): Document[] {
  const latest = new Map<Day, { users: number; createdAt: number }>();
  for (const { createdAt } of people) {
    const joined = days[dayIndexOf(days, createdAt)];
    if (joined === undefined) continue;
    const row = latest.get(joined) ?? { users: 0, createdAt };
    latest.set(joined, { users: row.users + 1, createdAt: Math.max(row.createdAt, createdAt) });
  }
  return [...latest]
    .sort(([one], [other]) => one.date - other.date)
    .map(([{ date }, { users, createdAt }]) => ({
      _id: random.id(),
      type: 'users',
      date,
      users,
      _updatedAt: new Date(createdAt),
    }));
}
