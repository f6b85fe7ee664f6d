import assert from 'node:assert/strict';
import { test } from 'node:test';

import { dayOfMessages, dayOfNewUsers } from '../support/documents.js';
import { messagesSent } from './messages-sent.js';
import { newUsers } from './new-users.js';

function usersOn(counts: Record<number, number>) {
  const rocketchat_analytics = Object.entries(counts).map(([date, users]) =>
    dayOfNewUsers({ date: Number(date), users }),
  );
  return (start: string, end: string, timeZone = 'UTC') =>
    newUsers({ rocketchat_analytics }, { start: new Date(start), end: new Date(end), timeZone });
}

/** 20231220 to 20240110, with one new user each from 2024 on and ten each before. */
const everyDay: Record<number, number> = Object.fromEntries([
  ...[20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31].map((day) => [20231200 + day, 10]),
  ...[1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((day) => [20240100 + day, 1]),
]) as Record<number, number>;

function without(counts: Record<number, number>, date: number): Record<number, number> {
  return Object.fromEntries(Object.entries(counts).filter(([key]) => Number(key) !== date));
}

const eightDays = ['2024-01-01T00:00:00.000Z', '2024-01-08T23:59:59.999Z'] as const;
const sevenAndAPart = ['2024-01-01T12:00:00.000Z', '2024-01-08T10:00:00.000Z'] as const;

test('eight whole days are eight rows, newest first', () => {
  assert.deepEqual(usersOn(everyDay)(...eightDays), {
    days: [
      { day: '2024-01-08T00:00:00.000Z', users: 1 },
      { day: '2024-01-07T00:00:00.000Z', users: 1 },
      { day: '2024-01-06T00:00:00.000Z', users: 1 },
      { day: '2024-01-05T00:00:00.000Z', users: 1 },
      { day: '2024-01-04T00:00:00.000Z', users: 1 },
      { day: '2024-01-03T00:00:00.000Z', users: 1 },
      { day: '2024-01-02T00:00:00.000Z', users: 1 },
      { day: '2024-01-01T00:00:00.000Z', users: 1 },
    ],
    period: { count: 8, variation: -72 },
    yesterday: { count: 1, variation: 0 },
  });
});

for (const [name, counts, variation] of [
  ['the oldest of its nine dates is cut', { ...everyDay, 20231223: 1000 }, 8 - 80],
  ['it is not cut where another is missing', { ...everyDay, 20231223: 1000, 20231227: 0 }, 8 - 70],
  [
    'a gap makes room for the ninth',
    without({ ...everyDay, 20231223: 1000 }, 20231227),
    8 - 70 - 1000,
  ],
  ['a tenth date is outside it', without({ ...everyDay, 20231222: 1000 }, 20231227), 8 - 80],
] as [string, Record<number, number>, number][]) {
  test(`the period before eight days is nine dates long: ${name}`, () => {
    const result = usersOn(counts)(...eightDays);
    assert.ok(result !== 'rejected');
    assert.deepEqual(result.period, { count: 8, variation });
  });
}

test('a start later in the day than the end cuts the oldest of eight dates', () => {
  const result = usersOn({ ...everyDay, 20240101: 1000 })(...sevenAndAPart);
  assert.ok(result !== 'rejected');
  assert.equal(result.days.length, 7);
  assert.equal(result.days.at(-1)?.day, '2024-01-02T00:00:00.000Z');
  assert.deepEqual(result.period, { count: 7, variation: 7 - 70 });
});

test('a gap lets the oldest of those eight dates back in', () => {
  const result = usersOn(without({ ...everyDay, 20240101: 1000 }, 20240105))(...sevenAndAPart);
  assert.ok(result !== 'rejected');
  assert.equal(result.days.length, 7);
  assert.equal(result.days.at(-1)?.day, '2024-01-01T00:00:00.000Z');
  assert.deepEqual(result.period, { count: 1006, variation: 1006 - 70 });
});

const march = usersOn({ 20240302: 1000, 20240303: 2, 20240304: 3, 20240305: 5 });

for (const { name, start, end, result } of [
  {
    name: 'one day is compared with two dates, of which one is counted, and has no yesterday',
    start: '2024-03-05T00:00:00.000Z',
    end: '2024-03-05T23:59:59.999Z',
    result: {
      days: [{ day: '2024-03-05T00:00:00.000Z', users: 5 }],
      period: { count: 5, variation: 2 },
      yesterday: { count: 0, variation: 5 },
    },
  },
  {
    name: 'two dates less than a day apart are one row, and yesterday is cut with the rest',
    start: '2024-03-04T12:00:00.000Z',
    end: '2024-03-05T10:00:00.000Z',
    result: {
      days: [{ day: '2024-03-05T00:00:00.000Z', users: 5 }],
      period: { count: 5, variation: 3 },
      yesterday: { count: 0, variation: 5 },
    },
  },
  {
    name: 'two dates a day apart are two rows',
    start: '2024-03-04T12:00:00.000Z',
    end: '2024-03-05T12:00:00.000Z',
    result: {
      days: [
        { day: '2024-03-05T00:00:00.000Z', users: 5 },
        { day: '2024-03-04T00:00:00.000Z', users: 3 },
      ],
      period: { count: 8, variation: 8 - 1002 },
      yesterday: { count: 3, variation: 2 },
    },
  },
  {
    name: 'a last date without new users is compared with the day before it all the same',
    start: '2024-03-05T00:00:00.000Z',
    end: '2024-03-06T23:59:59.999Z',
    result: {
      days: [{ day: '2024-03-05T00:00:00.000Z', users: 5 }],
      period: { count: 5, variation: 0 },
      yesterday: { count: 5, variation: -5 },
    },
  },
  {
    name: 'an end earlier on the same day is that day',
    start: '2024-03-05T12:00:00.000Z',
    end: '2024-03-05T10:00:00.000Z',
    result: {
      days: [{ day: '2024-03-05T00:00:00.000Z', users: 5 }],
      period: { count: 5, variation: 2 },
      yesterday: { count: 0, variation: 5 },
    },
  },
  {
    name: 'an end less than a day before start, on the date before, has no rows',
    start: '2024-03-05T12:00:00.000Z',
    end: '2024-03-04T13:00:00.000Z',
    result: {
      days: [],
      period: { count: 0, variation: -3 },
      yesterday: { count: 0, variation: 0 },
    },
  },
  {
    name: 'an end one day before start is compared with that one date',
    start: '2024-03-05T12:00:00.000Z',
    end: '2024-03-04T12:00:00.000Z',
    result: {
      days: [],
      period: { count: 0, variation: -3 },
      yesterday: { count: 0, variation: 0 },
    },
  },
  {
    name: 'an end nearly two days before start is answered',
    start: '2024-03-05T12:00:00.000Z',
    end: '2024-03-03T12:00:00.001Z',
    result: {
      days: [],
      period: { count: 0, variation: -3 },
      yesterday: { count: 0, variation: 0 },
    },
  },
  {
    name: 'an end two days before start is rejected',
    start: '2024-03-05T12:00:00.000Z',
    end: '2024-03-03T12:00:00.000Z',
    result: 'rejected',
  },
]) {
  test(name, () => {
    assert.deepEqual(march(start, end), result);
  });
}

test('messages are summed over rooms of every type, below zero too, apart from other documents', () => {
  const rocketchat_analytics = [
    dayOfMessages({ date: 20240304, messages: -7 }),
    dayOfMessages({ date: 20240305, messages: 4 }),
    dayOfMessages({ date: 20240305, messages: -1, room: { _id: 'direct', t: 'd' } }),
    dayOfMessages({ date: 20240305, messages: 10, room: { _id: 'visitor', t: 'l' } }),
    dayOfNewUsers({ date: 20240305, users: 100 }),
    { _id: 'seat', type: 'seat-request', date: 20240305, count: 1000 },
  ];
  const window = {
    start: new Date('2024-03-04T00:00:00.000Z'),
    end: new Date('2024-03-05T23:59:59.999Z'),
    timeZone: 'UTC',
  };
  assert.deepEqual(messagesSent({ rocketchat_analytics }, window), {
    days: [
      { day: '2024-03-05T00:00:00.000Z', messages: 13 },
      { day: '2024-03-04T00:00:00.000Z', messages: -7 },
    ],
    period: { count: 6, variation: 6 },
    yesterday: { count: -7, variation: 20 },
  });
  assert.deepEqual(newUsers({ rocketchat_analytics }, window), {
    days: [{ day: '2024-03-05T00:00:00.000Z', users: 100 }],
    period: { count: 100, variation: 100 },
    yesterday: { count: 0, variation: 100 },
  });
});

test('nothing stored is an answer without days', () => {
  const nothing = {
    days: [],
    period: { count: 0, variation: 0 },
    yesterday: { count: 0, variation: 0 },
  };
  const window = { start: new Date(eightDays[0]), end: new Date(eightDays[1]), timeZone: 'UTC' };
  assert.deepEqual(newUsers({}, window), nothing);
  assert.deepEqual(messagesSent({}, window), nothing);
  assert.equal(messagesSent({}, { ...window, start: window.end, end: window.start }), 'rejected');
});

test('29 February is the day before 1 March, and 31 December before 1 January', () => {
  const leap = usersOn({ 20240229: 2, 20240301: 3 });
  const result = leap('2024-02-28T00:00:00.000Z', '2024-03-01T23:59:59.999Z');
  assert.ok(result !== 'rejected');
  assert.deepEqual(result.yesterday, { count: 2, variation: 1 });
  const turn = usersOn({ 20231231: 7, 20240101: 4 });
  const january = turn('2023-12-30T00:00:00.000Z', '2024-01-01T23:59:59.999Z');
  assert.ok(january !== 'rejected');
  assert.deepEqual(january.yesterday, { count: 7, variation: -3 });
});

for (const [timeZone, date, noon, day] of [
  ['UTC', 20240305, '2024-03-05T12:00:00.000Z', '2024-03-05T00:00:00.000Z'],
  ['Asia/Kolkata', 20240305, '2024-03-05T06:30:00.000Z', '2024-03-04T18:30:00.000Z'],
  // At midnight the clock leaps to 01:00.
  ['America/Sao_Paulo', 20181104, '2018-11-04T14:00:00.000Z', '2018-11-04T03:00:00.000Z'],
  ['America/Sao_Paulo', 20181103, '2018-11-03T15:00:00.000Z', '2018-11-03T03:00:00.000Z'],
  // At midnight the clock falls back to 23:00 of the day before.
  ['America/Sao_Paulo', 20190217, '2019-02-17T15:00:00.000Z', '2019-02-17T03:00:00.000Z'],
  ['America/Sao_Paulo', 20190216, '2019-02-16T14:00:00.000Z', '2019-02-16T02:00:00.000Z'],
  // At 01:00 the clock falls back to midnight.
  ['America/Havana', 20241103, '2024-11-03T17:00:00.000Z', '2024-11-03T04:00:00.000Z'],
  ['America/Havana', 20241104, '2024-11-04T17:00:00.000Z', '2024-11-04T05:00:00.000Z'],
] as const) {
  test(`${date} in ${timeZone} begins at ${day}`, () => {
    assert.deepEqual(usersOn({ [date]: 1 })(noon, noon, timeZone), {
      days: [{ day, users: 1 }],
      period: { count: 1, variation: 1 },
      yesterday: { count: 0, variation: 1 },
    });
  });
}

for (const [name, timeZone, start, end, rows] of [
  // 12:00 to 12:00 on the clock, 23 hours.
  [
    'an hour is skipped',
    'Europe/Berlin',
    '2024-03-30T11:00:00.000Z',
    '2024-03-31T10:00:00.000Z',
    2,
  ],
  // 12:00 to 11:59 on the clock, nearly 25 hours.
  ['an hour repeats', 'Europe/Berlin', '2024-10-26T10:00:00.000Z', '2024-10-27T10:59:00.000Z', 1],
] as const) {
  test(`whole days are read from the zone's clock where ${name}`, () => {
    const dates = { 20240330: 1, 20240331: 1, 20241026: 1, 20241027: 1 };
    const result = usersOn(dates)(start, end, timeZone);
    assert.ok(result !== 'rejected');
    assert.equal(result.days.length, rows);
  });
}

test('the dates of a window are those of the zone', () => {
  const result = usersOn({ 20240304: 1, 20240305: 10, 20240306: 100 })(
    '2024-03-05T02:59:59.999Z',
    '2024-03-06T02:59:59.999Z',
    'America/Sao_Paulo',
  );
  assert.ok(result !== 'rejected');
  assert.deepEqual(result.days, [
    { day: '2024-03-05T03:00:00.000Z', users: 10 },
    { day: '2024-03-04T03:00:00.000Z', users: 1 },
  ]);
});
