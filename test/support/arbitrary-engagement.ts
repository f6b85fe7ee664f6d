import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { dayOfMessages, dayOfNewUsers, room, session, user, type Documents } from './documents.js';

/** Zones, each with a date on which its clock changes, or another special one. */
const zoneDates: readonly (readonly [string, string])[] = [
  ['UTC', '2024-02-29'],
  ['Europe/Berlin', '2024-03-31'],
  ['Europe/Berlin', '2024-10-27'],
  ['America/Sao_Paulo', '2018-11-04'],
  ['America/Sao_Paulo', '2019-02-17'],
  ['America/Havana', '2024-03-10'],
  ['America/Havana', '2024-11-03'],
  ['Asia/Kolkata', '2024-01-01'],
  ['Asia/Kathmandu', '2024-12-31'],
  ['Australia/Lord_Howe', '2024-04-07'],
  ['Australia/Lord_Howe', '2024-10-06'],
  ['Pacific/Apia', '2011-12-30'],
  ['Africa/Casablanca', '2024-03-10'],
  ['Africa/Casablanca', '2024-04-14'],
];
const zones = [...new Set(zoneDates.map(([zone]) => zone))];
const users = ['alice', 'bob', 'carol', 'dave'];
/** What rooms can be sorted by. */
export const sortColumns = [
  'MESSAGES',
  'PREVIOUS_MESSAGES',
  'CHANGE',
  'NAME',
  'CREATED_AT',
  'UPDATED_AT',
] as const;
const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** A workspace in a zone at an instant, and the queries on it in another zone. */
export interface EngagementCase {
  readonly documents: Documents;
  /** The workspace's zone. */
  readonly zone: string;
  readonly now: number;
  readonly timeZone: string;
  readonly queries: readonly EngagementQuery[];
}

/** A field of `Engagement` with its arguments as variables of GraphQL. */
export interface EngagementQuery {
  readonly field: string;
  readonly period: {
    dates?: { start: string; end: string };
    instants?: { start: Date; end: Date };
    lastDays?: number;
  };
  readonly comparison:
    { to?: 'PREVIOUS' | 'PREVIOUS_SAME_WEEKDAYS' | 'PREVIOUS_YEAR'; start?: string } | undefined;
  readonly args: Readonly<Record<string, unknown>>;
}

/** Cases around dates on which clocks change, with `queries` each. */
export function arbitraryEngagement(queries: number): fc.Arbitrary<EngagementCase> {
  return fc.constantFrom(...zoneDates).chain(([timeZone, date]) => {
    const anchor = Date.parse(`${date}T00:00:00Z`);
    // Now may be in the middle of what is stored, shortly after it, or long after.
    const arbitraryNow = fc
      .tuple(
        fc.constantFrom(0, 0, 0, 0, 0, 0, 1, 1, 2, 4, 20, 44, 45, 70),
        fc.nat((2 * day) / minute),
        rest,
      )
      .map(([days, minutes, ms]) => anchor + (days - 1) * day + minutes * minute + ms);
    return fc
      .tuple(fc.oneof(fc.constant(timeZone), fc.constantFrom(...zones)), arbitraryNow)
      .chain(([zone, now]) =>
        fc.record({
          documents: arbitraryDocuments(zone, anchor, now),
          zone: fc.constant(zone),
          now: fc.constant(now),
          timeZone: fc.constant(timeZone),
          queries: fc.array(arbitraryQuery(anchor, now), {
            minLength: queries,
            maxLength: queries,
          }),
        }),
      );
  });
}

/** Milliseconds within a minute, mostly none. */
const rest = fc.constantFrom(0, 0, 0, 1, 29_999, 59_999);

/** Instants near another: whole minutes, mostly, and some that meet exactly. */
function near(anchor: number, days: number): fc.Arbitrary<number> {
  return fc
    .tuple(
      fc.integer({ min: (-days * day) / minute, max: (days * day) / minute }),
      fc.constantFrom(1, 1, 15, 60),
      rest,
    )
    .map(([minutes, step, ms]) => anchor + Math.round(minutes / step) * step * minute + ms);
}

