import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';

import type { BsonDocument } from '../../data/workspace.js';
import {
  dayOfMessages,
  dayOfNewUsers,
  type Documents,
  room,
  session,
  storedDate,
  userDaily,
} from './documents.js';

/** Server zones that disagree with UTC in each way that matters: by hours, by half hours, across a midnight that is skipped or repeated. */
export const timeZones = [
  'UTC',
  'America/Sao_Paulo',
  'Asia/Kolkata',
  'Europe/Berlin',
  'America/Havana',
] as const;

/** The days that documents and windows gather around: a year's turn, a leap day, and days whose clock changes. */
export const anchors = [
  '2024-01-01',
  '2024-02-29',
  '2018-11-04',
  '2019-02-17',
  '2024-03-31',
  '2024-10-27',
  '2024-11-03',
] as const;

const anchorOfZone: Record<string, string> = {
  'America/Sao_Paulo': '2018-11-04',
  'Europe/Berlin': '2024-03-31',
  'America/Havana': '2024-11-03',
};

/** The anchor of an arbitrary that is requested without one: the same for one zone's workspaces and windows. */
function defaultAnchor(timeZone: string): string {
  return anchorOfZone[timeZone] ?? '2024-01-01';
}

/** The period of a query; end may be before start. */
export interface Period {
  start: Date;
  end: Date;
}

/** Which rows of the channels list are requested; a count of 0 means all. */
export interface Paging {
  offset: number;
  count: number;
  hideRoomsWithNoActivity: boolean;
}

/** A workspace and queries whose answers are mostly not empty. */
export interface Case {
  documents: Documents;
  window: Period;
  paging: Paging;
}

const hour = 3_600_000;
const day = 24 * hour;

/** Clock times where days, hours and buckets meet, and any other. */
const arbitraryClock = fc.oneof(
  fc.constantFrom(0, 1, day - 1, day / 2, 22 * hour, 13 * hour + 5 * 60_000, 2.5 * hour),
  fc.integer({ min: 0, max: day - 1 }),
);

/** Days from the anchor, most of them beside it. */
const arbitraryDistance = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: -3, max: 3 }) },
  { weight: 2, arbitrary: fc.integer({ min: -9, max: 9 }) },
  { weight: 1, arbitrary: fc.integer({ min: -44, max: 22 }) },
);

function dateBeside(anchor: string, days: number): number {
  const date = Temporal.PlainDate.from(anchor).add({ days });
  return date.year * 10_000 + date.month * 100 + date.day;
}

/** The instant of a clock time on a day; the next one that exists where the clock leaps over it. */
function instantBeside(anchor: string, days: number, clock: number, timeZone: string): Date {
  const plainTime = new Temporal.PlainTime().add({ milliseconds: clock });
  const date = Temporal.PlainDate.from(anchor).add({ days });
  return new Date(date.toZonedDateTime({ timeZone, plainTime }).epochMilliseconds);
}

function arbitraryMoment(
  timeZone: string,
  anchor: string,
  distance: fc.Arbitrary<number>,
): fc.Arbitrary<Date> {
  return fc
    .record({ days: distance, clock: arbitraryClock, zone: fc.constantFrom(timeZone, 'UTC') })
    .map(({ days, clock, zone }) => instantBeside(anchor, days, clock, zone));
}

function daysBefore(instant: Date, days: number, timeZone: string): Date {
  const { epochMilliseconds } = Temporal.Instant.fromEpochMilliseconds(instant.getTime())
    .toZonedDateTimeISO(timeZone)
    .subtract({ days });
  return new Date(epochMilliseconds);
}

/**
 * Windows around the anchor: 0 to 20 days at any two clock times, whole days of the zone, between two
 * midnights, one instant, and backwards by less than a day, a day, or more.
 */
