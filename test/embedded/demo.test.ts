import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { CollectionName, BsonDocument } from '../../data/workspace.js';
import { GeneratedWorkspace } from '../../embedded/demo/workspace.js';

const minute = 60_000;
const hour = 60 * minute;

type Stored = Record<string, Map<unknown, BsonDocument>>;

/** Enough to distinguish two workspaces; that of the demo takes a second each. */
const small = { people: 20, rooms: 10 };

/** What is stored at the last of some instants by a workspace that starts at the first. */
function storedAfter(
  { timeZone, seed, size }: { timeZone: string; seed: number; size?: typeof small },
  ...instants: readonly (string | number)[]
): Stored {
  const times = instants.map((instant) => new Date(instant));
  const [now = new Date()] = times;
  const workspace = new GeneratedWorkspace({ seed, now, timeZone, ...(size && { size }) });
  const stored: Stored = {};
  for (const time of times) {
    for (const [collection, document] of workspace.advance(time)) {
      (stored[collection] ??= new Map()).set(document._id, document);
    }
  }
  return stored;
}

function documentsOf(
  stored: Stored,
  collection: CollectionName,
  ...types: string[]
): BsonDocument[] {
  const documents = [...(stored[collection]?.values() ?? [])];
  return types.length === 0
    ? documents
    : documents.filter(({ type }) => types.includes(type as string));
}

/** Every document as text, in order. */
function textOf(stored: Stored): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(stored).map(([collection, documents]) => [
      collection,
      [...documents.values()].map((document) => JSON.stringify(document)).sort(),
    ]),
  );
}

suite('the documented day', () => {
  for (const timeZone of ['UTC', 'America/Sao_Paulo', 'Asia/Kolkata']) {
    test(`gives the documented response, with a server in ${timeZone}`, () => {
      const end = Date.parse('2023-05-02T00:00:00.000Z');
      const users = Array.from({ length: 12 }, () => new Set());
      const stored = storedAfter({ timeZone, seed: 1 }, '2026-11-18T15:20:00.000Z');
      for (const one of documentsOf(stored, 'rocketchat_sessions', 'computed-session')) {
        const [loginAt, closedAt] = [one.loginAt as Date, one.closedAt as Date | undefined];
        if (loginAt.getTime() < end - 24 * hour || loginAt.getTime() > end) continue;
        // The rule of Rocket.Chat: clocks without dates, at even hours.
        for (const [index, set] of users.entries()) {
          const isOnline =
            loginAt.getUTCHours() <= 2 * index && 2 * index <= (closedAt?.getUTCHours() ?? 23);
          if (isOnline) set.add(one.userId);
        }
      }
      assert.deepEqual(
        users.map(({ size }) => size),
        [0, 0, 1, 1, 1, 2, 4, 4, 2, 4, 3, 3],
      );
    });
  }
});

suite('the demo workspace', () => {
  const evening = '2026-11-18T20:00:00.000Z';
  const text = textOf(storedAfter({ timeZone: 'Europe/Berlin', seed: 7, size: small }, evening));

  test('is the same for the same seed, clock and zone, and another for another seed', () => {
    assert.deepEqual(
      textOf(storedAfter({ timeZone: 'Europe/Berlin', seed: 7, size: small }, evening)),
      text,
    );
    const other = textOf(storedAfter({ timeZone: 'Europe/Berlin', seed: 8, size: small }, evening));
    for (const collection of [
      'users',
      'rocketchat_sessions',
      'rocketchat_analytics',
      'rocketchat_room',
    ]) {
      assert.notDeepEqual(other[collection], text[collection]);
    }
  });

  test('that has run since the morning stores what one that starts in the evening stores', () => {
    const start = Date.parse('2026-11-18T05:00:00.000Z');
    const steps = Array.from({ length: 15 * 6 + 1 }, (_, step) => start + step * 10 * minute);
    assert.deepEqual(
      textOf(storedAfter({ timeZone: 'Europe/Berlin', seed: 7, size: small }, ...steps)),
      text,
    );
  });

  test('stores the same after two nights in many steps as in one', () => {
    const start = Date.parse(evening);
    const steps = Array.from({ length: 53 * 2 + 1 }, (_, step) => start + step * 30 * minute);
    const [end = start] = steps.slice(-1);
    assert.deepEqual(
      textOf(storedAfter({ timeZone: 'Europe/Berlin', seed: 7, size: small }, ...steps)),
      textOf(storedAfter({ timeZone: 'Europe/Berlin', seed: 7, size: small }, start, end)),
    );
  });

  test('changes from minute to minute: sessions, messages of today, and now and then a new user', () => {
    const workspace = new GeneratedWorkspace({ seed: 7, now: new Date(evening), timeZone: 'UTC' });
    const changed = new Set<unknown>();
    const start = Date.parse(evening);
    assert.ok([...workspace.advance(new Date(start))].length > 0);
    for (let minutes = 1; minutes <= 30; minutes += 1) {
      const changes = [...workspace.advance(new Date(start + minutes * minute))];
      assert.notEqual(changes.length, 0, `${minutes} minutes`);
      for (const [, { type, date }] of changes) {
        changed.add(type);
        assert.ok(date === undefined || date === 20261118);
      }
    }
    for (const [, { type }] of workspace.advance(new Date(start + 7 * 24 * hour)))
      changed.add(type);
    for (const type of ['session', 'messages', 'users', 'computed-session', 'user_daily']) {
      assert.ok(changed.has(type), type);
    }
  });
});

