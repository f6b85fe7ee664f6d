import fc from 'fast-check';
import { sortColumns } from '../support/arbitrary-engagement.js';

/** Words that mean something to some part of the gateway, and some that break texts. */
const words = fc.constantFrom(
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  '$where',
  '$gt',
  '$regex',
  'start.$gt',
  '{',
  '}',
  '"',
  '\\',
  '\0',
  '\ud800',
  '\u2028',
  '🐢',
  'é',
  '%00',
  '../../etc/passwd',
  '${1}',
  'query',
  'variables',
  '2024-03-05T00:00:00Z',
  '+275760-09-13T00:00:00Z',
  '0000-01-01T00:00:00Z',
  '9999-12-31T23:59:60Z',
  '.*(a+)+$',
);
/** Text of any kind. */
export const text = fc.oneof(
  words,
  fc.string({ unit: 'binary' }),
  fc.array(words, { maxLength: 5 }).map((all) => all.join('')),
);
const scalar = fc.oneof(text, fc.double(), fc.maxSafeInteger(), fc.boolean(), fc.constant(null));
/** Anything that JSON can hold, in some depth. */
export const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalar,
    fc.array(tie('any'), { maxLength: 4 }),
    fc.dictionary(text, tie('any'), { maxKeys: 4 }),
  ),
})).any;

/** A query with every kind of argument of the fields that have a documented path. */
export const everyArgument = `query ($start: Instant!, $end: Instant!, $offset: Int!, $count: Int!, $hide: Boolean!, $sort: ChannelSort!, $types: [RoomType!], $search: String) {
  channels(start: $start, end: $end, offset: $offset, count: $count, hideRoomsWithNoActivity: $hide, sort: $sort, types: $types, search: $search) {
    channels { room { id type name usernames createdAt updatedAt } messages previousMessages change }
    total offset count
  }
  newUsers(start: $start, end: $end) { days { day count } period { count } }
  activeUsers(start: $start, end: $end) { day usersList }
  usersByTimeOfDay(start: $start, end: $end) { hour }
  chatBusierHourly(start: $start) { hour }
  chatBusierWeekly(start: $end) { day }
}`;

/** An instant that GraphQL takes, anywhere in the years that it takes. */
const instant = fc.oneof(
  fc
    .date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
    .map((date) => date.toISOString()),
  fc.constantFrom(
    '0001-01-01T00:00:00-23:59',
    '9999-12-31T23:59:59.999+00:00',
    '2024-03-05T00:00:00Z',
    '1969-12-31T23:59:59Z',
  ),
);
const int = fc.oneof(fc.integer({ min: -3, max: 600 }), fc.integer());
const usually = <Value>(arbitrary: fc.Arbitrary<Value>) =>
  fc.oneof({ arbitrary, weight: 20 }, { arbitrary: value, weight: 1 });

const sort = fc.record({
  by: fc.constantFrom(...sortColumns),
  direction: fc.constantFrom('ASCENDING', 'DESCENDING'),
});

/** A window, most of them short enough to be allowed. */
const window = fc.oneof(
  fc.record({ start: usually(instant), end: usually(instant) }),
  fc
    .tuple(
      fc.date({ min: new Date('0002-01-01'), max: new Date('9998-01-01'), noInvalidDate: true }),
      fc.integer({ min: -3, max: 400 }),
    )
    .map(([date, days]) => ({
      start: date.toISOString(),
      end: new Date(date.getTime() + days * 86_400_000).toISOString(),
    })),
);
/** Its variables: right ones mostly, of all sizes. */
export const variables = fc
  .tuple(
    window,
    fc.record({
      offset: usually(int),
      count: usually(int),
      hide: usually(fc.boolean()),
      sort: usually(sort),
      types: usually(fc.subarray(['c', 'p', 'd'])),
      search: usually(text),
    }),
  )
  .map(([window, others]) => ({ ...window, ...others }));

const measured = 'timeZone coverage { start end isComplete reason missing } computedAt';
const series = `{ total comparison { total difference ratio } buckets { start count comparedCount state } ${measured} }`;