export function arbitraryWindow(
  timeZone: string,
  anchor: string = defaultAnchor(timeZone),
): fc.Arbitrary<Period> {
  const first = fc.oneof(fc.integer({ min: -1, max: 1 }), fc.integer({ min: -3, max: 2 }));
  const start = arbitraryMoment(timeZone, anchor, first);
  const span = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 20 }));

  const anyClocks = fc
    .record({ days: first, span, from: arbitraryClock, to: arbitraryClock })
    .map(({ days, span, from, to }) => ({
      start: instantBeside(anchor, days, from, timeZone),
      end: instantBeside(anchor, days + span, to, timeZone),
    }));
  const wholeDays = fc
    .record({ days: first, span, short: fc.constantFrom(0, 1) })
    .map(({ days, span, short }) => ({
      start: instantBeside(anchor, days, 0, timeZone),
      end: new Date(instantBeside(anchor, days + span + short, 0, timeZone).getTime() - short),
    }));
  const oneInstant = start.map((instant) => ({ start: instant, end: instant }));
  const backwards = fc
    .record({
      start,
      by: fc.oneof(
        fc.integer({ min: 1, max: day - 1 }).map((milliseconds) => ({ days: 0, milliseconds })),
        fc.record({
          days: fc.constantFrom(1, 1, 2, 3, 5),
          milliseconds: fc.constantFrom(0, 0, 1, -1, 5 * hour),
        }),
      ),
    })
    .map(({ start, by }) => ({
      start,
      end: new Date(daysBefore(start, by.days, timeZone).getTime() - by.milliseconds),
    }));

  return fc.oneof(
    { weight: 8, arbitrary: anyClocks },
    { weight: 4, arbitrary: wholeDays },
    { weight: 1, arbitrary: oneInstant },
    { weight: 2, arbitrary: backwards },
  );
}

/** Pages of the channels list, some of them beyond its end. */
export function arbitraryPaging(): fc.Arbitrary<Paging> {
  return fc.record({
    offset: fc.constantFrom(0, 0, 0, 1, 2, 3, 5, 50),
    count: fc.constantFrom(0, 1, 2, 3, 5, 50, 100),
    hideRoomsWithNoActivity: fc.boolean(),
  });
}

const arbitraryUser = fc.constantFrom('alice', 'bob', 'carol', 'dave', 'erin', undefined);

/** anonymous: 1 in 6, missing: 1 in 6. */
const arbitraryRole = fc.constantFrom('user', 'user', 'admin', 'bot', 'anonymous', undefined);

/** A login at or within a millisecond of a border of the window, in the 24 hours before it, in it, or anywhere. */
function arbitraryLogin(
  timeZone: string,
  anchor: string,
  window: Period | undefined,
): fc.Arbitrary<Date> {
  const distance = fc.oneof(
    { weight: 3, arbitrary: fc.integer({ min: -2, max: 1 }) },
    { weight: 2, arbitrary: arbitraryDistance },
  );
  const anywhere = arbitraryMoment(timeZone, anchor, distance);
  const anywhereOrBeside = fc
    .record({ instant: anywhere, beside: fc.constantFrom(0, 0, -1, 1) })
    .map(({ instant, beside }) => new Date(instant.getTime() + beside));
  if (window === undefined) return anywhereOrBeside;

  const [start, end] = [window.start.getTime(), window.end.getTime()];
  const atBorder = fc
    .record({
      border: fc.constantFrom(start, end, start - day),
      beside: fc.constantFrom(-1, 0, 1),
    })
    .map(({ border, beside }) => new Date(border + beside));
  const dayBefore = fc.integer({ min: 0, max: day }).map((before) => new Date(start - before));
  const inside = fc
    .integer({ min: Math.min(start, end), max: Math.max(start, end) })
    .map((instant) => new Date(instant));
  return fc.oneof(
    { weight: 3, arbitrary: anywhereOrBeside },
    { weight: 2, arbitrary: atBorder },
    { weight: 2, arbitrary: dayBefore },
    { weight: 3, arbitrary: inside },
  );
}

/** How long a session lasts: `undefined` is open; days later the hour is earlier or later than the login's. */
const arbitraryDuration = fc.oneof(
  fc.constant(undefined),
  fc.integer({ min: 0, max: 200 * 60_000 }),
  fc.constantFrom(0, hour, 2 * hour, day),
  fc
    .record({
      days: fc.integer({ min: 1, max: 4 }),
      hours: fc.integer({ min: -11, max: 11 }),
    })
    .map(({ days, hours }) => days * day + hours * hour),
);

interface SessionPlan {
  kind: 'session';
  type: 'session' | 'computed-session';
  userId: string | undefined;
  role: string | undefined;
  loginAt: Date;
  duration: number | undefined;
  /** On how many more days it stands with the same loginAt. */
  clones: number;
}

