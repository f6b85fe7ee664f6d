import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { BsonDocument } from '../../data/workspace.js';
import { dayOfMessages, dayOfNewUsers, room } from '../support/documents.js';
import { type Channel, channels } from './channels.js';
import { messageOrigins } from './message-origins.js';
import { popularChannels } from './popular-channels.js';

const march5 = {
  start: new Date('2024-03-05T00:00:00.000Z'),
  end: new Date('2024-03-05T23:59:59.999Z'),
  timeZone: 'UTC',
};

function origins(...rocketchat_analytics: BsonDocument[]): Record<string, number> {
  const rows = messageOrigins({ rocketchat_analytics }, march5).origins;
  return Object.fromEntries(rows.map(({ t, messages }) => [t, messages]));
}

function topFive(...rocketchat_analytics: BsonDocument[]) {
  return popularChannels({ rocketchat_analytics }, march5).channels;
}

const firstPage = { offset: 0, count: 50, hideRoomsWithNoActivity: true };

function counts(rows: Channel[]): [string, number, number, number][] {
  return rows.map(({ room, messages, lastWeekMessages, diffFromLastWeek }) => [
    room._id,
    messages,
    lastWeekMessages,
    diffFromLastWeek,
  ]);
}

test('origins have c, p and d in any case', () => {
  assert.deepEqual(origins(), { c: 0, p: 0, d: 0 });
  assert.deepEqual(origins(dayOfMessages({ messages: 3 })), { c: 3, p: 0, d: 0 });
});

test('origins sum every type of room in the window, below zero too', () => {
  assert.deepEqual(
    origins(
      dayOfMessages({ room: { _id: 'one' }, messages: 3 }),
      dayOfMessages({ room: { _id: 'two' }, messages: 4 }),
      dayOfMessages({ room: { _id: 'three', t: 'd' }, messages: -2 }),
      dayOfMessages({ room: { _id: 'four', t: 'l' }, messages: 9 }),
      dayOfMessages({ date: 20240304, messages: 1000 }),
      dayOfMessages({ date: 20240306, messages: 1000 }),
      dayOfNewUsers({ users: 1000 }),
    ),
    { c: 7, p: 0, d: -2, l: 9 },
  );
});

test('the top five have the documented keys, and direct rooms no name', () => {
  assert.deepEqual(
    topFive(
      dayOfMessages({ room: { _id: 'direct', t: 'd', usernames: ['a', 'b'] }, messages: 4 }),
      dayOfMessages({ room: { _id: 'general' }, messages: 5 }),
      dayOfMessages({ date: 20240304, messages: 1000 }),
      dayOfNewUsers({ users: 1000 }),
    ),
    [
      { messages: 5, t: 'c', name: 'general', usernames: [] },
      { messages: 4, t: 'd', usernames: ['a', 'b'] },
    ],
  );
});

test('a renamed room stands twice, and rooms of one type and name are one', () => {
  assert.deepEqual(
    popularChannels(
      {
        rocketchat_analytics: [
          dayOfMessages({ date: 20240304, room: { _id: 'one', name: 'old' }, messages: 1 }),
          dayOfMessages({ date: 20240305, room: { _id: 'one', name: 'new' }, messages: 2 }),
          dayOfMessages({ date: 20240305, room: { _id: 'two', name: 'new' }, messages: 4 }),
          dayOfMessages({ date: 20240305, room: { _id: 'three', name: 'new', t: 'p' } }),
        ],
      },
      { ...march5, start: new Date('2024-03-04T00:00:00.000Z') },
    ).channels,
    [
      { messages: 6, t: 'c', name: 'new', usernames: [] },
      { messages: 1, t: 'c', name: 'old', usernames: [] },
      { messages: 1, t: 'p', name: 'new', usernames: [] },
    ],
  );
});

