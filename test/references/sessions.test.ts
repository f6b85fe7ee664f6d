import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { BsonDocument } from '../../data/workspace.js';
import { session, userDaily } from '../support/documents.js';
import { chatBusierHourly } from './chat-busier-hourly.js';
import { usersByTimeOfDay } from './users-by-time-of-day.js';

const timeZone = 'UTC';
const start = new Date('2024-03-05T23:59:59.999Z');
const wholeDay = { start: new Date('2024-03-05T00:00:00.000Z'), end: start, timeZone };

function busyHours(...rocketchat_sessions: BsonDocument[]): Record<number, number> {
  const { hours } = chatBusierHourly({ rocketchat_sessions }, { start, timeZone });
  return Object.fromEntries(
    hours.filter(({ users }) => users > 0).map(({ hour, users }) => [hour, users]),
  );
}

function week(...rocketchat_sessions: BsonDocument[]) {
  return usersByTimeOfDay({ rocketchat_sessions }, wholeDay).week;
}

const rows: {
  closedAt: string | undefined;
  loginAt: string;
  even: number[];
  all: number[];
}[] = [
  { loginAt: '13:05', closedAt: '13:40', even: [], all: [13] },
  { loginAt: '13:05', closedAt: '14:10', even: [14], all: [13, 14] },
  { loginAt: '12:00', closedAt: '12:00', even: [12], all: [12] },
  { loginAt: '11:59', closedAt: '16:00', even: [12, 14, 16], all: [11, 12, 13, 14, 15, 16] },
  { loginAt: '23:10', closedAt: '+1d 01:00', even: [], all: [] },
  { loginAt: '22:10', closedAt: '+1d 22:30', even: [22], all: [22] },
  { loginAt: '13:05', closedAt: '+3d 11:00', even: [], all: [] },
  { loginAt: '13:05', closedAt: '+3d 16:59', even: [14, 16], all: [13, 14, 15, 16] },
  { loginAt: '19:30', closedAt: undefined, even: [20, 22], all: [19, 20, 21, 22, 23] },
  { loginAt: '20:00', closedAt: undefined, even: [20, 22], all: [20, 21, 22, 23] },
  { loginAt: '23:10', closedAt: undefined, even: [], all: [23] },
];

for (const { loginAt, closedAt, even, all } of rows) {
  test(`a session from ${loginAt} to ${closedAt ?? 'now'} stands at the even hours [${even.join(', ')}]`, () => {
    assert.deepEqual(
      busyHours(session({ loginAt, closedAt })),
      Object.fromEntries(even.map((hour) => [hour, 1])),
    );
  });

  test(`a session from ${loginAt} to ${closedAt ?? 'now'} stands in the hours [${all.join(', ')}]`, () => {
    assert.deepEqual(
      week(session({ loginAt, closedAt })),
      all.toReversed().map((hour) => ({ users: 1, hour, day: 5, month: 3, year: 2024 })),
    );
  });
}

test('hourly data has twelve rows, hour 22 first', () => {
  const rocketchat_sessions = [
    session({ loginAt: '21:10', closedAt: '22:10' }),
    session({ userId: 'bob', loginAt: '01:10', closedAt: '22:30' }),
  ];
  assert.deepEqual(chatBusierHourly({ rocketchat_sessions }, { start, timeZone }), {
    hours: [
      { users: 2, hour: 22 },
      { users: 1, hour: 20 },
      { users: 1, hour: 18 },
      { users: 1, hour: 16 },
      { users: 1, hour: 14 },
      { users: 1, hour: 12 },
      { users: 1, hour: 10 },
      { users: 1, hour: 8 },
      { users: 1, hour: 6 },
      { users: 1, hour: 4 },
      { users: 1, hour: 2 },
      { users: 0, hour: 0 },
    ],
  });
});

test('hourly data has no rows when no session began in the 24 hours', () => {
  assert.deepEqual(chatBusierHourly({}, { start, timeZone }), { hours: [] });
  const rocketchat_sessions = [session({ loginAt: '-1d 23:59:59.998' })];
  assert.deepEqual(chatBusierHourly({ rocketchat_sessions }, { start, timeZone }), { hours: [] });
});

for (const [loginAt, rowCount] of [
  ['-1d 11:59:59.999', 0],
  ['-1d 12:00:00.000', 12],
  ['12:00:00.000', 12],
  ['12:00:00.001', 0],
] as const) {
  test(`hourly data at 12:00 has ${rowCount} rows for a login at ${loginAt}`, () => {
    const documents = { rocketchat_sessions: [session({ loginAt })] };
    const noon = new Date('2024-03-05T12:00:00.000Z');
    assert.equal(chatBusierHourly(documents, { start: noon, timeZone }).hours.length, rowCount);
  });
}