interface UserDailyPlan {
  kind: 'user_daily';
  userId: string | undefined;
  role: string | undefined;
  date: number;
  /** Whether it is stored where the user already has that day, as in old data. */
  mayRepeat: boolean;
}

/** A session as the nightly jobs leave it: all but the last of its days end without a closedAt. */
function sessionDays(plan: SessionPlan, index: number, timeZone: string): BsonDocument[] {
  const { type, userId, role, loginAt, duration, clones } = plan;
  const loginDate = Temporal.PlainDate.from(storedDate(loginAt, timeZone));
  const documents: BsonDocument[] = [];
  for (let later = 0; later <= clones; later += 1) {
    const { year, month, day } = loginDate.add({ days: later });
    const closes = later === clones && duration !== undefined;
    documents.push(
      session({
        _id: `session-${index}-${later}`,
        sessionId: `socket-${index}`,
        type,
        userId,
        mostImportantRole: role,
        loginAt,
        year,
        month,
        day,
        closedAt: closes ? new Date(loginAt.getTime() + duration) : undefined,
      }),
    );
  }
  return documents;
}

function arbitrarySessions(
  timeZone: string,
  anchor: string,
  window: Period | undefined,
): fc.Arbitrary<BsonDocument[]> {
  const sessionPlan: fc.Arbitrary<SessionPlan> = fc.record({
    kind: fc.constant('session'),
    type: fc.constantFrom('computed-session', 'computed-session', 'computed-session', 'session'),
    userId: arbitraryUser,
    role: arbitraryRole,
    loginAt: arbitraryLogin(timeZone, anchor, window),
    duration: arbitraryDuration,
    clones: fc.constantFrom(0, 0, 0, 0, 0, 0, 1, 2),
  });
  const userDailyPlan: fc.Arbitrary<UserDailyPlan> = fc.record({
    kind: fc.constant('user_daily'),
    userId: arbitraryUser,
    role: arbitraryRole,
    date: arbitraryDistance.map((days) => dateBeside(anchor, days)),
    mayRepeat: fc.constantFrom(false, false, false, true),
  });

  return fc
    .array(fc.oneof(sessionPlan, userDailyPlan), { maxLength: 30, size: 'max' })
    .map((plans) => {
      const standing = new Set<string>();
      const documents: BsonDocument[] = [];
      for (const [index, plan] of plans.entries()) {
        if (plan.kind === 'session') {
          documents.push(...sessionDays(plan, index, timeZone));
          continue;
        }
        const { userId, date, role, mayRepeat } = plan;
        const key = `${userId ?? ''} ${date}`;
        if (standing.has(key) && !mayRepeat) continue;
        const id = standing.has(key) || userId === undefined ? { _id: `daily-${index}` } : {};
        documents.push(userDaily({ ...id, userId, date, mostImportantRole: role }));
        standing.add(key);
      }
      return documents;
    });
}

/** The rooms that ever were: of one type and name, of one name and two types, direct ones with the same people. */
const rooms: { _id: string; t: string; name?: string; usernames: string[] }[] = [
  { _id: 'room-1', t: 'c', name: 'general', usernames: [] },
  { _id: 'room-2', t: 'c', name: 'general', usernames: [] },
  { _id: 'room-3', t: 'c', name: 'random', usernames: [] },
  { _id: 'room-4', t: 'p', name: 'general', usernames: [] },
  { _id: 'room-5', t: 'p', name: 'Ärzte', usernames: [] },
  { _id: 'room-6', t: 'd', usernames: ['alice', 'bob'] },
  { _id: 'room-7', t: 'd', usernames: ['bob', 'alice'] },
  { _id: 'room-8', t: 'd', usernames: ['alice', 'bob', 'carol'] },
  { _id: 'room-9', t: 'd', usernames: ['alice', 'bob'] },
  { _id: 'room-l', t: 'l', name: 'a visitor', usernames: [] },
];