function storedDay(instant: number, zone: string): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone).toPlainDate();
}

const durations = [0, 1, 20_000, 10 * minute, 50 * minute, 3 * hour, 11 * hour, 26 * hour];

/** The documents of one login: itself, and its clones on the days on which it stays open. */
function arbitrarySession(zone: string, anchor: number, now: number) {
  return fc
    .record({
      login: fc.oneof(
        { weight: 9, arbitrary: near(anchor, 2) },
        { weight: 4, arbitrary: near(now, 1) },
        { weight: 1, arbitrary: near(anchor, 60) },
      ),
      user: fc.constantFrom(...users, ...users, undefined),
      role: fc.constantFrom('user', 'user', 'user', 'bot', 'anonymous', undefined),
      type: fc.constantFrom('computed-session', 'computed-session', 'session'),
      end: fc.constantFrom(
        'closed',
        'closed',
        'closed',
        'logged out',
        'both',
        'seen',
        'seen just now',
        'open',
        'cloned',
      ),
      duration: fc.oneof(fc.constantFrom(...durations), fc.nat(4 * hour)),
      clones: fc.integer({ min: 1, max: 3 }),
      oddity: fc.constantFrom(
        '',
        '',
        '',
        '',
        '',
        '',
        'no login',
        'odd end',
        'stored early',
        'stored late',
      ),
    })
    .map(
      ({ login: anyLogin, user: userId, role, type: anyType, end, duration, clones, oddity }) => {
        // What only shows in a session that may still be open.
        const isRecent = end === 'seen just now';
        const type = isRecent ? 'session' : anyType;
        const login = isRecent ? now - duration - 3 * minute : anyLogin;
        const until = new Date(login + duration);
        const base = {
          type: type as 'session',
          userId,
          mostImportantRole: role,
          loginAt: new Date(login),
          lastActivityAt: undefined,
          closedAt: undefined,
        };
        const shift = oddity === 'stored early' ? -1 : oddity === 'stored late' ? 2 : 0;
        const date = storedDay(login, zone).add({ days: shift });
        const dated = (days: number) => {
          const { year, month, day } = date.add({ days });
          return { year, month, day };
        };
        const ends = {
          closed: { closedAt: until, lastActivityAt: until },
          'logged out': { logoutAt: until, lastActivityAt: until },
          both: {
            logoutAt: until,
            closedAt: new Date(login + duration + hour),
            lastActivityAt: until,
          },
          seen: { lastActivityAt: until },
          'seen just now': { lastActivityAt: new Date(now - (duration % (4 * minute))) },
          open: {},
          cloned: {},
        }[end];
        const odd = {
          ...(oddity === 'no login' && { loginAt: undefined }),
          ...(oddity === 'odd end' && { closedAt: undefined }),
        };
        if (end !== 'cloned') {
          const document = session({ ...base, ...ends, ...dated(0), ...odd });
          return [oddity === 'odd end' ? { ...document, closedAt: 'soon' } : document];
        }
        return Array.from({ length: clones + 1 }, (_, index) => {
          const isLast = index === clones;
          const midnight = date.add({ days: index + 1 }).toZonedDateTime(zone).epochMilliseconds;
          return session({
            ...base,
            ...dated(index),
            lastActivityAt: isLast ? undefined : new Date(midnight - 1),
            ...(isLast && duration > hour && { closedAt: new Date(midnight - duration) }),
          });
        });
      },
    );
}

/** A computed session every few days, so that something is stored for a longer time. */
function arbitraryHistory(zone: string, anchor: number) {
  return fc
    .record({
      days: fc.constantFrom(0, 8, 33, 33, 50, 62),
      step: fc.constantFrom(1, 1, 3, 14, 15, 16),
      minutes: fc.nat(1439),
    })
    .map(({ days, step, minutes }) =>
      Array.from({ length: Math.floor(days / step) }, (_, index) => {
        const login = anchor - index * step * day + minutes * minute;
        return session({
          timeZone: zone,
          userId: users[index % users.length],
          loginAt: new Date(login),
          closedAt: new Date(login + 40 * minute),
        });
      }),
    );
}