test('equal counts in the top five stand by type, name and usernames, missing and shorter ones first', () => {
  const direct = (_id: string, usernames: string[]) =>
    dayOfMessages({ room: { _id, t: 'd', usernames } });
  assert.deepEqual(
    topFive(
      direct('r1', ['b', 'a']),
      direct('r2', ['a', 'b']),
      direct('r3', ['a']),
      dayOfMessages({ room: { _id: 'r4', name: 'a' } }),
      dayOfMessages({ room: { _id: 'r5', name: 'Z' } }),
      dayOfMessages({ room: { _id: 'r6', name: undefined } }),
    ),
    [
      { messages: 1, t: 'c', usernames: [] },
      { messages: 1, t: 'c', name: 'Z', usernames: [] },
      { messages: 1, t: 'c', name: 'a', usernames: [] },
      { messages: 1, t: 'd', usernames: ['a'] },
      { messages: 1, t: 'd', usernames: ['a', 'b'] },
    ],
  );
});

test('the channels list has the documented keys, and of a room those it has', () => {
  const documents = {
    rocketchat_room: [
      room({ _id: 'r1', name: 'general', fname: 'General' }),
      room({ _id: 'r2', t: 'p', name: undefined, fname: 'Secret' }),
      room({ _id: 'r3', t: 'd', usernames: ['alice', 'bob'] }),
    ],
    rocketchat_analytics: [
      dayOfMessages({ room: { _id: 'r1', name: 'former name' }, messages: 5 }),
      dayOfMessages({ room: { _id: 'r2', t: 'p' }, messages: 4 }),
      dayOfMessages({ room: { _id: 'r3', t: 'd' }, messages: 3 }),
      dayOfMessages({ room: { _id: 'r3', t: 'd' }, messages: 10, date: 20240304 }),
      dayOfMessages({ room: { _id: 'deleted' }, messages: 100 }),
    ],
  };
  const dates = { ts: '2023-01-01T00:00:00.000Z', _updatedAt: '2024-03-05T10:00:00.000Z' };
  assert.deepEqual(channels(documents, { ...march5, ...firstPage }), {
    channels: [
      {
        room: { _id: 'r1', name: 'general', t: 'c', ...dates },
        messages: 5,
        lastWeekMessages: 0,
        diffFromLastWeek: 5,
      },
      {
        room: { _id: 'r2', name: 'Secret', t: 'p', ...dates },
        messages: 4,
        lastWeekMessages: 0,
        diffFromLastWeek: 4,
      },
      {
        room: { _id: 'r3', t: 'd', usernames: ['alice', 'bob'], ...dates },
        messages: 3,
        lastWeekMessages: 10,
        diffFromLastWeek: -7,
      },
    ],
    total: 3,
    offset: 0,
    count: 3,
  });
});

test('a channel is compared with a period that is one day longer', () => {
  const rocketchat_analytics = [
    [20231222, 1],
    [20231223, 10],
    [20231231, 100],
    [20240101, 1000],
    [20240108, 10_000],
    [20240109, 100_000],
  ].map(([date, messages]) => dayOfMessages({ date, messages }));
  const window = {
    start: new Date('2024-01-01T00:00:00.000Z'),
    end: new Date('2024-01-08T23:59:59.999Z'),
    timeZone: 'UTC',
  };
  const documents = { rocketchat_analytics, rocketchat_room: [room()] };
  assert.deepEqual(counts(channels(documents, { ...window, ...firstPage }).channels), [
    ['general', 11_000, 110, 10_890],
  ]);
});

const now = Date.parse('2024-03-05T15:00:00.000Z');
const aDay = 86_400_000;

for (const [name, from, to, row] of [
  ['the last seven days', -7, 0, ['general', 1, 0, 1]],
  ['seven days from tomorrow', 1, 8, ['general', 0, 1, -1]],
] as const) {
  test(`one message sent now stands in ${name} as ${row.slice(1).join(' / ')}`, () => {
    const documents = { rocketchat_analytics: [dayOfMessages()], rocketchat_room: [room()] };
    const start = new Date(now + from * aDay);
    const end = new Date(now + to * aDay);
    const result = channels(documents, { start, end, timeZone: 'UTC', ...firstPage });
    assert.deepEqual(counts(result.channels), [row]);
  });
}

