import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { SessionDocument } from '../../embedded/demo/sessions.js';
import {
  dayOf,
  groupedBy,
  latestIn,
  recentSessionsOf,
  sessionsOf,
  userDailyOf,
  wallClock,
  workspaceAt,
  type Clock,
} from './demo-reading.js';

/** `movesOnBy` is there for a clock that leaves out 01:05 on one of the nights. */
const clocks: Record<string, Clock & { movesOnBy?: string }> = {
  'an afternoon': { now: '2026-11-18T15:20:00.000Z', timeZone: 'UTC' },
  'half past midnight, before the nightly jobs': {
    now: '2026-11-18T00:30:00.000Z',
    timeZone: 'UTC',
  },
  'between the two nightly jobs': { now: '2026-11-17T20:00:00.000Z', timeZone: 'Asia/Kolkata' },
  '29 February': { now: '2028-02-29T23:59:59.999Z', timeZone: 'America/Sao_Paulo' },
  'the first moment of a year': { now: '2027-01-01T00:00:00.000Z', timeZone: 'UTC' },
  'the second pass of the hour that a clock change repeats': {
    now: '2026-10-25T01:30:00.000Z',
    timeZone: 'Europe/Berlin',
  },
  'days after an hour was left out at two': {
    now: '2026-04-02T10:00:00.000Z',
    timeZone: 'Europe/Berlin',
  },
  'days after an hour was left out at one': {
    now: '2026-04-02T10:00:00.000Z',
    timeZone: 'Europe/London',
    movesOnBy: '02:00',
  },
  'days after an hour was left out at midnight': {
    now: '2018-11-08T18:00:00.000Z',
    timeZone: 'America/Sao_Paulo',
  },
};

/** The sums by user and day, written down plainly: seconds and sessions by device, the longest used first. */
function sums(sessions: readonly SessionDocument[]): Map<string, unknown> {
  const counted = sessions.filter(
    (one) =>
      one.type === 'computed-session' &&
      one.lastActivityAt !== undefined &&
      one.lastActivityAt.getTime() - one.loginAt.getTime() >= 1000,
  );
  const seconds = (one: SessionDocument) =>
    Math.trunc((Number(one.lastActivityAt) - Number(one.loginAt)) / 1000);
  const total = (some: readonly SessionDocument[]) =>
    some.reduce((sum, one) => sum + seconds(one), 0);
  const byDay = groupedBy(counted, (one) => `${one.userId}-${one.year}-${one.month}-${one.day}`);
  return new Map(
    [...byDay].map(([id, some]) => [
      id,
      {
        time: total(some),
        sessions: some.length,
        mostImportantRole: some[0]?.mostImportantRole,
        computedAt: some[0]?._computedAt,
        devices: [...groupedBy(some, (one) => JSON.stringify(one.device)).values()]
          .map((used) => ({ sessions: used.length, time: total(used), device: used[0]?.device }))
          .sort((one, other) => other.time - one.time),
      },
    ]),
  );
}