const rooms = [
  { _id: 'general', t: 'c', name: 'general' },
  { _id: 'random', t: 'c', name: 'Random' },
  { _id: 'secret', t: 'p', name: 'a secret' },
  { _id: 'alicebob', t: 'd', name: undefined },
  { _id: 'visit', t: 'l', name: 'visitor' },
];

function arbitraryCounts(zone: string, anchor: number, now: number) {
  const date = fc
    .oneof(
      { weight: 5, arbitrary: fc.integer({ min: -6, max: 6 }).map((days) => anchor + days * day) },
      { weight: 2, arbitrary: fc.integer({ min: -1, max: 1 }).map((days) => now + days * day) },
      {
        weight: 1,
        arbitrary: fc.integer({ min: -40, max: 10 }).map((days) => anchor + days * day),
      },
    )
    .map((instant) => {
      const { year, month, day } = storedDay(instant, zone);
      return year * 10_000 + month * 100 + day;
    });
  const count = fc.oneof(
    fc.integer({ min: -5, max: 40 }),
    fc.constantFrom(0.5, 3_000_000_000, NaN, Infinity),
  );
  const messages = fc
    .record({ date, room: fc.constantFrom(...rooms, undefined), messages: count })
    .map(({ date, room, messages }) =>
      dayOfMessages({
        _id: `messages-${date}-${room?._id ?? 'gone'}`,
        date,
        room: room ?? { _id: 'gone', t: 'c' },
        messages,
      }),
    );
  const newUsers = fc
    .record({ date, users: count })
    .map(({ date, users }) => dayOfNewUsers({ _id: `users-${date}`, date, users }));
  return fc.uniqueArray(fc.oneof({ weight: 3, arbitrary: messages }, newUsers), {
    selector: ({ _id }) => _id,
    maxLength: 40,
    size: 'max',
  });
}

function arbitraryDocuments(zone: string, anchor: number, now: number): fc.Arbitrary<Documents> {
  return fc
    .record({
      sessions: fc.array(arbitrarySession(zone, anchor, now), {
        minLength: 4,
        maxLength: 24,
        size: 'max',
      }),
      history: arbitraryHistory(zone, anchor),
      analytics: arbitraryCounts(zone, anchor, now),
      rooms: fc.subarray(rooms, { minLength: 3 }),
      accounts: fc.array(
        fc.record({
          createdAt: fc.oneof(near(anchor, 20), near(now, 1)),
          type: fc.constantFrom('user', 'user', 'user', 'bot'),
        }),
        { minLength: users.length, maxLength: users.length + 2 },
      ),
    })
    .map(({ sessions, history, analytics, rooms, accounts }) => ({
      rocketchat_sessions: [...sessions.flat(), ...history],
      rocketchat_analytics: analytics,
      rocketchat_room: rooms.map((one, index) =>
        room({ ...one, ts: new Date(anchor - index * day), _updatedAt: new Date(anchor) }),
      ),
      users: accounts.map(({ createdAt, type }, index) =>
        user({ _id: users[index] ?? `other-${index}`, type, createdAt: new Date(createdAt) }),
      ),
    }));
}

const minuteSizes = [5, 10, 15, 20, 30];
const hourSizes = [1, 2, 3, 4, 6, 8, 12];
const weekdays = ['MONDAY', 'SATURDAY', 'SUNDAY', 'WEDNESDAY'];

const arbitraryDayBucket = fc
  .record({
    unit: fc.constantFrom('DAY', 'DAY', 'WEEK', 'MONTH'),
    days: fc.constantFrom(1, 1, 2, 3, 10, 2_147_483_647),
    weekStartsOn: fc.constantFrom(...weekdays),
  })
  .map(({ unit, days, weekStartsOn }) => ({ unit, size: unit === 'DAY' ? days : 1, weekStartsOn }));

const arbitraryBucket = fc.oneof(
  arbitraryDayBucket,
  fc
    .constantFrom(
      ...minuteSizes.map((size) => ({ unit: 'MINUTE', size })),
      ...hourSizes.map((size) => ({ unit: 'HOUR', size })),
    )
    .map((bucket) => ({ ...bucket, weekStartsOn: 'MONDAY' })),
);

