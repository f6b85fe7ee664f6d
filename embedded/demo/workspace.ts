import { hash } from 'node:crypto';
import type { CollectionName, BsonDocument } from '../../data/workspace.js';
import { Calendar, type Day } from './calendar.js';
import { administrator, memberWithoutPermission } from './credentials.js';
import { documentedDayOver, documentedSessions } from './documented-day.js';
import { People, type Person } from './people.js';
import { demoRooms, manyRooms, messagesDocument, roomDocument, type Room } from './rooms.js';
import { sessionChanges, UserDailySums } from './sessions.js';
import { permissionDocuments, roleDocuments, settingDocuments } from './settings.js';
import { visitsOn, type Visit } from './visits.js';

const dayMS = 86_400_000;
/** Rocket.Chat deletes sessions 45 days after it has computed them. */
const sessionDays = 45;
/** Thirteen months, so that counts can be compared with those of a year before. */
const countDays = 396;

export interface WorkspaceOptions {
  readonly seed: number;
  readonly now: Date;
  /** The server's: sessions and counts are stored under its calendar days. */
  readonly timeZone: string;
  /** So many people, who stay, and rooms instead of those of the demo. */
  readonly size?: { readonly people: number; readonly rooms: number };
}

/**
 * An invented workspace as Rocket.Chat would store it: sessions of the last 45 days, daily counts of 13
 * months, and the documented day of May 2023 (unless the 45 days reach back to it). By default some 300
 * people in three time zones, who join and leave. The same options and times give the same documents.
 */
export class GeneratedWorkspace {
  readonly #seed: number;
  readonly #calendar: Calendar;
  readonly #calendars = new Map<string, Calendar>();
  readonly #accounts: People;
  readonly #people: Person[];
  readonly #isDemo: boolean;
  readonly #rooms: readonly Room[];
  /** The first moment of the stored sessions. */
  readonly #opened: number;
  /** The day, counted from 1970, up to which visits are generated. */
  #planned: number;
  /** Visits whose documents can still change. */
  #visits: Visit[] = [];
  #now = -Infinity;

