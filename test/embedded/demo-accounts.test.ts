import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { suite, test } from 'node:test';
import {
  administrator,
  memberWithoutPermission,
  type Credentials,
} from '../../embedded/demo/credentials.js';
import { ordinary, recentSessionsOf, workspaceAt } from './demo-reading.js';

const workspace = workspaceAt(ordinary);
const now = Date.parse(ordinary.now);

interface User {
  _id: string;
  active: boolean;
  roles: string[];
  createdAt: Date;
  lastLogin?: Date;
  status: string;
  services: { resume: { loginTokens: { hashedToken: string; when?: Date; type?: string }[] } };
}
const users = workspace.users as unknown as User[];
const tokensOf = (user: User) => user.services.resume.loginTokens;

function signedIn({ userId, token }: Credentials): User | undefined {
  const hashedToken = createHash('sha256').update(token).digest('base64');
  return users.find(
    (user) => user._id === userId && tokensOf(user).some((one) => one.hashedToken === hashedToken),
  );
}
function rolesOf(permission: string): string[] {
  return workspace.rocketchat_permissions.find((one) => one._id === permission)?.roles as string[];
}

suite('the accounts of the demo', () => {
  test('let the printed administrator in, and see the engagement dashboard', () => {
    const roles = signedIn(administrator)?.roles ?? [];
    assert.ok(roles.some((role) => rolesOf('view-engagement-dashboard').includes(role)));
  });

  test('let the printed member in, without the permission and within the rate limit', () => {
    const member = signedIn(memberWithoutPermission);
    assert.ok(member?.active);
    for (const permission of ['view-engagement-dashboard', 'api-bypass-rate-limit']) {
      assert.ok(!member.roles.some((role) => rolesOf(permission).includes(role)), permission);
    }
  });

  test('have credentials of the form that Rocket.Chat gives', () => {
    for (const { userId, token } of [administrator, memberWithoutPermission]) {
      assert.match(userId, /^[23456789A-HJ-NP-Za-km-z]{17}$/);
      assert.match(token, /^[\w-]{43}$/);
    }
  });

  test('hold every role: users, admins, agents, managers, guests, a bot and an app', () => {
    const held = new Set(users.flatMap((user) => user.roles));
    const known = new Set(workspace.rocketchat_roles.map((role) => role._id));
    for (const role of held) assert.ok(known.has(role), role);
    for (const role of [
      'user',
      'admin',
      'bot',
      'app',
      'guest',
      'livechat-agent',
      'livechat-manager',
    ]) {
      assert.ok(held.has(role), role);
    }
    assert.ok(users.length > 280 && users.length < 320);
  });

  test('hold no token once deactivated, and have no session since', () => {
    const gone = new Set(users.filter((user) => !user.active).map((user) => user._id));
    assert.ok(gone.size >= 3);
    for (const user of users) if (!user.active) assert.deepEqual(tokensOf(user), []);
    for (const session of recentSessionsOf(workspace, ordinary.now)) {
      if (gone.has(session.userId)) assert.equal(session.type, 'computed-session');
    }
  });

  test('hold login tokens younger than the 90 days they live, and two personal ones', () => {
    const tokens = users.flatMap(tokensOf);
    for (const { when } of tokens)
      assert.ok(when === undefined || now - Number(when) < 90 * 86_400_000);
    assert.equal(tokens.filter((token) => token.type === 'personalAccessToken').length, 2);
    assert.equal(new Set(tokens.map((token) => token.hashedToken)).size, tokens.length);
  });

  test('are younger than all their sessions, and last signed in with the last of them', () => {
    const byId = new Map(users.map((user) => [user._id, user]));
    const last = new Map<string, number>();
    for (const { userId, loginAt } of recentSessionsOf(workspace, ordinary.now)) {
      assert.ok((byId.get(userId)?.createdAt ?? Infinity) <= loginAt, userId);
      last.set(userId, Math.max(last.get(userId) ?? 0, loginAt.getTime()));
    }
    for (const [userId, loginAt] of last)
      assert.equal(Number(byId.get(userId)?.lastLogin), loginAt);
  });

  test('are online only with an open session', () => {
    const open = new Set(
      recentSessionsOf(workspace, ordinary.now)
        .filter((one) => one.type === 'session' && one.lastActivityAt === undefined)
        .map((one) => one.userId),
    );
    for (const user of users) assert.equal(user.status !== 'offline', open.has(user._id), user._id);
  });
});
