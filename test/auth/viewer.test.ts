import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { Credentials, credentialsOf, hashedToken } from '../../auth/credentials.js';
import { viewerFinder, type Permission, type ViewerSettings } from '../../auth/viewer.js';
import type { BsonDocument } from '../../data/workspace.js';
import { startTestDatabase, type TestDatabase } from '../support/database.js';
import { permission, user, type Documents } from '../support/documents.js';

test('a token is hashed as Rocket.Chat hashes it', () => {
  assert.equal(hashedToken('abc'), 'ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=');
});

describe('credentials are both headers, neither empty', () => {
  const rows: [headers: Record<string, string | string[]>, found: boolean][] = [
    [{ 'x-user-id': 'alice', 'x-auth-token': 'abc' }, true],
    [{ 'x-user-id': 'alice' }, false],
    [{ 'x-auth-token': 'abc' }, false],
    [{ 'x-user-id': '', 'x-auth-token': 'abc' }, false],
    [{ 'x-user-id': 'alice', 'x-auth-token': '' }, false],
    [{ 'x-user-id': ['alice'], 'x-auth-token': 'abc' }, false],
    [{ authorization: 'Bearer abc', cookie: 'rc_uid=alice; rc_token=abc' }, false],
    [{}, false],
  ];
  for (const [headers, found] of rows) {
    test(JSON.stringify(headers), () => {
      assert.deepEqual(credentialsOf(headers), found ? new Credentials('alice', 'abc') : undefined);
    });
  }
});

