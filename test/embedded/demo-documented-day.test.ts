import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { ordinary, sessionsOf, userDailyOf, workspaceAt, type Workspace } from './demo-reading.js';

const day = 86_400_000;

/** Busiest hours as the reference counts them: only even hours are asked, of clocks without dates. */
function hourly(workspace: Workspace, start: string): Record<number, number> {
  const to = Date.parse(start);
  const online = new Map<number, Set<string>>();
  for (const session of sessionsOf(workspace)) {
    const loginAt = session.loginAt.getTime();
    if (session.type !== 'computed-session' || loginAt < to - day || loginAt > to) continue;
    for (let hour = 0; hour <= 22; hour += 2) {
      const users = online.get(hour) ?? new Set();
      online.set(hour, users);
      const closedHour = session.closedAt?.getUTCHours() ?? 23;
      if (session.loginAt.getUTCHours() <= hour && hour <= closedHour) users.add(session.userId);
    }
  }
  return Object.fromEntries([...online].map(([hour, users]) => [hour, users.size]));
}

suite('the documented day', () => {
  for (const timeZone of ['UTC', 'America/Sao_Paulo', 'Asia/Kolkata']) {
    test(`answers as documented, with a server in ${timeZone}`, () => {
      assert.deepEqual(hourly(workspaceAt({ ...ordinary, timeZone }), '2023-05-02T00:00:00.000Z'), {
        0: 0,
        2: 0,
        4: 1,
        6: 1,
        8: 1,
        10: 2,
        12: 4,
        14: 4,
        16: 2,
        18: 4,
        20: 3,
        22: 3,
      });
    });
  }

  const workspace = workspaceAt(ordinary);
  const old = sessionsOf(workspace).filter((session) => session.loginAt.getUTCFullYear() === 2023);

  test('is of people who were here already', () => {
    const createdAt = new Map(workspace.users.map((user) => [user._id, user.createdAt as Date]));
    for (const session of old) {
      assert.ok((createdAt.get(session.userId) ?? Infinity) < session.loginAt, session.userId);
    }
  });

  test('has its sums by user and day as any other', () => {
    const sums = userDailyOf(workspace).filter((row) => row.year === 2023);
    const users = new Set(old.map(({ userId, month, day }) => `${userId}-2023-${month}-${day}`));
    assert.deepEqual(new Set(sums.map((row) => row._id)), users);
  });

  test('is left out where the recorded weeks reach back to it', () => {
    const early = workspaceAt({ ...ordinary, now: '2023-06-01T12:00:00.000Z' });
    assert.equal(
      sessionsOf(early).find((session) => session.loginAt.getTime() < Date.UTC(2023, 3, 16)),
      undefined,
    );
  });
});
