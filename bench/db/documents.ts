import type { Document } from '../../data/workspace.js';
import { Random } from '../../embedded/demo/random.js';

/** How large a generated workspace is. */
export interface Scale {
  /** In `rocketchat_sessions`, and as many in `rocketchat_analytics`. */
  readonly documents: number;
  readonly people: number;
}

/** The day that has begun in every generated workspace, and that no nightly job has seen; a Friday. */
export const today = Date.UTC(2024, 5, 14);
export const dayMS = 86_400_000;

const sessionDays = 45;
const analyticsDays = 180;
const presence = 0.6;
const documentsPerPresence = 3.5;
const hourMS = dayMS / 24;
const minuteMS = hourMS / 60;

/**
 * A workspace of so many documents whose people, six in ten of them on any day, leave a
 * `user_daily` and two and a half sessions each day, as in the demo workspace: 212 people of 20,000
 * documents, 5,291 of 500,000. With a `share` of the people, those are online so much more often.
 */
export function scaleOf(documents: number, share = 1): Scale {
  const people = Math.round((documents / sessionDays / presence / documentsPerPresence) * share);
  return { documents, people: Math.max(people, 2) };
}

interface Person {
  readonly id: string;
  /** Hour of the day, UTC, when they usually come. */
  readonly comes: number;
  readonly browser: Document;
}

/**
 * `rocketchat_sessions` of 45 days: `session` documents of today, and before that two of seven
 * `user_daily` and the others `computed-session`. A third of the sessions last less than twenty
 * minutes, a third up to two hours, the others up to nine; one in 25 is still open, one in 2,000
 * has no user.
 */
export function* sessionDocuments({ documents, people }: Scale): Generator<Document> {
  const random = new Random(`${documents} sessions`);
  const crowd = Array.from({ length: people }, () => person(random));
  const perDay = documents / sessionDays;
  const sessionsEach = Math.max(perDay / (people * presence) - 1, 1);
  let made = 0;
  for (let day = 0; day < sessionDays; day += 1) {
    const midnight = today - (sessionDays - 1 - day) * dayMS;
    const until = Math.round((day + 1) * perDay);
    // Those present stand beside each other in a circle, so that nobody is there twice.
    for (let next = random.integer(0, people - 1); made < until; next += 1) {
      const someone = crowd[next % people] ?? person(random);
      const isComputed = midnight < today;
      if (isComputed) {
        yield userDaily(someone, midnight);
        made += 1;
      }
      let loginAt = midnight + (someone.comes + random.around(0, 1.5)) * hourMS;
      do {
        if (made >= until) break;
        yield session(someone, Math.round(loginAt), isComputed, random);
        made += 1;
        loginAt += random.between(0.5, 4) * hourMS;
      } while (random.chance(1 - 1 / sessionsEach));
    }
  }
}

function person(random: Random): Person {
  const browser = random.pick(['Chrome', 'Firefox', 'Safari', 'Rocket.Chat Desktop']);
  const version = `${random.integer(90, 125)}.0`;
  return {
    id: random.id(),
    // Most of them in one zone, the others west and east of it.
    comes: random.pick([8, 8, 8, 9, 9, 13, 13.5, 3]),
    browser: {
      type: 'browser',
      name: browser,
      longVersion: `${version}.0.0`,
      version,
      os: { name: random.pick(['Windows', 'Mac OS', 'Linux']), version: '10' },
    },
  };
}

function session(
  { id, browser }: Person,
  loginAt: number,
  isComputed: boolean,
  random: Random,
): Document {
  const closedAt = random.chance(0.04) ? undefined : new Date(loginAt + lengthOf(random));
  const login = new Date(loginAt);
  return {
    _id: random.id(),
    type: isComputed ? 'computed-session' : 'session',
    ...(!random.chance(1 / 2000) && { userId: id }),
    sessionId: random.id(),
    instanceId: 'instance-1',
    ...storedDate(loginAt),
    loginAt: login,
    createdAt: login,
    ...(closedAt && { lastActivityAt: closedAt, closedAt }),
    _updatedAt: closedAt ?? login,
    ...(isComputed && { _computedAt: new Date(loginAt + dayMS) }),
    roles: ['user'],
    mostImportantRole: 'user',
    ip: `192.0.2.${random.integer(1, 254)}`,
    host: 'chat.example.org',
    device: browser,
  };
}

function lengthOf(random: Random): number {
  const [low, high] = random.pick([
    [0.5, 20],
    [20, 120],
    [120, 540],
  ] as const);
  return Math.round(random.between(low, high) * minuteMS);
}