for (const [moment, clock] of Object.entries(clocks)) {
  suite(`sessions as the server in ${clock.timeZone} has left them at ${moment}`, () => {
    const workspace = workspaceAt(clock);
    const all = sessionsOf(workspace);
    const recent = recentSessionsOf(workspace, clock.now);
    const wall = wallClock(clock.timeZone);
    const now = new Date(clock.now);
    const localNow = wall(now);
    const connections = [...groupedBy(recent, (one) => one.sessionId).values()];

    test('are computed from two o’clock of the next day on, and only from then', () => {
      for (const one of all) {
        const computed = localNow >= `${dayOf(one, 1)} 02:00`;
        assert.equal(one.type, computed ? 'computed-session' : 'session', one._id);
        assert.equal(one._computedAt !== undefined, computed, one._id);
      }
      for (const [day, some] of groupedBy(all, (one) => dayOf(one, 1))) {
        const [ranAt, ...others] = new Set(some.map((one) => one._computedAt?.getTime()));
        assert.deepEqual(others, []);
        if (ranAt === undefined) continue;
        // Where the clock leaves two o’clock out, three is what follows the last minute of one.
        const leftOut = wall(ranAt - 1) === `${day} 01:59` && wall(ranAt) === `${day} 03:00`;
        assert.ok(leftOut || wall(ranAt) === `${day} 02:00`, wall(ranAt));
      }
    });

    test('stand under the local day of their login, and their clones under the days that follow', () => {
      for (const connection of connections) {
        connection.forEach((one, nights) => {
          const first = connection[0] ?? one;
          assert.equal(dayOf(one), dayOf(first, nights), one._id);
          assert.equal(one.loginAt.getTime(), first.loginAt.getTime(), one._id);
        });
        const [first, ...clones] = connection;
        assert.ok(first);
        assert.equal(wall(first.loginAt).slice(0, 10), dayOf(first), first._id);
        assert.equal(first.createdAt.getTime(), first.loginAt.getTime());
        for (const clone of clones) {
          assert.equal(wall(clone.createdAt).slice(0, 10), dayOf(clone));
          assert.equal(wall(clone.createdAt.getTime() - 1).slice(0, 10), dayOf(clone, -1));
        }
      }
      assert.ok(connections.some((connection) => connection.length > 2));
    });

    test('end with their day, to the millisecond and unclosed, where a clone goes on', () => {
      for (const original of connections.flatMap((connection) => connection.slice(0, -1))) {
        const { lastActivityAt, closedAt } = original;
        assert.ok(lastActivityAt);
        assert.equal(closedAt, undefined);
        assert.equal(wall(lastActivityAt), `${dayOf(original)} 23:59`);
        assert.equal(lastActivityAt.getTime() % 60_000, 59_999);
        assert.equal(wall(lastActivityAt.getTime() + 1).slice(0, 10), dayOf(original, 1));
      }
    });

    test('go on as a clone if they were open at 01:05, and not if they were closed before', () => {
      for (const connection of connections) {
        const last = connection.at(-1);
        assert.ok(last);
        const over = last.logoutAt ?? last.closedAt;
        const until = over === undefined ? localNow : wall(over);
        if (connection.length > 1) assert.ok(until >= `${dayOf(last)} 01:05`, last._id);
        assert.ok(until < `${dayOf(last, 1)} ${clock.movesOnBy ?? '01:05'}`, last._id);
      }
    });

    test('were last active when they closed, or else when they signed out', () => {
      for (const last of connections.map((connection) => connection.at(-1))) {
        assert.ok(last);
        assert.deepEqual(last.lastActivityAt, last.closedAt ?? last.logoutAt);
        assert.equal(last.logoutAt === undefined, last.logoutBy === undefined);
        assert.ok(last.loginAt <= (last.logoutAt ?? last.closedAt ?? now), last._id);
      }
    });

    test('of one connection are one per day and server process', () => {
      for (const connection of connections) {
        assert.equal(new Set(connection.map((one) => dayOf(one))).size, connection.length);
        assert.equal(new Set(connection.map((one) => one.instanceId)).size, 1);
      }
    });

    test('add up to the stored sums by user and day, and to no other', () => {
      const stored = userDailyOf(workspace).map((row) => {
        const { time, sessions, mostImportantRole, devices, _computedAt: computedAt } = row;
        assert.equal(row._id, `${row.userId}-${row.year}-${row.month}-${row.day}`);
        return [row._id, { time, sessions, mostImportantRole, computedAt, devices }] as const;
      });
      assert.deepEqual(new Map(stored), sums(all));
    });

    test('reach back 45 days and up to today, the sums up to the last night', () => {
      const today = localNow.slice(0, 10);
      const night = new Date(Date.parse(`${today}T00:00:00Z`));
      night.setUTCDate(night.getUTCDate() - (localNow.slice(11) >= '02:00' ? 1 : 2));
      const days = recent.map((one) => dayOf(one)).sort();
      const computed = userDailyOf(workspace)
        .map((one) => dayOf(one))
        .sort();
      // At the first moment of a day nobody has come yet.
      assert.ok(days.at(-1) === today || localNow.endsWith('00:00'), days.at(-1));
      assert.equal(Date.parse(today) - Date.parse(days[0] ?? ''), 45 * 86_400_000);
      assert.equal(computed.at(-1), night.toISOString().slice(0, 10));
    });

    test('hold nothing that is yet to come, and neither does any other collection', () => {
      const local = Number(localNow.slice(0, 10).replaceAll('-', ''));
      for (const [name, documents] of Object.entries(workspace)) {
        const late = documents.find(
          (document) =>
            latestIn(document) > now.getTime() ||
            (typeof document.date === 'number' && document.date > local),
        );
        assert.equal(late, undefined, name);
        assert.equal(new Set(documents.map((one) => one._id)).size, documents.length, name);
      }
    });
  });
}

suite('the sessions of an afternoon', () => {
  const clock = { now: '2026-11-18T15:20:00.000Z', timeZone: 'America/Sao_Paulo' };
  const sessions = recentSessionsOf(workspaceAt(clock), clock.now);
  const minutes = (one: SessionDocument) => (Number(one.closedAt) - Number(one.loginAt)) / 60_000;
  const wall = wallClock(clock.timeZone);

  const kinds: Record<string, (one: SessionDocument) => boolean> = {
    'still open': (one) => one.type === 'session' && one.lastActivityAt === undefined,
    'closed today': (one) => one.type === 'session' && one.closedAt !== undefined,
    'over midnight and closed before 01:05': (one) =>
      one.closedAt !== undefined && wall(one.closedAt).slice(0, 10) === dayOf(one, 1),
    'closed days after the login': (one) => minutes(one) > 2 * 24 * 60,
    'of a phone for a minute': (one) => one.device.type === 'mobile-app' && minutes(one) < 1.5,
    'of less than a second': (one) => minutes(one) < 1 / 60,
    'signed out and closed': (one) => one.logoutAt !== undefined && one.closedAt !== undefined,
    'signed out and never closed': (one) =>
      one.logoutAt !== undefined && one.type !== 'session' && one.lastActivityAt === one.logoutAt,
    'signed out by an administrator': (one) =>
      one.logoutBy !== undefined && one.logoutBy !== one.userId,
  };
  for (const [kind, isOne] of Object.entries(kinds)) {
    test(`include some ${kind}`, () => {
      assert.ok(sessions.some(isOne));
    });
  }

  test('include reconnects within seconds', () => {
    const ofDevice = groupedBy(sessions, (one) => one.loginToken);
    const gaps = [...ofDevice.values()].flatMap((some) =>
      some.slice(1).map((one, before) => Number(one.loginAt) - Number(some[before]?.closedAt)),
    );
    assert.ok(gaps.filter((gap) => gap > 0 && gap < 20_000).length > 100);
  });

  test('number in the tens of thousands', () => {
    assert.ok(sessions.length > 15_000 && sessions.length < 40_000, String(sessions.length));
  });
});
