import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Decimal128, Long, MinKey, ObjectId } from 'mongodb';
import { createMetrics } from '../../http/metrics.js';
import type { CollectionName, BsonDocument } from '../../data/workspace.js';
import {
  dayOfMessages,
  dayOfNewUsers,
  room,
  session,
  user,
  userDaily,
  type Documents,
} from '../support/documents.js';
import { administrator, people, startTestGateway, type TestGateway } from '../support/gateway.js';
import { oddIds, oddValues } from '../support/odd-values.js';
import { literalQuery, metrics, url } from './metrics.js';

const day = { start: '2024-03-05T00:00:00.000Z', end: '2024-03-05T23:59:59.999Z' };
const settings = { HIDE_PRIVATE_ROOMS: 'true', PRIVACY_KEY: 'a key of sixteen and more' };

/** One document of each kind that is read. */
const ordinary = {
  ...people,
  rocketchat_sessions: [
    session({ userId: 'ann', closedAt: '12:30' }),
    session({ userId: 'bob', type: 'session' }),
    userDaily({ userId: 'ann' }),
  ],
  rocketchat_analytics: [dayOfMessages({ messages: 3 }), dayOfNewUsers({ users: 2 })],
  rocketchat_room: [room()],
} satisfies Documents;

/** The same and some more documents. */
function withMore(more: Documents): Documents {
  const all: Documents = { ...ordinary };
  for (const [name, rows] of Object.entries(more) as [CollectionName, BsonDocument[]][]) {
    all[name] = [...(all[name] ?? []), ...rows];
  }
  return all;
}

