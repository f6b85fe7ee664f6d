import fc from 'fast-check';

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

/** A query with every kind of argument that there is. */
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
      sort: usually(
        fc.record({
          by: fc.constantFrom(
            'MESSAGES',
            'PREVIOUS_MESSAGES',
            'CHANGE',
            'NAME',
            'CREATED_AT',
            'UPDATED_AT',
          ),
          direction: fc.constantFrom('ASCENDING', 'DESCENDING'),
        }),
      ),
      types: usually(fc.subarray(['c', 'p', 'd'])),
      search: usually(text),
    }),
  )
  .map(([window, others]) => ({ ...window, ...others }));