for (const [loginAt, hours] of [
  ['08:59:59.999', []],
  ['09:00:00.000', [9]],
  ['09:30:00.000', [9]],
  ['09:30:00.001', []],
] as const) {
  test(`of 09:00 to 09:30, a login at ${loginAt} stands in the hours [${hours.join()}]`, () => {
    const documents = { rocketchat_sessions: [session({ loginAt, closedAt: '09:45' })] };
    const { week } = usersByTimeOfDay(documents, {
      start: new Date('2024-03-05T09:00:00.000Z'),
      end: new Date('2024-03-05T09:30:00.000Z'),
      timeZone,
    });
    assert.deepEqual(
      week.map(({ hour }) => hour),
      hours,
    );
  });
}

test('a user is counted once however many sessions overlap', () => {
  const sessions = [
    session({ loginAt: '09:30', closedAt: '10:30' }),
    session({ loginAt: '10:00', closedAt: '11:30' }),
    session({ loginAt: '10:10', closedAt: '10:20', userId: 'bob' }),
  ];
  assert.deepEqual(busyHours(...sessions), { 10: 2 });
  assert.deepEqual(
    week(...sessions).map(({ hour, users }) => [hour, users]),
    [
      [11, 1],
      [10, 2],
      [9, 1],
    ],
  );
});

test('the days of one long session share its login: once by the hour, on each stored day by the week', () => {
  const sessions = [
    session({ loginAt: '22:30' }),
    session({ loginAt: '22:30', day: 6, closedAt: '+1d 23:10' }),
  ];
  assert.deepEqual(busyHours(...sessions), { 22: 1 });
  assert.deepEqual(week(...sessions), [
    { users: 1, hour: 23, day: 6, month: 3, year: 2024 },
    { users: 1, hour: 22, day: 6, month: 3, year: 2024 },
    { users: 1, hour: 23, day: 5, month: 3, year: 2024 },
    { users: 1, hour: 22, day: 5, month: 3, year: 2024 },
  ]);
});

test('only computed sessions count', () => {
  const others = [session({ type: 'session' }), userDaily()];
  assert.deepEqual(
    chatBusierHourly({ rocketchat_sessions: others }, { start, timeZone }).hours,
    [],
  );
  assert.deepEqual(week(...others), []);
});

test('a session without a user makes the rows but is not counted in them', () => {
  const withoutUserId = session({ userId: undefined, loginAt: '13:05', closedAt: '14:10' });
  assert.equal('userId' in withoutUserId, false);
  const { hours } = chatBusierHourly({ rocketchat_sessions: [withoutUserId] }, { start, timeZone });
  assert.equal(hours.length, 12);
  assert.deepEqual(busyHours(withoutUserId), {});
  assert.deepEqual(week(withoutUserId), [
    { users: 0, hour: 14, day: 5, month: 3, year: 2024 },
    { users: 0, hour: 13, day: 5, month: 3, year: 2024 },
  ]);
  assert.deepEqual(week(withoutUserId, session({ loginAt: '14:00', closedAt: '14:30' })), [
    { users: 1, hour: 14, day: 5, month: 3, year: 2024 },
    { users: 0, hour: 13, day: 5, month: 3, year: 2024 },
  ]);
});

for (const [timeZone, loginAt, hour, day] of [
  ['America/Sao_Paulo', '01:30', 1, 4],
  ['Asia/Kolkata', '20:00', 20, 6],
] as const) {
  test(`a server in ${timeZone} stores its own date beside the UTC hour`, () => {
    assert.deepEqual(week(session({ loginAt, closedAt: loginAt, timeZone })), [
      { users: 1, hour, day, month: 3, year: 2024 },
    ]);
  });
}

test('the week is newest first over the end of a year', () => {
  const rocketchat_sessions = [
    session({ loginAt: '2023-12-31T23:30:00.000Z', closedAt: '2023-12-31T23:40:00.000Z' }),
    session({ loginAt: '2024-01-01T00:30:00.000Z', closedAt: '2024-01-01T00:40:00.000Z' }),
    session({ loginAt: '2023-12-09T08:30:00.000Z', closedAt: '2023-12-09T08:40:00.000Z' }),
  ];
  const { week } = usersByTimeOfDay(
    { rocketchat_sessions },
    {
      start: new Date('2023-12-01T00:00:00.000Z'),
      end: new Date('2024-01-31T00:00:00.000Z'),
      timeZone,
    },
  );
  assert.deepEqual(week, [
    { users: 1, hour: 0, day: 1, month: 1, year: 2024 },
    { users: 1, hour: 23, day: 31, month: 12, year: 2023 },
    { users: 1, hour: 8, day: 9, month: 12, year: 2023 },
  ]);
});

test('a window that ends before it starts has no hours', () => {
  const rocketchat_sessions = [session({ loginAt: '12:00' })];
  const backwards = { start: wholeDay.end, end: wholeDay.start, timeZone };
  assert.deepEqual(usersByTimeOfDay({ rocketchat_sessions }, backwards), { week: [] });
});