interface Row {
  readonly documents: Documents;
  readonly path: string;
  readonly expected: object;
  /** What is logged and counted. */
  readonly reason?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

const [origin, topFive, list] = [
  '/messages/origin',
  '/messages/top-five-popular-channels',
  '/channels/list',
];
const hourly = '/users/chat-busier/hourly-data';
const timeOfDay = '/users/users-by-time-of-the-day-in-a-week';
const general = { _id: 'general', name: 'general', t: 'c' };
const dates = { ts: '2023-01-01T00:00:00.000Z', _updatedAt: '2024-03-05T10:00:00.000Z' };
const oneRow = (shown: object) => ({
  channels: [
    { room: { ...general, ...shown }, messages: 3, lastWeekMessages: 0, diffFromLastWeek: 3 },
  ],
  total: 1,
  offset: 0,
  count: 1,
});
const hour = { hour: 10, day: 5, month: 3, year: 2024 };
const origins = (messages: number) => ({
  origins: [
    { messages, t: 'c' },
    { messages: 0, t: 'd' },
    { messages: 0, t: 'p' },
  ],
});
const sent = (messages: number) => ({
  days: [{ day: day.start, messages }],
  period: { count: messages, variation: messages },
  yesterday: { count: 0, variation: messages },
});
const counted = (messages: unknown) => ({
  rocketchat_analytics: [{ ...dayOfMessages({ _id: 'odd' }), messages }],
});
const shownAs = (stored: object): Documents => ({
  ...ordinary,
  rocketchat_room: [{ ...room(), ...stored }],
});
const odd = { _id: 'odd' };
const busyRooms = ['a', 'b', 'c', 'd', 'e'];

const rows: Readonly<Record<string, Row>> = {
  'a room with an item in usernames that is no string': {
    documents: shownAs({ usernames: ['ann', null] }),
    path: list,
    expected: oneRow({ ...dates, usernames: ['ann'] }),
    reason: 'usernames has an item that is not a string',
  },
  'a room whose usernames are a string': {
    documents: shownAs({ usernames: 'ann' }),
    path: list,
    expected: oneRow(dates),
    reason: 'usernames is not a list',
  },
  'a room whose name is a number': {
    documents: shownAs({ name: 5, fname: 'general' }),
    path: list,
    expected: oneRow(dates),
    reason: 'name is not a string',
  },
  'a room whose dates are a string and a number': {
    documents: shownAs({ ts: '2023-01-01', _updatedAt: 5 }),
    path: list,
    expected: oneRow({}),
    reason: 'ts is not a date of the years 0 to 9999',
  },
  'a room whose dates cannot be written': {
    documents: shownAs({ ts: new Date('+012024-01-01T00:00:00.000Z'), _updatedAt: {} }),
    path: list,
    expected: oneRow({}),
    reason: '_updatedAt is not a date of the years 0 to 9999',
  },
  'messages without a room, by type': {
    documents: withMore({ rocketchat_analytics: [{ ...dayOfMessages(odd), room: undefined }] }),
    path: origin,
    expected: origins(3),
    reason: 'room.t is not a string',
  },
  'messages in a room without a type': {
    documents: withMore({ rocketchat_analytics: [{ ...dayOfMessages(odd), room: { t: null } }] }),
    path: topFive,
    expected: { channels: [{ messages: 3, t: 'c', name: 'general', usernames: [] }] },
    reason: 'room.t is not a string',
  },
  'messages in a room with an item in usernames that is no string': {
    documents: withMore({
      rocketchat_analytics: [
        { ...dayOfMessages(odd), room: { _id: 'x', t: 'd', usernames: [null, 'b'] } },
      ],
    }),
    path: topFive,
    expected: {
      channels: [
        { messages: 3, t: 'c', name: 'general', usernames: [] },
        { messages: 1, t: 'd', usernames: ['b'] },
      ],
    },
    reason: 'room.usernames has an item that is not a string',
  },
  'a session without a day': {
    documents: withMore({
      rocketchat_sessions: [session({ ...odd, userId: 'c', day: undefined })],
    }),
    path: timeOfDay,
    expected: { week: [12, 11, 10].map((at) => ({ users: 1, ...hour, hour: at })) },
    reason: 'year, month and day are not a date',
  },
  ...Object.fromEntries(
    Object.entries({ 'a string': 'noon', 'a number': 5, 'an object': {} }).flatMap(
      ([name, closedAt]): [string, Row][] => {
        const documents = withMore({
          rocketchat_sessions: [
            { ...session({ ...odd, userId: 'cid', loginAt: '20:00' }), closedAt },
          ],
        });
        const reason = 'closedAt is not a date';
        const open = [23, 22, 21, 20, 12, 11, 10].map((at) => ({ users: 1, ...hour, hour: at }));
        const hours = Array.from({ length: 12 }, (_, index) => ({
          users: [22, 20, 12, 10].includes(22 - 2 * index) ? 1 : 0,
          hour: 22 - 2 * index,
        }));
        return [
          [
            `a session with ${name} as its end, which is open,`,
            { documents, path: timeOfDay, expected: { week: open }, reason },
          ],
          [
            `an open session with ${name} as its end`,
            { documents, path: hourly, expected: { hours }, reason },
          ],
        ];
      },
    ),
  ),
  'a day of a user with the id null': {
    documents: withMore({ rocketchat_sessions: [{ ...userDaily(odd), userId: null }] }),
    path: '/users/active-users',
    expected: { month: [{ usersList: ['ann'], users: 2, day: 5, month: 3, year: 2024 }] },
  },
  'a room under an ObjectId where private rooms are hidden': {
    documents: {
      ...ordinary,
      rocketchat_room: [{ ...room(), _id: new ObjectId('65e6f0000000000000000001') }],
      rocketchat_analytics: [
        {
          ...dayOfMessages({ messages: 3 }),
          room: { ...general, _id: new ObjectId('65e6f0000000000000000001') },
        },
      ],
    },
    path: list,
    expected: oneRow({ ...dates, _id: '65e6f0000000000000000001' }),
    environment: settings,
  },
  ...Object.fromEntries(
    Object.entries({
      'as a decimal': { stored: Decimal128.fromString('2.5'), sum: 5.5 },
      'with a fraction': { stored: 2.5, sum: 5.5 },
      'above 2^31': { stored: Long.fromString('3000000000'), sum: 3_000_000_003 },
      'that are NaN': { stored: NaN, sum: 3, reason: 'messages is not a finite number' },
      'as a string': { stored: '7', sum: 3, reason: 'messages is not a finite number' },
      'that no double holds': {
        stored: Decimal128.fromString('1E6000'),
        sum: 3,
        reason: 'messages is not a finite number',
      },
    }).flatMap(([name, { stored, sum, ...reason }]): [string, Row][] => {
      const documents = withMore(counted(stored));
      return [
        [
          `messages ${name}`,
          { documents, path: '/messages/messages-sent', expected: sent(sum), ...reason },
        ],
        [
          `messages ${name}, by type,`,
          { documents, path: origin, expected: origins(sum), ...reason },
        ],
        [
          `messages ${name}, in the top five,`,
          {
            documents,
            path: topFive,
            expected: { channels: [{ messages: sum, t: 'c', name: 'general', usernames: [] }] },
            ...reason,
          },
        ],
        [
          `messages ${name}, in the list,`,
          {
            documents,
            path: list,
            expected: {
              channels: [
                {
                  room: { ...general, ...dates },
                  messages: sum,
                  lastWeekMessages: 0,
                  diffFromLastWeek: sum,
                },
              ],
              total: 1,
              offset: 0,
              count: 1,
            },
            ...reason,
          },
        ],
      ];
    }),
  ),
  // Six rooms have more messages, so that nothing of it would be in the five rows.
  ...Object.fromEntries(
    Object.entries({ 'as a string': '7', 'that are the least key': new MinKey() }).map(
      ([name, messages]): [string, Row] => [
        `messages ${name}, of a room below the top five,`,
        {
          documents: withMore({
            rocketchat_analytics: [
              ...busyRooms.map((busy) => dayOfMessages({ room: { name: busy }, messages: 10 })),
              { ...dayOfMessages({ _id: 'odd', room: { name: 'odd' } }), messages },
            ],
          }),
          path: topFive,
          expected: {
            channels: busyRooms.map((busy) => ({
              messages: 10,
              t: 'c',
              name: busy,
              usernames: [],
            })),
          },
          reason: 'messages is not a finite number',
        },
      ],
    ),
  ),
};

describe('one odd document', () => {
  for (const [name, { documents, path, expected, reason, environment = {} }] of Object.entries(
    rows,
  )) {
    it(`${name} changes nothing else, and is reported`, async () => {
      const counters = createMetrics();
      await using gateway = await startTestGateway(environment, {}, counters);
      await gateway.db.fill(documents);
      const found = metrics.find((metric) => metric.path === path);
      assert.ok(found);
      const parameters = 'end' in found.parameters ? day : { start: day.end };
      const { status, text } = await gateway.rest(url(found, parameters), administrator);
      assert.equal(status, 200, text);
      assert.deepEqual(JSON.parse(text), { ...expected, success: true });
      const graphql = await gateway.graphql(literalQuery(found, parameters), administrator);
      assert.equal(graphql.errors, undefined);

      const lines = gateway.log
        .map((line) => JSON.parse(line) as Record<string, unknown>)
        .filter((line) => typeof line.reason === 'string');
      const printed = await counters.print();
      if (reason === undefined) assert.deepEqual(lines, []);
      else {
        const line = lines.find((each) => each.reason === reason);
        assert.ok(line, JSON.stringify(lines));
        assert.match(String(line.collection), /^rocketchat_/);
        assert.ok(['odd', 'general'].includes(String(line.id)), JSON.stringify(line));
        // Both endpoints read it, and the second time it is only counted.
        assert.equal(lines.filter((each) => each.reason === reason).length, 1);
        const labels = `{collection="${String(line.collection)}",reason="${reason}"}`;
        assert.ok(
          printed.includes(`engagement_gateway_skipped_values_total${labels} 2`),
          printed.match(/skipped_values_total.*/g)?.join(),
        );
      }
    });
  }
});

/** Every field that is read, by document. */
const fields: readonly [CollectionName, BsonDocument, fields: readonly string[]][] = [
  [
    'rocketchat_sessions',
    session({ userId: 'cid', closedAt: '11:00', logoutAt: '10:50' }),
    ['type', 'userId', 'year', 'month', 'day', 'loginAt', 'createdAt', 'closedAt', 'logoutAt'],
  ],
  [
    'rocketchat_sessions',
    session({ userId: 'cid', type: 'session', lastActivityAt: '11:00' }),
    ['day', 'loginAt', 'lastActivityAt', 'mostImportantRole'],
  ],
  [
    'rocketchat_sessions',
    userDaily({ userId: 'cid' }),
    ['userId', 'year', 'month', 'day', 'mostImportantRole'],
  ],
  [
    'rocketchat_analytics',
    dayOfMessages({ messages: 5 }),
    ['type', 'date', 'messages', 'room', 'room._id', 'room.t', 'room.name', 'room.usernames'],
  ],
  ['rocketchat_analytics', dayOfNewUsers({ users: 5 }), ['date', 'users']],
  ['rocketchat_room', room(), ['_id', 't', 'name', 'fname', 'usernames', 'ts', '_updatedAt']],
  ['users', user({ _id: 'cid' }), ['_id', 'type', 'createdAt', 'roles', 'active', 'services']],
  ['rocketchat_permissions', { _id: 'api-bypass-rate-limit' }, ['roles']],
  ['rocketchat_settings', { _id: 'Site_Name' }, ['value']],
];

let next = 0;

/** A copy of a document for each odd value, which it has in the field. */
function oddDocuments(document: BsonDocument, field: string): BsonDocument[] {
  const [name = '', inner] = field.split('.');
  const values = Object.values(field.endsWith('_id') && !inner ? oddIds : oddValues);
  // What is looked up by its id is one document at a time.
  const own = document._id === 'Site_Name' || document._id === 'api-bypass-rate-limit';
  return (own ? values.slice(8, 9) : values).map((value) => {
    const copy = { ...document, _id: own ? document._id : `odd ${(next += 1)}` };
    const parent = document[name] as object;
    return { ...copy, [name]: inner === undefined ? value : { ...parent, [inner]: value } };
  });
}

const series =
  'total comparison { total difference } buckets { start count comparedCount state } coverage { start }';
const dated = (start: string, end: string) =>
  `period: { dates: { start: "${start}", end: "${end}" } }`;
const engagement = `{
  viewer { username name }
  workspace { name people { start } messages { start } newUsers { start } }
  engagement(${dated('2024-03-01', '2024-03-05')}, comparison: { to: PREVIOUS }) {
    newUsers { ${series} }
    messages { ${series} }
    ofChannels: messages(types: [c]) { total }
    messagesByRoomType { types { type messages comparedMessages difference share } }
    onlineUsers(bucket: { unit: DAY }) { ${series} }
    peakConcurrentUsers(bucket: { unit: HOUR, size: 12 }) { ${series} }
    onlineHours { days { date users state } }
    activeUsers { days { date daily weekly monthly } }
    retention(cohort: ONLINE, unit: DAY, periods: 2) { cohorts { size periods { users } } }
    rooms(sort: { by: NAME }, hideInactive: false) {
      total
      rooms {
        room { id type name usernames createdAt updatedAt }
        messages comparedMessages difference share daily
      }
    }
  }
  joined: engagement(${dated('2022-12-30', '2023-01-03')}) {
    retention(unit: WEEK, periods: 2) { cohorts { size } }
  }
  today { messages newUsers onlineNow activeUsers hours }
}`;

const nine = `{ ${metrics
  .map((metric) => {
    const parameters = metric.parameters.end === undefined ? { start: day.end } : day;
    return literalQuery(metric, parameters).slice(1, -1);
  })
  .join(' ')} }`;

/** Responses of all endpoints, each a success. */
async function responses(gateway: TestGateway): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const metric of metrics) {
    const parameters = metric.parameters.end === undefined ? { start: day.end } : day;
    const more = metric.path === list ? { hideRoomsWithNoActivity: 'false' } : {};
    const { status, text } = await gateway.rest(
      url(metric, { ...parameters, ...more }),
      administrator,
    );
    assert.equal(status, 200, `${metric.path}: ${text} ${gateway.log.at(-1) ?? ''}`);
    found[metric.path] = text;
  }
  for (const [name, query] of Object.entries({ nine, engagement })) {
    const { status, data, errors } = await gateway.graphql(query, administrator);
    assert.equal(
      errors,
      undefined,
      `${name}: ${JSON.stringify(errors)} ${gateway.log.at(-2) ?? ''}`,
    );
    assert.equal(status, 200);
    found[name] = JSON.stringify(data);
  }
  return found;
}

