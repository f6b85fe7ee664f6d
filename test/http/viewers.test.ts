import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { permission, user, type Documents } from '../support/documents.js';
import {
  administrator,
  people,
  startTestGateway,
  type RequestHeaders,
  type TestGateway,
} from '../support/gateway.js';
import { signedIn } from '../support/viewers.js';
import { metrics, url } from './metrics.js';

const dayMS = 24 * 60 * 60 * 1000;
const ago = (days: number) => new Date(Date.now() - days * dayMS);

const rest = (gateway: TestGateway, headers: RequestHeaders) =>
  gateway.rest('/users/chat-busier/hourly-data?start=2024-03-05T00:00:00.000Z', headers);

/** What both endpoints say, which is the same: 200, 401 or 403. */
async function statusOf(gateway: TestGateway, headers: RequestHeaders): Promise<number> {
  const { status } = await rest(gateway, headers);
  const query = '{ chatBusierHourly(start: "2024-03-05T00:00:00Z") { users } }';
  assert.equal((await gateway.graphql(query, headers)).status, status);
  return status;
}

async function start(environment: Record<string, string>, documents: Documents) {
  const gateway = await startTestGateway(environment);
  await gateway.db.fill(documents);
  return gateway;
}

describe('FOUR_KEY_UNAUTHORIZED', () => {
  it('answers 401 with the four keys of newer versions, and nothing else differently', async () => {
    await using gateway = await start({ FOUR_KEY_UNAUTHORIZED: 'true' }, people);
    for (const metric of metrics) {
      const result = await gateway.rest(url(metric, metric.parameters));
      assert.equal(result.status, 401);
      assert.equal(result.headers.get('content-type'), 'application/json');
      assert.equal(
        result.text,
        '{"success":false,"error":"You must be logged in to do this.","status":"error","message":"You must be logged in to do this."}',
      );
    }
    const post = await gateway.rest('/channels/list', {}, 'POST');
    assert.equal(post.text, '{"status":"error","message":"API endpoint does not exist"}');
    assert.equal(await statusOf(gateway, administrator), 200);
  });
});

describe('a login token', () => {
  const holders = [
    { _id: 'fresh', tokenIssuedAt: ago(1) },
    { _id: 'nearly', tokenIssuedAt: ago(29) },
    { _id: 'expired', tokenIssuedAt: ago(31) },
    { _id: 'ancient', tokenIssuedAt: ago(91) },
  ];
  const documents: Documents = {
    users: [
      ...holders.map(({ _id, tokenIssuedAt }) =>
        user({ _id, tokenIssuedAt, token: `token of ${_id}`, roles: ['admin'] }),
      ),
      user({ _id: 'script', personalToken: 'token of script', roles: ['admin'] }),
      user({
        _id: 'both',
        roles: ['admin'],
        token: 'token of both',
        tokenIssuedAt: ago(400),
        personalToken: 'other token of both',
      }),
      user({ _id: 'unmarked', token: 'token of unmarked', roles: ['admin'], active: undefined }),
    ],
    rocketchat_permissions: [permission('view-engagement-dashboard', ['admin'])],
  };
  const withExpiration = (value: unknown): Documents => ({
    ...documents,
    rocketchat_settings: [{ _id: 'Accounts_LoginExpiration', value }],
  });

  const cases = [
    { strict: 'false', where: 'expires after 30 days', stored: withExpiration(30), rejected: [] },
    {
      strict: 'true',
      where: 'expires after 30 days',
      stored: withExpiration(30),
      rejected: ['expired', 'ancient', 'both'],
    },
    {
      strict: 'true',
      where: 'expires after the 90 days of a missing setting',
      stored: documents,
      rejected: ['ancient', 'both'],
    },
    {
      strict: 'true',
      where: 'expires after the 90 days of a senseless setting',
      stored: withExpiration('soon'),
      rejected: ['ancient', 'both'],
    },
  ];
  for (const { strict, where, stored, rejected } of cases) {
    it(`that ${where} is ${rejected.length ? 'rejected' : 'accepted'} afterwards with STRICT_LOGIN_EXPIRATION=${strict}`, async () => {
      await using gateway = await start({ STRICT_LOGIN_EXPIRATION: strict }, stored);
      const statuses: Record<string, number> = {};
      const expected: Record<string, number> = {};
      for (const _id of ['fresh', 'nearly', 'expired', 'ancient', 'script', 'both'] as const) {
        statuses[_id] = await statusOf(gateway, signedIn(_id));
        expected[_id] = rejected.includes(_id) ? 401 : 200;
      }
      assert.deepEqual(statuses, expected);
      assert.equal(await statusOf(gateway, signedIn('both', 'other token of both')), 200);
    });
  }

  it('is accepted from a user whose record does not say whether they are active', async () => {
    await using gateway = await start({}, documents);
    assert.equal(await statusOf(gateway, signedIn('unmarked')), 200);
  });
});

describe('PERMISSION_FALLBACK_ROLES', () => {
  const documents: Documents = {
    users: [
      user({ _id: 'admin', token: 'token of admin', roles: ['admin'] }),
      user({ _id: 'auditor', token: 'token of auditor', roles: ['user', 'auditor'] }),
      user({ _id: 'outsider', token: 'token of outsider', roles: ['auditor', 'guest'] }),
      user({ _id: 'member', token: 'token of member' }),
    ],
  };
  const missing = documents;
  const empty = {
    ...documents,
    rocketchat_permissions: [permission('view-engagement-dashboard', [])],
  };
  const present = {
    ...documents,
    rocketchat_permissions: [permission('view-engagement-dashboard', ['admin'])],
  };
  const cases = [
    { roles: 'auditor, owner', stored: missing, allowed: ['auditor'], where: 'is missing' },
    { roles: 'admin,auditor', stored: missing, allowed: ['admin', 'auditor'], where: 'is missing' },
    { roles: 'auditor', stored: empty, allowed: [], where: 'has no roles' },
    { roles: 'auditor', stored: present, allowed: ['admin'], where: 'is for administrators' },
    { roles: '', stored: missing, allowed: [], where: 'is missing' },
  ];
  for (const { roles, stored, allowed, where } of cases) {
    const who = allowed.join(' and ') || 'unauthenticated';
    it(`"${roles}" lets ${who} pass where the permission ${where}, and the log reports it once`, async () => {
      await using gateway = await start({ PERMISSION_FALLBACK_ROLES: roles }, stored);
      const passed: string[] = [];
      for (const _id of ['admin', 'auditor', 'outsider', 'member']) {
        const status = await statusOf(gateway, signedIn(_id));
        if (status === 200) passed.push(_id);
        else assert.equal(status, 403);
      }
      assert.deepEqual(passed, allowed);

      const messages = gateway.log.filter((line) => line.includes('view-engagement-dashboard'));
      assert.equal(messages.length, stored === missing ? 1 : 0);
      for (const message of messages) {
        assert.match(message, /PERMISSION_FALLBACK_ROLES/);
        assert.match(message, roles === '' ? /no user may view/ : /auditor/);
      }
    });
  }
});