function userDaily({ id, browser }: Person, midnight: number): Document {
  const { year, month, day } = storedDate(midnight);
  const computedAt = new Date(midnight + dayMS + 2 * hourMS);
  return {
    _id: `${id}-${year}-${month}-${day}`,
    type: 'user_daily',
    userId: id,
    year,
    month,
    day,
    mostImportantRole: 'user',
    time: 7200,
    sessions: 2,
    devices: [{ sessions: 2, time: 7200, device: browser }],
    _computedAt: computedAt,
    _updatedAt: computedAt,
  };
}

function storedDate(time: number): { year: number; month: number; day: number } {
  const date = new Date(time);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

interface Room {
  readonly id: string;
  readonly type: 'c' | 'p' | 'd';
  readonly name: string | undefined;
  readonly usernames: readonly string[];
}

const nowhere: Room = { id: 'nowhere', type: 'c', name: 'nowhere', usernames: [] };

/** A seventh of the rooms is written in every day, and four in ten on a day, in all. */
const roomsPerDay = 0.4;
const roomsAlways = 0.15;

/** The rooms of a workspace, those most written in first: 40 % public, 30 % private, 30 % direct. */
function roomsOf({ documents }: Scale): Room[] {
  const random = new Random(`${documents} rooms`);
  const rooms = Math.max(Math.ceil(documents / analyticsDays / roomsPerDay), 5);
  return Array.from({ length: rooms }, (_, rank) => {
    const id = random.id();
    const type = random.pick(['c', 'c', 'c', 'c', 'p', 'p', 'p', 'd', 'd', 'd'] as const);
    return type === 'd'
      ? { id, type, name: undefined, usernames: [`user.${rank}`, `user.${rank + 1}`] }
      : { id, type, name: `room-${rank}`, usernames: [] };
  });
}

/** `rocketchat_analytics` of 180 days: one `users` a day, and `messages` of the rooms written in. */
export function* analyticsDocuments(scale: Scale): Generator<Document> {
  const random = new Random(`${scale.documents} analytics`);
  const rooms = roomsOf(scale);
  const perDay = scale.documents / analyticsDays;
  const always = Math.floor(rooms.length * roomsAlways);
  let made = 0;
  for (let index = 0; index < analyticsDays; index += 1) {
    const midnight = today - (analyticsDays - index) * dayMS;
    const { year, month, day } = storedDate(midnight);
    const date = year * 10_000 + month * 100 + day;
    const _updatedAt = new Date(midnight + dayMS - 1);
    yield { _id: random.id(), type: 'users', date, users: random.integer(0, 9), _updatedAt };
    made += 1;
    const until = Math.round((index + 1) * perDay);
    const others = random.integer(0, rooms.length - always - 1);
    for (let step = 0; made < until; step += 1) {
      const rank =
        step < always ? step : always + ((others + step) % Math.max(rooms.length - always, 1));
      const { id, type, name, usernames } = rooms[rank] ?? nowhere;
      yield {
        _id: random.id(),
        type: 'messages',
        date,
        room: { _id: id, ...(name !== undefined && { name }), t: type, usernames: [...usernames] },
        messages: Math.ceil((20_000 / (rank + 1) ** 0.8) * random.between(0.5, 1.5)),
        _updatedAt,
      };
      made += 1;
    }
  }
}

/** `rocketchat_room`: the rooms, less one in a hundred that is deleted, and as many again in ten that nobody wrote in. */
export function* roomDocuments(scale: Scale): Generator<Document> {
  const random = new Random(`${scale.documents} room documents`);
  const rooms = roomsOf(scale);
  for (const [rank, { id, type, name, usernames }] of rooms.entries()) {
    if (rank % 100 === 99) continue;
    yield roomDocument(id, type, name, usernames, random);
    if (rank % 10 === 0) yield roomDocument(random.id(), 'c', `silent-${rank}`, [], random);
  }
}

function roomDocument(
  _id: string,
  t: Room['type'],
  name: string | undefined,
  usernames: readonly string[],
  random: Random,
): Document {
  const ts = new Date(today - random.integer(200, 900) * dayMS);
  return {
    _id,
    t,
    ...(name === undefined ? { usernames: [...usernames] } : { name, fname: name }),
    ts,
    _updatedAt: new Date(today - random.integer(0, 100) * hourMS),
    usersCount: random.integer(2, 200),
    msgs: random.integer(0, 100_000),
    ro: false,
    u: { _id: 'rocket.cat', username: 'rocket.cat' },
  };
}
