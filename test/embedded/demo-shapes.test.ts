import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Document } from '../../data/workspace.js';
import { ordinary, workspaceAt } from './demo-reading.js';

type Check = (value: unknown) => boolean;
/** What each field must hold; a name ending in `?` may be missing. */
type Shape = Record<string, Check>;

const text: Check = (value) => typeof value === 'string';
const integer: Check = (value) => Number.isInteger(value) && !Object.is(value, -0);
const flag: Check = (value) => typeof value === 'boolean';
const date: Check = (value) => value instanceof Date && !Number.isNaN(value.getTime());
const id: Check = (value) => /^[23456789A-HJ-NP-Za-km-z]{17}$/.test(String(value));
const hash: Check = (value) => /^[A-Za-z0-9+/]{43}=$/.test(String(value));
const day: Check = (value) =>
  integer(value) && /^20\d\d(0[1-9]|1[0-2])([0-2]\d|3[01])$/.test(String(value));
const only =
  (...values: unknown[]): Check =>
  (value) =>
    values.includes(value);
const matching =
  (pattern: RegExp): Check =>
  (value) =>
    typeof value === 'string' && pattern.test(value);
const each =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);
const either =
  (...checks: Check[]): Check =>
  (value) =>
    checks.some((check) => check(value));

function faults(document: unknown, shape: Shape): string[] {
  if (typeof document !== 'object' || document === null) return ['not a document'];
  const fields = document as Document;
  const known = new Set(Object.keys(shape).map((name) => name.replace('?', '')));
  const wrong = Object.entries(shape)
    .filter(([name, check]) => {
      const field = name.replace('?', '');
      return field in fields ? !check(fields[field]) : !name.endsWith('?');
    })
    .map(([name]) => name);
  return [...wrong, ...Object.keys(fields).filter((name) => !known.has(name))];
}

const of =
  (shape: Shape): Check =>
  (value) =>
    faults(value, shape).length === 0;

const device = of({
  type: only('desktop-app', 'mobile-app', 'browser', 'other'),
  name: text,
  longVersion: text,
  version: text,
  os: of({ name: text, version: text }),
});
const role = only(
  ...['no-role', 'admin', 'livechat-manager', 'livechat-monitor', 'livechat-agent'],
  ...['custom-role', 'user', 'app', 'bot', 'guest'],
);
const userId = either(id, only('rocket.cat'));
const calendarDay = {
  year: integer,
  month: only(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12),
  day: (value: unknown) => integer(value) && Number(value) >= 1 && Number(value) <= 31,
};
const session: Shape = {
  _id: id,
  type: only('session'),
  userId,
  sessionId: id,
  instanceId: id,
  ...calendarDay,
  loginAt: date,
  createdAt: date,
  _updatedAt: date,
  roles: each(text),
  mostImportantRole: role,
  ip: matching(/^\d+\.\d+\.\d+\.\d+$/),
  host: text,
  device,
  loginToken: hash,
  searchTerm: text,
  'lastActivityAt?': date,
  'closedAt?': date,
  'logoutAt?': date,
  'logoutBy?': userId,
};
const roomType = only('c', 'p', 'd', 'l');

const kinds: Record<string, { of: [collection: string, type?: string]; shape: Shape }> = {
  session: { of: ['rocketchat_sessions', 'session'], shape: session },
  'computed session': {
    of: ['rocketchat_sessions', 'computed-session'],
    shape: { ...session, type: only('computed-session'), lastActivityAt: date, _computedAt: date },
  },
  'sum of a user and day': {
    of: ['rocketchat_sessions', 'user_daily'],
    shape: {
      _id: matching(/^[^-]{17}-\d{4}-[1-9]\d?-[1-9]\d?$/),
      type: only('user_daily'),
      userId,
      ...calendarDay,
      mostImportantRole: role,
      time: integer,
      sessions: integer,
      devices: each(of({ sessions: integer, time: integer, device })),
      _computedAt: date,
      _updatedAt: date,
    },
  },
  'count of messages': {
    of: ['rocketchat_analytics', 'messages'],
    shape: {
      _id: id,
      type: only('messages'),
      date: day,
      room: either(
        of({
          _id: text,
          name: text,
          t: only('c', 'p', 'l'),
          usernames: (value) => String(value) === '',
        }),
        of({ _id: text, t: only('d'), usernames: each(text) }),
      ),
      messages: integer,
      _updatedAt: date,
    },
  },
  'count of new users': {
    of: ['rocketchat_analytics', 'users'],
    shape: { _id: id, type: only('users'), date: day, users: integer, _updatedAt: date },
  },
  'seat request': {
    of: ['rocketchat_analytics', 'seat-request'],
    shape: { _id: id, type: only('seat-request'), date: day, count: integer },
  },
  room: {
    of: ['rocketchat_room'],
    shape: {
      _id: either(id, only('GENERAL'), matching(/^\w{34}$/)),
      t: roomType,
      'name?': text,
      'fname?': text,
      'usernames?': each(text),
      'prid?': either(id, only('GENERAL')),
      'teamId?': id,
      ro: flag,
      u: of({ _id: id, username: text, name: text }),
      ts: date,
      usersCount: integer,
      msgs: (value) => integer(value) && Number(value) >= 0,
      'lm?': date,
      _updatedAt: date,
    },
  },
  user: {
    of: ['users'],
    shape: {
      _id: userId,
      username: matching(/^[a-z0-9.]+$/),
      name: text,
      active: flag,
      type: only('user', 'bot', 'app'),
      roles: each(text),
      createdAt: date,
      'lastLogin?': date,
      status: only('online', 'away', 'busy', 'offline'),
      services: of({
        resume: of({
          loginTokens: each(
            either(
              of({ hashedToken: hash, when: date }),
              of({
                type: only('personalAccessToken'),
                hashedToken: hash,
                createdAt: date,
                lastTokenPart: text,
                name: text,
                'bypassTwoFactor?': flag,
              }),
            ),
          ),
        }),
      }),
      emails: each(of({ address: text, verified: flag })),
      // Half an hour is the one fraction here: it is half past in Kolkata.
      utcOffset: (value) => integer(Number(value) * 2),
      language: text,
      _updatedAt: date,
    },
  },
  permission: {
    of: ['rocketchat_permissions'],
    shape: { _id: text, roles: each(text), _updatedAt: date },
  },
  role: {
    of: ['rocketchat_roles'],
    shape: { _id: text, name: text, scope: only('Users', 'Subscriptions') },
  },
  setting: {
    of: ['rocketchat_settings'],
    shape: { _id: text, value: either(text, integer, flag) },
  },
};

suite('every document has exactly the fields of its kind, with the right types', () => {
  const workspace: Record<string, Document[]> = workspaceAt(ordinary);
  let described = 0;

  for (const [kind, { of: place, shape }] of Object.entries(kinds)) {
    test(kind, () => {
      const [collection, type] = place;
      const documents = (workspace[collection] ?? []).filter(
        (document) => type === undefined || document.type === type,
      );
      assert.notEqual(documents.length, 0);
      described += documents.length;
      for (const document of documents) {
        const wrong = faults(document, shape);
        if (wrong.length > 0) assert.fail(`${wrong.join(', ')} in ${JSON.stringify(document)}`);
      }
    });
  }

  test('and there is no other kind', () => {
    assert.equal(described, Object.values(workspace).flat().length);
  });
});