const manyRooms = {
  rocketchat_room: ['e', 'd', 'c', 'b', 'a'].map((_id) => room({ _id })),
  rocketchat_analytics: [
    dayOfMessages({ room: { _id: 'a' }, messages: 2 }),
    dayOfMessages({ room: { _id: 'b' }, messages: 2 }),
    dayOfMessages({ room: { _id: 'c' }, messages: 7 }),
    dayOfMessages({ room: { _id: 'd' }, messages: 2 }),
    dayOfMessages({ room: { _id: 'e' }, messages: -1 }),
  ],
};

for (const [offset, count, ids] of [
  [0, 50, 'c a b d e'],
  [0, 0, 'c a b d e'],
  [0, 2, 'c a'],
  [2, 2, 'b d'],
  [4, 2, 'e'],
  [3, 0, 'd e'],
  [5, 50, ''],
] as const) {
  test(`offset ${offset} and count ${count} show the channels [${ids}]`, () => {
    const result = channels(manyRooms, {
      ...march5,
      offset,
      count,
      hideRoomsWithNoActivity: true,
    });
    assert.equal(result.channels.map(({ room }) => room._id).join(' '), ids);
    assert.equal(result.count, result.channels.length);
    assert.deepEqual([result.total, result.offset], [5, offset]);
  });
}

test('an offset that is no number skips nothing and is answered as null', () => {
  const result = channels(manyRooms, { ...march5, ...firstPage, offset: NaN });
  assert.deepEqual([result.count, result.offset], [5, null]);
});

const quiet = {
  rocketchat_room: [
    room({ _id: 'silent' }),
    room({ _id: 'busy' }),
    room({ _id: 'deleted-from' }),
    room({ _id: 'visitor', t: 'l' }),
    room({ _id: 'people', t: 'd' }),
  ],
  rocketchat_analytics: [
    dayOfMessages({ room: { _id: 'busy' }, messages: 3 }),
    dayOfMessages({ room: { _id: 'deleted-from' }, messages: -2 }),
    dayOfMessages({ room: { _id: 'visitor', t: 'l' }, messages: 50 }),
    dayOfMessages({ room: { _id: 'gone' }, messages: 60 }),
    dayOfMessages({ room: { _id: 'silent' }, messages: 70, date: 20240302 }),
  ],
};

test('rooms without a stored day in either period are hidden', () => {
  const result = channels(quiet, { ...march5, ...firstPage });
  assert.deepEqual(counts(result.channels), [
    ['busy', 3, 0, 3],
    ['deleted-from', -2, 0, -2],
  ]);
  assert.equal(result.total, 2);
});

test('before version 8 every public, private and direct room is listed', () => {
  const result = channels(quiet, { ...march5, ...firstPage, hideRoomsWithNoActivity: false });
  assert.deepEqual(counts(result.channels), [
    ['busy', 3, 0, 3],
    ['people', 0, 0, 0],
    ['silent', 0, 0, 0],
    ['deleted-from', -2, 0, -2],
  ]);
  assert.equal(result.total, 4);
});

for (const [name, end, rows] of [
  ['less than a day', '2024-03-04T13:00:00.000Z', [['general', 0, 30, -30]]],
  ['one day', '2024-03-04T12:00:00.000Z', [['general', 0, 10, -10]]],
  ['two days', '2024-03-03T12:00:00.000Z', []],
] as const) {
  test(`an end ${name} before start is answered with what remains of the period before`, () => {
    const documents = {
      rocketchat_room: [room()],
      rocketchat_analytics: [
        dayOfMessages({ date: 20240303, messages: 20 }),
        dayOfMessages({ date: 20240304, messages: 10 }),
        dayOfMessages({ date: 20240305, messages: 1 }),
      ],
    };
    const start = new Date('2024-03-05T12:00:00.000Z');
    const window = { start, end: new Date(end), timeZone: 'UTC' };
    assert.deepEqual(counts(channels(documents, { ...window, ...firstPage }).channels), rows);
  });
}
