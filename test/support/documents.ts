import { createHash } from 'node:crypto';

import { Temporal } from 'temporal-polyfill';

import type { CollectionName, BsonDocument } from '../../data/workspace.js';

/** A workspace's stored documents, held in memory. */
export type Documents = Partial<Record<CollectionName, BsonDocument[]>>;

/** An instant: a Date, an ISO string, or a clock time that `moment` understands. */
export type Moment = string | Date;

/** The parts a test may state. `undefined` leaves the key out of the document. */
type Parts<T> = { [Key in keyof T]?: T[Key] | undefined };

/** The UTC day that a bare clock time stands on. */
const defaultDay = Temporal.PlainDate.from('2024-03-05');
const defaultDate = 20240305;

const counters = new Map<string, number>();

function nextId(kind: string): string {
  const count = (counters.get(kind) ?? 0) + 1;
  counters.set(kind, count);
  return `${kind}-${count}`;
}

function withoutUndefined(parts: BsonDocument): BsonDocument {
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined));
}

/**
 * The instant that a test names: `'13:05'` or `'13:05:00.001'` is UTC on 2024-03-05, `'+3d 10:00'`
 * and `'-1d 23:10'` stand that many days beside it, anything else is an ISO string. Throws on a typing slip.
 */
export function moment(when: Moment): Date {
  if (when instanceof Date) return new Date(when);
  const clock = /^(?:([+-]\d+)d )?(\d\d:\d\d(?::\d\d(?:\.\d{3})?)?)$/.exec(when);
  const instant = clock
    ? new Date(`${defaultDay.add({ days: Number(clock[1] ?? 0) }).toString()}T${clock[2] ?? ''}Z`)
    : new Date(when);
  if (Number.isNaN(instant.getTime())) throw new TypeError(`Not a moment: ${when}`);
  return instant;
}

/** The calendar date that a time zone's clock shows at an instant, as a session stores it. */
export function storedDate(
  when: Moment,
  timeZone: string,
): { year: number; month: number; day: number } {
  const { year, month, day } = Temporal.Instant.fromEpochMilliseconds(
    moment(when).getTime(),
  ).toZonedDateTimeISO(timeZone);
  return { year, month, day };
}

interface SessionParts {
  _id: string;
  type: 'session' | 'computed-session';
  userId: string;
  sessionId: string;
  instanceId: string;
  year: number;
  month: number;
  day: number;
  loginAt: Moment;
  createdAt: Moment;
  _updatedAt: Moment;
  _computedAt: Moment;
  lastActivityAt: Moment;
  closedAt: Moment;
  logoutAt: Moment;
  roles: string[];
  mostImportantRole: string;
  ip: string;
  host: string;
  device: BsonDocument;
  /** The server's zone, which year, month and day are taken in; UTC unless stated. Not stored. */
  timeZone: string;
}

/**
 * A document of `rocketchat_sessions`: a computed session of one user at 10:00, still open (no
 * closedAt), unless stated otherwise. year, month and day follow loginAt on the zone's calendar.
 */
export function session({ timeZone = 'UTC', ...stated }: Parts<SessionParts> = {}): BsonDocument {
  const { type = 'computed-session', closedAt } = stated;
  const loginAt = moment(stated.loginAt ?? '10:00');
  const lastSeen = closedAt === undefined ? undefined : moment(closedAt);
  const defaults = {
    _id: nextId('session'),
    type,
    userId: 'alice',
    sessionId: nextId('socket'),
    instanceId: 'instance-1',
    ...storedDate(loginAt, timeZone),
    loginAt,
    createdAt: loginAt,
    lastActivityAt: lastSeen,
    closedAt: lastSeen,
    _updatedAt: lastSeen ?? loginAt,
    _computedAt: type === 'computed-session' ? new Date(loginAt.getTime() + 86_400_000) : undefined,
    roles: ['user'],
    mostImportantRole: 'user',
    ip: '192.0.2.1',
    host: 'chat.example.org',
    device: {
      type: 'browser',
      name: 'Firefox',
      longVersion: '115.0',
      version: '115.0',
      os: { name: 'Linux', version: 'x86_64' },
    },
  };
  return withoutUndefined({ ...defaults, ...asDates(stated) });
}

const instants = new Set<string>([
  'loginAt',
  'createdAt',
  '_updatedAt',
  '_computedAt',
  'lastActivityAt',
  'closedAt',
  'logoutAt',
  'lastLogin',
  'ts',
  'lm',
]);

function asDates(stated: object): BsonDocument {
  return Object.fromEntries(
    Object.entries(stated).map(([key, value]: [string, unknown]) =>
      instants.has(key) && value !== undefined ? [key, moment(value as Moment)] : [key, value],
    ),
  );
}

interface UserDailyParts {
  _id: string;
  userId: string;
  /** yyyymmdd, from which year, month and day follow. Not stored. */
  date: number;
  year: number;
  month: number;
  day: number;
  mostImportantRole: string;
  time: number;
  sessions: number;
  devices: BsonDocument[];
  _computedAt: Moment;
  _updatedAt: Moment;
}

/**
 * The `user_daily` document of one user and day in `rocketchat_sessions`: alice on 2024-03-05 unless
 * stated otherwise, under the nightly job's `_id`, or an arbitrary one where the user is missing.
 */
export function userDaily({
  date = defaultDate,
  ...stated
}: Parts<UserDailyParts> = {}): BsonDocument {
  const { year = Math.floor(date / 10_000), month = Math.floor(date / 100) % 100 } = stated;
  const { day = date % 100 } = stated;
  const userId = 'userId' in stated ? stated.userId : 'alice';
  const computedAt = new Date(Date.UTC(year, month - 1, day + 1, 2));
  const defaults = {
    _id: userId === undefined ? nextId('daily') : `${userId}-${year}-${month}-${day}`,
    type: 'user_daily',
    userId,
    year,
    month,
    day,
    mostImportantRole: 'user',
    time: 600,
    sessions: 1,
    devices: [],
    _computedAt: computedAt,
    _updatedAt: computedAt,
  };
  return withoutUndefined({ ...defaults, ...asDates(stated) });
}