/** A query with every argument of an engagement and of today. */
export const everyEngagementArgument = `query ($period: PeriodInput!, $zone: TimeZone, $comparison: ComparisonInput, $bucket: TimeBucketInput!, $days: TimeBucketInput!, $cohort: CohortBasis!, $unit: TimeUnit!, $periods: Int!, $offset: Int!, $count: Int!, $hide: Boolean!, $sort: ChannelSort!, $types: [RoomType!], $search: String) {
  engagement(period: $period, timeZone: $zone, comparison: $comparison) {
    period { start end firstDay lastDay } comparedPeriod { firstDay }
    onlineUsers(bucket: $bucket) ${series}
    peakConcurrentUsers(bucket: $bucket) { total buckets { count } }
    newUsers(bucket: $days) { total buckets { count } }
    messages(bucket: $days, types: $types) { total buckets { count } }
    messagesByRoomType { types { type messages comparedMessages difference share } }
    onlineHours { days { date users state } }
    activeUsers { days { date daily weekly monthly stickiness } }
    retention(cohort: $cohort, unit: $unit, periods: $periods) { cohorts { firstDay size periods { users } } }
    rooms(offset: $offset, count: $count, hideInactive: $hide, sort: $sort, types: $types, search: $search) {
      rooms { room { id name } messages comparedMessages daily } total
    }
  }
  today(timeZone: $zone) { date onlineNow activeUsers hours messages newUsers }
}`;

/** Variables that every field takes. */
export const validEngagementVariables = {
  period: { dates: { start: '2024-02-26', end: '2024-03-05' } },
  zone: 'Europe/Berlin',
  comparison: { to: 'PREVIOUS' },
  bucket: { unit: 'HOUR', size: 1, weekStartsOn: 'MONDAY' },
  days: { unit: 'DAY', size: 1, weekStartsOn: 'MONDAY' },
  cohort: 'ONLINE',
  unit: 'WEEK',
  periods: 6,
  offset: 0,
  count: 25,
  hide: true,
  sort: { by: 'MESSAGES', direction: 'DESCENDING' },
  types: ['c'],
  search: 'e',
};

const localDate = instant.map((text) => text.slice(0, 10));
const march = fc
  .integer({ min: 0, max: 20 })
  .map((days) => new Date(Date.UTC(2024, 1, 27 + days)).toISOString().slice(0, 10));
/** One of the first, mostly: with so many variables, most of the operations would be invalid otherwise. */
const mostly = <Value>(valid: fc.Arbitrary<Value>, ...others: fc.Arbitrary<unknown>[]) =>
  fc.oneof({ arbitrary: valid, weight: 60 }, { arbitrary: fc.oneof(value, ...others), weight: 1 });
const bucketOf = (...units: string[]) =>
  fc.record({
    unit: fc.constantFrom(...units),
    size: mostly(fc.constant(1), int),
    weekStartsOn: fc.constantFrom('MONDAY', 'SUNDAY'),
  });

/** Its variables: valid ones mostly, of all sizes. */
export const engagementVariables = fc.record({
  period: mostly(
    fc.oneof(
      fc.record({ lastDays: fc.integer({ min: 1, max: 20 }) }),
      march.map((end) => ({ dates: { start: '2024-02-27', end } })),
      march.map((date) => ({
        instants: { start: '2024-02-26T23:59:59.999Z', end: `${date}T12:00:00Z` },
      })),
    ),
    fc.record({ lastDays: int }),
    window.map((instants) => ({ instants })),
    fc.record({ dates: fc.record({ start: localDate, end: localDate }) }),
  ),
  zone: mostly(fc.constantFrom('UTC', 'Asia/Kathmandu', 'America/Havana', 'europe/kyiv', null)),
  comparison: mostly(
    fc.oneof(
      fc.constantFrom('PREVIOUS', 'PREVIOUS_SAME_WEEKDAYS', 'PREVIOUS_YEAR').map((to) => ({ to })),
      march.map((start) => ({ start })),
    ),
    fc.constant(null),
    localDate.map((start) => ({ start })),
  ),
  bucket: mostly(
    fc.oneof(bucketOf('HOUR', 'DAY', 'WEEK', 'MONTH'), fc.constant({ unit: 'MINUTE', size: 30 })),
  ),
  days: mostly(bucketOf('DAY', 'WEEK', 'MONTH'), bucketOf('HOUR')),
  cohort: mostly(fc.constantFrom('JOINED', 'ONLINE')),
  unit: mostly(fc.constantFrom('DAY', 'WEEK', 'MONTH'), fc.constant('HOUR')),
  periods: mostly(fc.integer({ min: 1, max: 24 }), int),
  offset: mostly(fc.nat(), int),
  count: mostly(fc.integer({ min: 1, max: 500 }), int),
  hide: mostly(fc.boolean()),
  sort: mostly(sort),
  types: mostly(fc.subarray(['c', 'p', 'd'])),
  search: mostly(text),
});