  constructor({ seed, now, timeZone, size }: WorkspaceOptions) {
    this.#seed = seed;
    this.#calendar = this.#calendarOf(timeZone);
    this.#isDemo = size === undefined;
    const today = this.#calendar.dayAt(now.getTime());
    this.#opened = this.#calendar.day(today.number - sessionDays).start;
    // Before the documented day, whatever the clock shows.
    const founded = Math.min(Date.UTC(2022, 9, 3, 7), today.start - 2 * 365 * dayMS);
    this.#accounts = new People(seed);
    this.#people = this.#accounts.founders(founded, size?.people);
    // Places can be a day behind the server.
    this.#planned = today.number - sessionDays - 2;
    for (let day = Math.floor(founded / dayMS) + 1; day <= this.#planned; day += 1) this.#join(day);
    const staff = this.#people.filter((one) => one.type === 'user' && one.leavesAt > today.end);
    this.#rooms = size ? manyRooms(seed, staff, size.rooms) : demoRooms(seed, staff, today);
  }

  /**
   * The documents that are new or have changed since the last call until `now`, to be read to the end;
   * the first call returns all. Connections open and close, counts of today grow, people join, and the
   * nightly job runs.
   */
  *advance(now: Date): Generator<readonly [CollectionName, BsonDocument]> {
    const from = this.#now;
    const to = Math.max(now.getTime(), from);
    this.#now = to;
    this.#plan(this.#calendar.dayAt(to).number + 1);
    if (from === -Infinity) {
      const founded = new Date(this.#people[0]?.createdAt ?? to);
      for (const one of permissionDocuments(founded)) yield ['rocketchat_permissions', one];
      for (const one of roleDocuments()) yield ['rocketchat_roles', one];
      for (const one of settingDocuments()) yield ['rocketchat_settings', one];
    }
    for (const person of this.#people) {
      if (isBetween(from, to, person.createdAt, person.leavesAt)) {
        yield ['users', userDocument(person, this.#opened, to)];
      }
    }
    for (const one of this.#sessions(from, to)) yield ['rocketchat_sessions', one];
    for (const one of this.#newUsers(from, to)) yield ['rocketchat_analytics', one];
    for (const room of this.#rooms) yield* this.#roomChanges(room, from, to);
  }

  /** Generates the people who join and the visits up to a day, some of which lie ahead. */
  #plan(until: number): void {
    for (; this.#planned < until; this.#planned += 1) {
      const number = this.#planned + 1;
      this.#join(number);
      for (const person of this.#people) {
        const visits = visitsOn(person, this.#calendarOf(person.timeZone).day(number), this.#seed);
        this.#visits.push(...visits.filter(({ loginAt }) => loginAt >= this.#opened));
      }
    }
  }

  #join(day: number): void {
    if (this.#isDemo) this.#people.push(...this.#accounts.joinersOn(day));
  }

  *#sessions(from: number, to: number): Generator<BsonDocument> {
    const sums = new UserDailySums();
    if (from === -Infinity && this.#isDemo && documentedDayOver < this.#opened) {
      for (const document of documentedSessions(this.#people, this.#calendar)) {
        sums.add(document);
        yield document;
      }
    }
    for (const visit of this.#visits) {
      for (const document of sessionChanges(visit, this.#calendar, from, to)) {
        if (isBetween(from, to, document._computedAt?.getTime() ?? Infinity)) sums.add(document);
        yield document;
      }
    }
    yield* sums.documents();
    // The nightly job is done with what ended two days ago.
    const settled = to - 2 * dayMS;
    this.#visits = this.#visits.filter((one) => Math.min(one.closesAt, one.logoutAt) > settled);
  }

  /** The counts of the days on which accounts were created since `from`. */
  #newUsers(from: number, to: number): BsonDocument[] {
    const first = this.#daysBetween(from, to)[0]?.start ?? to;
    const rows = new Map<Day, { users: number; last: number }>();
    for (const { createdAt } of this.#people) {
      if (createdAt < first || createdAt > to) continue;
      const day = this.#calendar.dayAt(createdAt);
      rows.set(day, { users: (rows.get(day)?.users ?? 0) + 1, last: createdAt });
    }
    return [...rows]
      .filter(([, { last }]) => last > from)
      .map(([{ date }, { users, last }]) => {
        return { _id: `users-${date}`, type: 'users', date, users, _updatedAt: new Date(last) };
      });
  }

  /** The counts of a room's messages that differ from those at `from`, and the room if there are any. */
  *#roomChanges(
    room: Room,
    from: number,
    to: number,
  ): Generator<readonly [CollectionName, BsonDocument]> {
    let lastMessageAt: Date | undefined;
    for (const day of this.#daysBetween(from, to)) {
      const count = messagesDocument(room, day, to, this.#seed);
      if (!count || count.messages === messagesDocument(room, day, from, this.#seed)?.messages)
        continue;
      lastMessageAt = count._updatedAt as Date;
      yield ['rocketchat_analytics', count];
    }
    const isGone = room.deletedAt !== undefined && room.deletedAt <= to;
    if (!isGone && (lastMessageAt || isBetween(from, to, room.createdAt))) {
      yield ['rocketchat_room', roomDocument(room, lastMessageAt)];
    }
  }

  /** The days whose counts can have changed. */
  #daysBetween(from: number, to: number): Day[] {
    const last = this.#calendar.dayAt(to).number;
    const first = from === -Infinity ? last - countDays : this.#calendar.dayAt(from).number;
    return Array.from({ length: last - first + 1 }, (_, index) =>
      this.#calendar.day(first + index),
    );
  }

  #calendarOf(timeZone: string): Calendar {
    const calendar = this.#calendars.get(timeZone) ?? new Calendar(timeZone);
    this.#calendars.set(timeZone, calendar);
    return calendar;
  }
}

function isBetween(from: number, to: number, ...instants: readonly number[]): boolean {
  return instants.some((instant) => from < instant && instant <= to);
}

/** An account as it is at `now`, with tokens issued at `opened`; one that is deactivated has none. */
function userDocument(person: Person, opened: number, now: number): BsonDocument {
  const { id, username, name, type, roles, devices, createdAt, leavesAt } = person;
  const active = leavesAt > now;
  const printed = [administrator, memberWithoutPermission].filter(({ userId }) => userId === id);
  const tokens = [
    ...printed.map(({ token }) => hash('sha256', token, 'base64')),
    ...devices.map(({ loginToken }) => loginToken),
  ];
  const when = new Date(Math.max(createdAt, opened));
  const loginTokens = active ? tokens.map((hashedToken) => ({ hashedToken, when })) : [];
  return {
    _id: id,
    username,
    name,
    active,
    type,
    roles,
    createdAt: new Date(createdAt),
    services: { resume: { loginTokens } },
    emails: type === 'user' ? [{ address: `${username}@example.org`, verified: true }] : [],
    _updatedAt: new Date(active ? createdAt : leavesAt),
  };
}