describe('the viewer of some credentials', () => {
  let db: TestDatabase;
  const commands: BsonDocument[] = [];
  let missing = 0;
  before(async () => {
    db = await startTestDatabase({
      intercept: ({ name, command }) => {
        if (name === 'find') commands.push(command);
        return undefined;
      },
    });
  });
  beforeEach(() => {
    commands.length = 0;
    missing = 0;
  });
  after(() => db[Symbol.asyncDispose]());

  const view = permission('view-engagement-dashboard', ['admin', 'manager']);
  const bypass = permission('api-bypass-rate-limit', ['bot']);

  /** Who signs in with `abc` as alice, or otherwise as stated, in a workspace of these documents. */
  async function viewerIn(
    documents: Documents,
    {
      userId = 'alice',
      token = 'abc',
      ...settings
    }: Partial<ViewerSettings & { userId: string; token: string }> = {},
  ): Promise<Permission[] | 'unauthenticated'> {
    await db.fill({ rocketchat_permissions: [view, bypass], ...documents });
    const find = viewerFinder({
      strictLoginExpiration: false,
      fallbackRoles: [],
      onMissingPermission: () => (missing += 1),
      ...settings,
    });
    const workspace = db.database.within({ deadline: Date.now() + 30_000 });
    const viewer = await find(workspace, new Credentials(userId, token));
    if (!viewer) return 'unauthenticated';
    assert.equal(viewer.userId, userId);
    return [...viewer.permissions].sort();
  }

  const alice = (parts: Parameters<typeof user>[0] = {}) => ({
    users: [user({ _id: 'alice', token: 'abc', roles: ['admin'], ...parts })],
  });

  test('is found by a login token and by a personal access token', async () => {
    assert.deepEqual(await viewerIn(alice()), ['view-engagement-dashboard']);
    const personal = alice({ token: undefined, personalToken: 'pat' });
    assert.deepEqual(await viewerIn(personal, { token: 'pat' }), ['view-engagement-dashboard']);
  });

  test('is unknown with another token, another id, or the stored hash itself', async () => {
    assert.equal(await viewerIn(alice(), { token: 'abcd' }), 'unauthenticated');
    assert.equal(await viewerIn(alice(), { userId: 'bob' }), 'unauthenticated');
    assert.equal(await viewerIn(alice(), { token: hashedToken('abc') }), 'unauthenticated');
    const two = { users: [...alice().users, user({ _id: 'bob', token: 'of bob' })] };
    assert.equal(await viewerIn(two, { token: 'of bob' }), 'unauthenticated');
  });

  test('is unknown once deactivated, and known where old data does not say', async () => {
    assert.equal(await viewerIn(alice({ active: false })), 'unauthenticated');
    assert.deepEqual(await viewerIn(alice({ active: undefined })), ['view-engagement-dashboard']);
  });

  const roles: [what: string, parts: Parameters<typeof user>[0], permissions: Permission[]][] = [
    ['no role of it', { roles: ['user'] }, []],
    ['no roles', { roles: [] }, []],
    ['no list of roles', { roles: undefined }, []],
    ['one of its roles', { roles: ['user', 'manager'] }, ['view-engagement-dashboard']],
    ['a role of the other permission', { roles: ['bot'] }, ['api-bypass-rate-limit']],
    [
      'roles of both',
      { roles: ['bot', 'admin'] },
      ['api-bypass-rate-limit', 'view-engagement-dashboard'],
    ],
    ['guest beside admin and bot', { roles: ['admin', 'guest', 'bot'] }, []],
  ];
  for (const [what, parts, permissions] of roles) {
    test(`with ${what} holds ${permissions.join(' and ') || 'nothing'}`, async () => {
      assert.deepEqual(await viewerIn(alice(parts)), permissions);
      assert.equal(missing, 0);
    });
  }

  test('may view nothing where the permission has no document, which is logged', async () => {
    const without = { ...alice({ roles: ['admin', 'bot'] }), rocketchat_permissions: [bypass] };
    assert.deepEqual(await viewerIn(without), ['api-bypass-rate-limit']);
    assert.equal(missing, 1);
    assert.deepEqual(await viewerIn(without, { fallbackRoles: ['admin'] }), [
      'api-bypass-rate-limit',
      'view-engagement-dashboard',
    ]);
    assert.deepEqual(
      await viewerIn(alice({ roles: ['admin', 'guest'] }), { fallbackRoles: ['admin'] }),
      [],
    );
  });

  test('an empty list of roles is not a missing document: fallback roles do not count', async () => {
    const emptied = {
      ...alice(),
      rocketchat_permissions: [permission('view-engagement-dashboard', [])],
    };
    assert.deepEqual(await viewerIn(emptied, { fallbackRoles: ['admin'] }), []);
    assert.equal(missing, 0);
  });

  test('a login token is as old as the setting allows in the strict mode', async () => {
    const day = 24 * 60 * 60 * 1000;
    const issued = (days: number) => alice({ tokenIssuedAt: new Date(Date.now() - days * day) });
    const setting = (value: unknown) => ({
      rocketchat_settings: [{ _id: 'Accounts_LoginExpiration', value }],
    });
    const rows: [days: number, settings: Documents, known: boolean][] = [
      [89.9, {}, true],
      [90.1, {}, false],
      [6.9, setting(7), true],
      [7.1, setting(7), false],
      [89.9, setting('a while'), true],
      [90.1, setting(0), false],
    ];
    for (const [days, settings, known] of rows) {
      const documents = { ...issued(days), ...settings };
      const found = await viewerIn(documents, { strictLoginExpiration: true });
      assert.equal(found !== 'unauthenticated', known, `${days} days, ${JSON.stringify(settings)}`);
      assert.notEqual(await viewerIn(documents), 'unauthenticated');
    }
  });

  test('a personal access token never expires, and lends its age to no login token', async () => {
    const both = alice({
      tokenIssuedAt: '2020-01-01T00:00:00.000Z',
      personalToken: 'pat',
    });
    const strict = { strictLoginExpiration: true };
    assert.notEqual(await viewerIn(both, { ...strict, token: 'pat' }), 'unauthenticated');
    assert.equal(await viewerIn(both, strict), 'unauthenticated');
  });

  test('no stored token, e-mail address or name is ever requested', async () => {
    await viewerIn(alice(), { strictLoginExpiration: true });
    assert.deepEqual([...new Set(commands.map(({ find }) => find))].sort(), [
      'rocketchat_permissions',
      'rocketchat_settings',
      'users',
    ]);
    for (const { find, projection, limit } of commands) {
      const expected = find === 'rocketchat_settings' ? { value: 1 } : { roles: 1 };
      assert.deepEqual(projection, expected);
      assert.ok(typeof limit === 'number' && limit > 0);
    }
  });
});