for (const [privacy, environment] of Object.entries({
  'rooms that are shown': {},
  'private rooms that are hidden': settings,
})) {
  describe(`values of every type, with ${privacy}`, () => {
    let gateways: TestGateway[];
    before(async () => {
      // The embedded server, and the real one where there is one.
      const embedded = await startTestGateway(environment, { intercept: () => undefined });
      const { TEST_MONGO_URL } = process.env;
      gateways = [embedded, ...(TEST_MONGO_URL ? [await startTestGateway(environment)] : [])];
    });
    after(async () => {
      for (const gateway of gateways) await gateway[Symbol.asyncDispose]();
    });

    for (const [collection, document, names] of fields) {
      if (privacy.startsWith('private') && !('t' in document || 'room' in document)) continue;
      // A real server is the second opinion on every field; alone, a failure in any of them shows.
      for (const some of process.env.TEST_MONGO_URL ? names.map((name) => [name]) : [names]) {
        it(`in ${some.join(', ')} of ${collection} fail nothing, and give the same response on both servers`, async () => {
          const odd = some.flatMap((field) => oddDocuments(document, field));
          const documents = withMore({ [collection]: odd });
          const [first, ...others] = await Promise.all(
            gateways.map(async (gateway) => {
              await gateway.db.fill(documents);
              return responses(gateway);
            }),
          );
          for (const other of others) assert.deepEqual(other, first);
        });
      }
    }
  });
}
