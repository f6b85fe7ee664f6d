import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { MessagesDocument } from '../../embedded/demo/messages.js';
import { groupedBy, wallClock, workspaceAt } from './demo-reading.js';

const clock = { now: '2026-11-18T15:20:00.000Z', timeZone: 'America/Sao_Paulo' };
const workspace = workspaceAt(clock);
const analytics = workspace.rocketchat_analytics;
const messages = analytics.filter((row) => row.type === 'messages') as MessagesDocument[];
const rooms = new Map(workspace.rocketchat_room.map((room) => [room._id, room]));
const byRoom = groupedBy(messages, (row) => row.room._id);
const wall = wallClock(clock.timeZone);
const dateOf = (instant: Date) => Number(wall(instant).slice(0, 10).replaceAll('-', ''));

suite('the statistics of messages', () => {
  test('have one row per day and room', () => {
    const keys = messages.map((row) => `${row.date} ${row.room._id}`);
    assert.equal(new Set(keys).size, keys.length);
  });

  test('were last written on their day, by the server’s clock', () => {
    for (const row of messages) assert.equal(dateOf(row._updatedAt), row.date);
  });

  test('are for the most part of channels, then of direct and private rooms, and a little of livechat', () => {
    const total = new Map<string, number>();
    for (const { room, messages: count } of messages)
      total.set(room.t, (total.get(room.t) ?? 0) + count);
    const of = (t: string) => total.get(t) ?? 0;
    assert.ok(of('c') > of('d') && of('c') > of('p'));
    assert.ok(of('d') > 1000 && of('p') > 1000);
    assert.ok(of('l') > 0 && of('l') < 100);
  });

  test('leave out one day between the first and the last', () => {
    const dates = [...new Set(messages.map((row) => row.date))];
    const instants = dates.map((date) =>
      Date.UTC(Math.floor(date / 10000), (Math.floor(date / 100) % 100) - 1, date % 100),
    );
    const span = (Math.max(...instants) - Math.min(...instants)) / 86_400_000 + 1;
    assert.equal(span, 46);
    assert.equal(dates.length, span - 1);
  });

  test('count below nothing where more was deleted than written', () => {
    assert.equal(messages.filter((row) => row.messages < 0).length, 1);
  });

  test('know one room by two names, the later one being its own', () => {
    const renamed = [...byRoom.values()].filter(
      (rows) => new Set(rows.map((row) => row.room.name)).size > 1,
    );
    assert.equal(renamed.length, 1);
    const rows = renamed[0] ?? [];
    assert.equal(rooms.get(rows[0]?.room._id)?.name, rows.at(-1)?.room.name);
    assert.notEqual(rows[0]?.room.name, rows.at(-1)?.room.name);
  });

  test('know one room that is no more', () => {
    const gone = [...byRoom.keys()].filter((id) => !rooms.has(id));
    assert.equal(gone.length, 1);
  });

  test('know two rooms of one type and name', () => {
    const named = groupedBy(
      [...byRoom.values()].flatMap((rows) => rows.slice(-1)).filter((row) => row.room.t !== 'd'),
      (row) => `${row.room.t} ${row.room.name ?? ''}`,
    );
    assert.deepEqual(
      [...named.values()].map((rows) => rows.length).filter((count) => count > 1),
      [2],
    );
  });

  test('agree with the rooms: members, type, last message, and no more messages than the room has', () => {
    for (const [id, rows] of byRoom) {
      const room = rooms.get(id);
      const last = rows.at(-1);
      if (room === undefined || last === undefined) continue;
      assert.equal(last.room.t, room.t);
      assert.equal(last.room.name, room.fname ?? room.name);
      assert.deepEqual(last.room.usernames, room.usernames ?? []);
      assert.deepEqual(last._updatedAt, room.lm);
      assert.ok(rows.reduce((sum, row) => sum + row.messages, 0) <= Number(room.msgs), id);
      assert.ok((rows[0]?._updatedAt ?? 0) >= (room.ts as Date), id);
    }
  });
});

suite('the rooms', () => {
  const people = new Map(workspace.users.map((user) => [user.username, String(user._id)]));
  const direct = workspace.rocketchat_room.filter((room) => room.t === 'd');

  test('of two people have an id of both, sorted, and no name', () => {
    for (const room of direct) {
      const ids = (room.usernames as string[]).map((username) => people.get(username));
      assert.equal(ids.length, room.usersCount);
      assert.equal(room.name ?? room.fname, undefined);
      if (ids.length === 2) assert.equal(room._id, ids.sort().join(''));
    }
    assert.ok(direct.some((room) => room.usersCount === 2));
    assert.ok(direct.some((room) => Number(room.usersCount) > 2));
  });

  test('include discussions of existing rooms, teams, and a livechat', () => {
    const discussions = workspace.rocketchat_room.filter((room) => room.prid !== undefined);
    assert.ok(discussions.length >= 2);
    for (const room of discussions) assert.ok(rooms.has(room.prid) && room.fname !== undefined);
    assert.ok(workspace.rocketchat_room.some((room) => room.teamId !== undefined));
    assert.ok(workspace.rocketchat_room.some((room) => room.t === 'l'));
  });

  test('were last updated no earlier than their last message', () => {
    for (const { _id, ts, lm, _updatedAt } of workspace.rocketchat_room) {
      assert.ok(((lm ?? ts) as Date) >= (ts as Date), String(_id));
      assert.ok((_updatedAt as Date) >= ((lm ?? ts) as Date), String(_id));
    }
  });
});

suite('the statistics of new users', () => {
  test('are the accounts made on each day, without rows for days that had none', () => {
    const made = groupedBy(
      workspace.users.filter((user) => (user.createdAt as Date) > new Date('2026-10-04T12:00:00Z')),
      (user) => String(dateOf(user.createdAt as Date)),
    );
    const rows = analytics.filter((row) => row.type === 'users');
    assert.deepEqual(
      new Map(rows.map((row) => [String(row.date), row.users])),
      new Map([...made].map(([date, users]) => [date, users.length])),
    );
    assert.ok(rows.length > 10 && rows.length < 40);
  });
});

suite('seat requests', () => {
  test('stand among the statistics', () => {
    assert.ok(analytics.some((row) => row.type === 'seat-request'));
  });
});