interface AnalyticsRoom {
  _id: string;
  name: string;
  t: string;
  usernames: string[];
}

interface DayOfMessagesParts {
  _id: string;
  date: number;
  room: Parts<AnalyticsRoom>;
  messages: number;
  _updatedAt: Moment;
}

/**
 * The `messages` document of one room and date in `rocketchat_analytics`: one message in the public
 * channel `general` on 2024-03-05 unless stated otherwise. A channel's name defaults to its `_id`;
 * a direct room has none, and the usernames alice and bob.
 */
export function dayOfMessages({
  date = defaultDate,
  room: statedRoom = {},
  ...stated
}: Parts<DayOfMessagesParts> = {}): BsonDocument {
  const { _id = 'general', t = 'c' } = statedRoom;
  const isDirect = t === 'd';
  const defaults = {
    _id: nextId('messages'),
    type: 'messages',
    date,
    room: withoutUndefined({
      _id,
      name: isDirect ? undefined : _id,
      t,
      usernames: isDirect ? ['alice', 'bob'] : [],
      ...statedRoom,
    }),
    messages: 1,
    _updatedAt: moment('23:59'),
  };
  return withoutUndefined({ ...defaults, ...asDates(stated) });
}

interface DayOfNewUsersParts {
  _id: string;
  date: number;
  users: number;
  _updatedAt: Moment;
}

/** The `users` document of one date in `rocketchat_analytics`: one new user on 2024-03-05 unless stated otherwise. */
export function dayOfNewUsers(stated: Parts<DayOfNewUsersParts> = {}): BsonDocument {
  const defaults = {
    _id: nextId('users'),
    type: 'users',
    date: defaultDate,
    users: 1,
    _updatedAt: moment('23:59'),
  };
  return withoutUndefined({ ...defaults, ...asDates(stated) });
}

interface RoomParts {
  _id: string;
  t: string;
  name: string;
  fname: string;
  usernames: string[];
  ts: Moment;
  _updatedAt: Moment;
  lm: Moment;
  usersCount: number;
  msgs: number;
  prid: string;
  teamId: string;
  ro: boolean;
  u: BsonDocument;
}

/**
 * A document of `rocketchat_room`: the public channel `general` unless stated otherwise. A channel's
 * name defaults to its `_id`; a direct room has none, and the usernames alice and bob.
 */
export function room(stated: Parts<RoomParts> = {}): BsonDocument {
  const { _id = 'general', t = 'c' } = stated;
  const isDirect = t === 'd';
  const defaults = {
    _id,
    t,
    name: isDirect ? undefined : _id,
    usernames: isDirect ? ['alice', 'bob'] : undefined,
    ts: moment('2023-01-01T00:00:00.000Z'),
    _updatedAt: moment('10:00'),
    usersCount: 2,
    msgs: 0,
    ro: false,
    u: { _id: 'admin', username: 'admin' },
  };
  return withoutUndefined({ ...defaults, ...asDates(stated) });
}

/** The form in which Rocket.Chat stores a token: base64 of the SHA-256 digest of its UTF-8 bytes. */
export function hashedToken(token: string): string {
  return createHash('sha256').update(token).digest('base64');
}

interface UserParts {
  _id: string;
  username: string;
  name: string;
  active: boolean;
  type: string;
  roles: string[];
  createdAt: Moment;
  lastLogin: Moment;
  status: string;
  emails: BsonDocument[];
  utcOffset: number;
  language: string;
  _updatedAt: Moment;
  /** Overrides the tokens below, and everything else that a user's services hold. */
  services: BsonDocument;
  /** A login token in the clear; its hash is stored. */
  token: string;
  /** When the login token was issued. */
  tokenIssuedAt: Moment;
  /** A personal access token in the clear; its hash is stored, without a `when`. */
  personalToken: string;
}

/**
 * A document of `users`: the active user `alice` with the role `user` and no token unless stated
 * otherwise.
 */
export function user({
  token,
  tokenIssuedAt = '08:00',
  personalToken,
  ...stated
}: Parts<UserParts> = {}): BsonDocument {
  const { _id = 'alice', username = _id } = stated;
  const loginTokens: BsonDocument[] = [];
  if (token !== undefined) {
    loginTokens.push({ hashedToken: hashedToken(token), when: moment(tokenIssuedAt) });
  }
  if (personalToken !== undefined) {
    loginTokens.push({
      type: 'personalAccessToken',
      hashedToken: hashedToken(personalToken),
      createdAt: moment('08:00'),
      lastTokenPart: personalToken.slice(-6),
      name: 'reports',
      bypassTwoFactor: true,
    });
  }
  const defaults = {
    _id,
    username,
    name: username,
    active: true,
    type: 'user',
    roles: ['user'],
    createdAt: moment('2023-01-01T00:00:00.000Z'),
    lastLogin: moment('08:00'),
    status: 'online',
    services: { resume: { loginTokens } },
    emails: [{ address: `${username}@example.org`, verified: true }],
    utcOffset: 0,
    language: 'en',
    _updatedAt: moment('08:00'),
  };
  return withoutUndefined({ ...defaults, ...asDates(stated) });
}

/** A document of `rocketchat_permissions`: the roles that hold a permission. */
export function permission(_id: string, roles: string[]): BsonDocument {
  return { _id, roles, _updatedAt: moment('2023-01-01T00:00:00.000Z') };
}
