import assert from 'node:assert/strict';
import { test } from 'node:test';

import { session, userDaily } from '../support/documents.js';
import { activeUsers } from './active-users.js';
import { chatBusierWeekly } from './chat-busier-weekly.js';

const timeZone = 'UTC';
const march5 = {
  start: new Date('2024-03-05T10:00:00.000Z'),
  end: new Date('2024-03-05T10:00:00.000Z'),
  timeZone,
};

test('active users are distinct per day, newest day first, without filling gaps', () => {
  const rocketchat_sessions = [
    userDaily({ date: 20231231, userId: 'alice' }),
    userDaily({ date: 20231231, userId: 'bob' }),
    userDaily({ date: 20231231, userId: 'alice', _id: 'old-1' }),
    userDaily({ date: 20240102, userId: 'bob' }),
    userDaily({ date: 20231229, userId: 'too early' }),
    userDaily({ date: 20240103, userId: 'too late' }),
  ];
  const window = {
    start: new Date('2023-12-30T23:59:59.999Z'),
    end: new Date('2024-01-02T00:00:00.000Z'),
    timeZone,
  };
  assert.deepEqual(activeUsers({ rocketchat_sessions }, window), {
    month: [
      { usersList: ['bob'], users: 1, day: 2, month: 1, year: 2024 },
      { usersList: ['alice', 'bob'], users: 2, day: 31, month: 12, year: 2023 },
    ],
  });
});

test('both user counts leave out anonymous visitors and other types, and keep a missing role', () => {
  const rocketchat_sessions = [
    userDaily({ userId: 'alice', mostImportantRole: undefined }),
    userDaily({ userId: 'bob', mostImportantRole: 'anonymous' }),
    session({ userId: 'carol', type: 'session' }),
    session({ userId: 'dave' }),
  ];
  assert.deepEqual(activeUsers({ rocketchat_sessions }, march5), {
    month: [{ usersList: ['alice'], users: 1, day: 5, month: 3, year: 2024 }],
  });
  assert.deepEqual(chatBusierWeekly({ rocketchat_sessions }, march5), {
    month: [{ users: 1, day: 5, month: 3, year: 2024 }],
  });
});

test('all documents of a day without a user are one active user that the list leaves out', () => {
  const rocketchat_sessions = [
    userDaily({ userId: undefined }),
    userDaily({ userId: undefined }),
    userDaily({ userId: 'alice' }),
  ];
  assert.deepEqual(activeUsers({ rocketchat_sessions }, march5), {
    month: [{ usersList: ['alice'], users: 2, day: 5, month: 3, year: 2024 }],
  });
});

test('weekly data counts documents, not users', () => {
  const rocketchat_sessions = [
    userDaily({ userId: 'alice' }),
    userDaily({ userId: 'alice', _id: 'old-1' }),
    userDaily({ userId: undefined }),
    userDaily({ userId: undefined }),
  ];
  assert.deepEqual(chatBusierWeekly({ rocketchat_sessions }, march5), {
    month: [{ users: 4, day: 5, month: 3, year: 2024 }],
  });
});

test('weekly data covers eight dates, newest first', () => {
  const dates = [20240226, 20240227, 20240228, 20240229, 20240301, 20240302];
  const rocketchat_sessions = [...dates, 20240303, 20240304, 20240305, 20240306].map((date) =>
    userDaily({ date }),
  );
  const { month } = chatBusierWeekly({ rocketchat_sessions }, march5);
  assert.deepEqual(
    month.map(({ month, day }) => [month, day]),
    [
      [3, 5],
      [3, 4],
      [3, 3],
      [3, 2],
      [3, 1],
      [2, 29],
      [2, 28],
      [2, 27],
    ],
  );
});

for (const [timeZone, start, dates] of [
  ['America/Sao_Paulo', '2024-03-05T02:59:59.999Z', [4]],
  ['America/Sao_Paulo', '2024-03-05T03:00:00.000Z', [5]],
  ['Asia/Kolkata', '2024-03-05T18:29:59.999Z', [5]],
  ['Asia/Kolkata', '2024-03-05T18:30:00.000Z', [6]],
] as const) {
  test(`at ${start} a server in ${timeZone} answers for its own date`, () => {
    const rocketchat_sessions = [4, 5, 6].map((day) => userDaily({ day }));
    const window = { start: new Date(start), end: new Date(start), timeZone };
    const { month } = activeUsers({ rocketchat_sessions }, window);
    assert.deepEqual(
      month.map(({ day }) => day),
      dates,
    );
    const [newest] = chatBusierWeekly({ rocketchat_sessions }, window).month;
    assert.equal(newest?.day, dates[0]);
  });
}

test('seven days before start are calendar days where the clock changes between', () => {
  // 00:30 in Berlin on 2024-04-02; 168 hours before it is 23:30 on 2024-03-25.
  const start = new Date('2024-04-01T22:30:00.000Z');
  const rocketchat_sessions = [20240325, 20240326].map((date) => userDaily({ date }));
  assert.deepEqual(
    chatBusierWeekly({ rocketchat_sessions }, { start, timeZone: 'Europe/Berlin' }),
    {
      month: [{ users: 1, day: 26, month: 3, year: 2024 }],
    },
  );
});

test('a window whose last date is before its first has no active users', () => {
  const rocketchat_sessions = [userDaily({ day: 4 }), userDaily({ day: 5 })];
  const end = new Date('2024-03-04T12:00:00.000Z');
  assert.deepEqual(activeUsers({ rocketchat_sessions }, { ...march5, end }), { month: [] });
});