function arbitraryAnalytics(anchor: string): fc.Arbitrary<BsonDocument[]> {
  const date = arbitraryDistance.map((days) => dateBeside(anchor, days));
  const messages = fc
    .record({
      date,
      room: fc.constantFrom(...rooms),
      otherName: fc.constantFrom(undefined, undefined, undefined, 'general', 'random', 'renamed'),
      wasPrivate: fc.constantFrom(false, false, false, false, true),
      messages: fc.oneof(
        fc.integer({ min: -5, max: 9 }),
        fc.integer({ min: -1000, max: 1_000_000 }),
      ),
    })
    .map(({ date, room, otherName, wasPrivate, messages }) =>
      dayOfMessages({
        _id: `messages-${date}-${room._id}`,
        date,
        room: {
          ...room,
          ...(otherName !== undefined && room.t !== 'd' ? { name: otherName } : {}),
          ...(wasPrivate && room.t === 'c' ? { t: 'p' } : {}),
        },
        messages,
      }),
    );
  const newUsers = fc
    .record({ date, users: fc.integer({ min: 0, max: 9 }) })
    .map(({ date, users }) => dayOfNewUsers({ _id: `users-${date}`, date, users }));
  const seatRequests: fc.Arbitrary<BsonDocument> = fc
    .record({ date, count: fc.integer({ min: 1, max: 9 }) })
    .map(({ date, count }) => ({ _id: `seat-${date}`, type: 'seat-request', date, count }));

  return fc.uniqueArray(
    fc.oneof(
      { weight: 6, arbitrary: messages },
      { weight: 3, arbitrary: newUsers },
      { weight: 1, arbitrary: seatRequests },
    ),
    { selector: (document) => document._id, maxLength: 40, size: 'max' },
  );
}

const silentRooms: typeof rooms = [
  { _id: 'room-v', t: 'v', name: 'somebody', usernames: [] },
  { _id: 'room-0', t: 'c', name: 'silent', usernames: [] },
];

/** The rooms that are left, under their present names, and some in which nothing was ever written. */
function arbitraryRooms(timeZone: string, anchor: string): fc.Arbitrary<BsonDocument[]> {
  const storedRooms = [...rooms, ...silentRooms].toReversed().map(({ _id, t, name, usernames }) => {
    const isDirect = t === 'd';
    const stored = fc
      .record({
        names: fc.constantFrom('name', 'name', 'name', 'fname', 'both', 'neither'),
        isPrivateNow: fc.constantFrom(false, false, false, false, true),
        hasUsernames: fc.constantFrom(true, true, true, true, false),
        ts: arbitraryMoment(timeZone, anchor, arbitraryDistance),
      })
      .map(({ names, isPrivateNow, hasUsernames, ts }) =>
        room({
          _id,
          t: isPrivateNow && t === 'c' ? 'p' : t,
          name: names === 'name' || names === 'both' ? name : undefined,
          fname: !isDirect && (names === 'fname' || names === 'both') ? `The ${_id}` : undefined,
          usernames: isDirect && hasUsernames ? usernames : undefined,
          ts,
          _updatedAt: new Date(ts.getTime() + day),
        }),
      );
    return fc.option(stored, { nil: undefined, freq: 4 });
  });
  return fc
    .tuple(...storedRooms)
    .map((cached) => cached.filter((document) => document !== undefined));
}

/**
 * Small workspaces around the anchor in which sessions overlap, days repeat, rooms share names, counts
 * are equal or negative, users and keys are missing, and other types of documents stand between. With
 * a window, logins also stand at its borders and within a millisecond of them. There is one analytics
 * document per (date, room) or date, no `_id` twice, and nothing that MongoDB could not store.
 */
export function arbitraryWorkspace(
  timeZone: string,
  anchor: string = defaultAnchor(timeZone),
  window?: Period,
): fc.Arbitrary<Documents> {
  return fc.record({
    rocketchat_sessions: arbitrarySessions(timeZone, anchor, window),
    rocketchat_analytics: arbitraryAnalytics(anchor),
    rocketchat_room: arbitraryRooms(timeZone, anchor),
  });
}

/** A workspace, a window and a page around one of the anchors. */
export function arbitraryCase(timeZone: string): fc.Arbitrary<Case> {
  return fc.constantFrom(...anchors).chain((anchor) =>
    arbitraryWindow(timeZone, anchor).chain((window) =>
      fc.record({
        documents: arbitraryWorkspace(timeZone, anchor, window),
        window: fc.constant(window),
        paging: arbitraryPaging(),
      }),
    ),
  );
}