function textOf(instant: number): string {
  return new Date(instant).toISOString().slice(0, 10);
}

function arbitraryPeriod(anchor: number, now: number): fc.Arbitrary<EngagementQuery['period']> {
  const length = fc.constantFrom(1, 1, 2, 3, 7, 8, 12, 30);
  return fc.oneof(
    {
      weight: 4,
      arbitrary: fc
        .tuple(
          fc.oneof(
            { weight: 4, arbitrary: fc.integer({ min: -4, max: 1 }) },
            fc.integer({ min: -50, max: 3 }),
          ),
          length,
        )
        // Some are of the one date that Pacific/Apia skipped, which is rejected.
        .map(([start, days]) => ({
          dates: {
            start: textOf(anchor + start * day),
            end: textOf(anchor + (start + days - 1) * day),
          },
        })),
    },
    {
      weight: 3,
      arbitrary: fc
        .tuple(
          fc.oneof(near(anchor, 2), near(now, 1)),
          fc.oneof(
            fc.integer({ min: 1, max: 4 * day }),
            fc.constantFrom(hour, day, 7 * day, 10 * day),
          ),
        )
        .map(([start, length]) => ({
          instants: { start: new Date(start), end: new Date(start + length) },
        })),
    },
    { weight: 2, arbitrary: length.map((lastDays) => ({ lastDays })) },
  );
}

function arbitraryComparison(anchor: number): fc.Arbitrary<EngagementQuery['comparison']> {
  return fc.oneof(
    fc.constant(undefined),
    fc
      .constantFrom(
        'PREVIOUS' as const,
        'PREVIOUS_SAME_WEEKDAYS' as const,
        'PREVIOUS_YEAR' as const,
      )
      .map((to) => ({ to })),
    fc.integer({ min: -30, max: 4 }).map((days) => ({ start: textOf(anchor + days * day) })),
  );
}

const roomTypes = fc.constantFrom(undefined, ['c'], ['p', 'd'], []);

const arbitraryField: fc.Arbitrary<Pick<EngagementQuery, 'field' | 'args'>> = fc.oneof(
  argsOf('onlineUsers', { bucket: arbitraryBucket }),
  argsOf('peakConcurrentUsers', { bucket: arbitraryBucket }),
  argsOf('onlineHours', {}),
  argsOf('activeUsers', {}),
  argsOf('retention', {
    cohort: fc.constantFrom('JOINED', 'ONLINE'),
    unit: fc.constantFrom('DAY', 'WEEK', 'MONTH'),
    periods: fc.integer({ min: 1, max: 6 }),
  }),
  argsOf('newUsers', { bucket: arbitraryDayBucket }),
  argsOf('messages', { bucket: arbitraryDayBucket, types: roomTypes }),
  argsOf('messagesByRoomType', {}),
  argsOf('rooms', {
    offset: fc.constantFrom(0, 0, 1, 10),
    count: fc.constantFrom(1, 2, 25),
    sortBy: fc.constantFrom(...sortColumns),
    ascending: fc.boolean(),
    types: roomTypes,
    search: fc.constantFrom(undefined, '', 'A', 'secret', 'bob'),
    hideInactive: fc.boolean(),
  }),
  argsOf('today', {}),
);

function argsOf(field: string, args: Record<string, fc.Arbitrary<unknown>>) {
  return fc.record(args).map((values) => ({ field, args: values }));
}

function arbitraryQuery(anchor: number, now: number): fc.Arbitrary<EngagementQuery> {
  return fc
    .tuple(arbitraryField, arbitraryPeriod(anchor, now), arbitraryComparison(anchor))
    .map(([field, period, comparison]) => ({
      ...field,
      period,
      // Some columns exist in a comparison only.
      comparison:
        comparison ??
        (/PREVIOUS|CHANGE/.test(String(field.args.sortBy)) ? { to: 'PREVIOUS' } : undefined),
    }));
}
