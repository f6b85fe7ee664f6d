import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { dayOf, ordinary, recentSessionsOf, userDailyOf, workspaceAt } from './demo-reading.js';

const workspace = workspaceAt(ordinary);
const sessions = recentSessionsOf(workspace, ordinary.now);

/** Users connected at an instant, of those who speak a language if one is given. */
function online(instant: string, language?: string): number {
  const at = Date.parse(instant);
  const speakers = new Set(
    workspace.users
      .filter((one) => one.language === (language ?? one.language))
      .map((one) => one._id),
  );
  const users = sessions
    .filter((one) => Number(one.loginAt) <= at && Number(one.lastActivityAt ?? Infinity) > at)
    .map((one) => one.userId)
    .filter((userId) => speakers.has(userId));
  return new Set(users).size;
}

suite('the people of the demo', () => {
  test('are at work on a Tuesday at ten, and hardly anybody on a Sunday at three', () => {
    const tuesday = online('2026-11-03T10:00:00Z');
    const sunday = online('2026-11-01T03:00:00Z');
    assert.ok(tuesday > 80, String(tuesday));
    assert.ok(sunday < tuesday / 5, `${sunday} of ${tuesday}`);
  });

  test('go to lunch and home by the clock of their own place', () => {
    // Berlin is an hour ahead of UTC on that day, São Paulo three behind.
    for (const [language, morning, lunch, afternoon, night] of [
      ['de', '09:45', '11:40', '14:00', '02:00'],
      ['pt-BR', '13:45', '15:40', '18:00', '06:00'],
    ] as const) {
      const at = (time: string) => online(`2026-11-10T${time}:00Z`, language);
      assert.ok(at(lunch) < at(morning) * 0.7, `${language} ${at(lunch)} of ${at(morning)}`);
      assert.ok(at(afternoon) > at(morning) * 0.8, `${language} ${at(afternoon)}`);
      assert.ok(at(night) < at(morning) * 0.2, `${language} ${at(night)}`);
    }
  });

  test('are fewer on every Sunday than on any Tuesday, Wednesday or Thursday', () => {
    const byDay = new Map<string, number>();
    for (const row of userDailyOf(workspace))
      byDay.set(dayOf(row), (byDay.get(dayOf(row)) ?? 0) + 1);
    const active = (weekdays: number[]) =>
      [...byDay]
        .filter(([day]) => day > '2026' && weekdays.includes(new Date(day).getUTCDay()))
        .map(([, users]) => users);
    assert.ok(Math.max(...active([0])) < Math.min(...active([2, 3, 4])) * 0.7);
  });

  test('differ: some are here all the time, some rarely, some on three devices', () => {
    const days = new Map<string, number>();
    const devices = new Map<string, Set<string>>();
    for (const { userId } of userDailyOf(workspace)) days.set(userId, (days.get(userId) ?? 0) + 1);
    for (const { userId, device } of sessions) {
      devices.set(userId, (devices.get(userId) ?? new Set()).add(device.type));
    }
    const counts = [...days.values()];
    assert.ok(counts.filter((count) => count >= 30).length > 30);
    assert.ok(counts.filter((count) => count <= 10).length > 20);
    assert.ok([...devices.values()].filter((types) => types.size === 3).length > 20);
  });
});