suite('the sessions of the demo workspace', () => {
  const now = Date.parse('2026-11-18T20:00:00.000Z');
  const stored = storedAfter({ timeZone: 'America/Sao_Paulo', seed: 1 }, now);
  const sessions = documentsOf(stored, 'rocketchat_sessions', 'session', 'computed-session').filter(
    ({ loginAt }) => (loginAt as Date).getTime() > now - 50 * 24 * hour,
  );
  const storedDay = ({ year, month, day }: BsonDocument) =>
    new Date(Date.UTC(Number(year), Number(month) - 1, Number(day))).toISOString().slice(0, 10);
  const format = new Intl.DateTimeFormat('sv-SE', {
    timeZone: 'America/Sao_Paulo',
    dateStyle: 'short',
    timeStyle: 'short',
  });
  const wall = (instant: unknown) => format.format(instant as Date);
  const connections = new Map<unknown, BsonDocument[]>();
  for (const one of sessions) {
    connections.set(one.sessionId, [...(connections.get(one.sessionId) ?? []), one]);
  }

  test('are computed at two o’clock of the night after their day', () => {
    for (const one of sessions) {
      assert.equal(one.type, storedDay(one) < '2026-11-18' ? 'computed-session' : 'session');
      if (one._computedAt) assert.match(wall(one._computedAt), / 02:00$/);
    }
  });

  test('that are open at 01:05 end with their day and go on as a clone with the same login', () => {
    let clones = 0;
    for (const [first, ...others] of connections.values()) {
      assert.ok(first);
      assert.equal(storedDay(first), wall(first.loginAt).slice(0, 10));
      let before = first;
      for (const clone of others) {
        assert.deepEqual(clone.loginAt, first.loginAt);
        assert.equal(before.closedAt, undefined);
        const midnight = (before.lastActivityAt as Date).getTime() + 1;
        assert.equal(wall(midnight), `${storedDay(clone)} 00:00`);
        const endedAt = (clone.closedAt ?? clone.lastActivityAt ?? new Date(now)) as Date;
        assert.ok(wall(endedAt) >= `${storedDay(clone)} 01:05`);
        before = clone;
        clones += 1;
      }
    }
    assert.ok(clones > 100);
  });

  test('include open ones, logged out ones, and ones closed days after the login', () => {
    const kinds: Record<string, (one: BsonDocument) => boolean> = {
      open: ({ type, closedAt, logoutAt }) => type === 'session' && !closedAt && !logoutAt,
      'logged out': ({ logoutAt }) => logoutAt !== undefined,
      'closed days later': ({ loginAt, closedAt }) =>
        Number(closedAt) - Number(loginAt) > 48 * hour,
    };
    for (const [kind, isOne] of Object.entries(kinds)) assert.ok(sessions.some(isOne), kind);
  });

  test('have one user_daily document per user and computed day', () => {
    const expected = sessions
      .filter(
        ({ type, lastActivityAt, loginAt }) =>
          type === 'computed-session' && Number(lastActivityAt) - Number(loginAt) >= 1000,
      )
      .map(({ userId, year, month, day }) => [userId, year, month, day].join('-'));
    const found = documentsOf(stored, 'rocketchat_sessions', 'user_daily').filter(
      ({ year }) => year === 2026,
    );
    assert.deepEqual(new Set(found.map(({ _id }) => _id)), new Set(expected));
  });
});
