import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { hashedToken, permission, user } from '../support/documents.js';
import { startTestGateway, type TestGateway } from '../support/gateway.js';
import { signedIn } from '../support/viewers.js';
import { exchange } from './raw-socket.js';
import { restBase, send, type RestResponse } from './requests.js';

const hourly = '{ chatBusierHourly(start: "2024-03-05T00:00:00Z") { hour } }';
const newToken = () => randomBytes(32).toString('base64url').slice(0, 43);

/** Requests of all kinds, good and bad, that have a token where a token belongs. */
async function sendEverything(
  gateway: TestGateway,
  headers: Record<string, string>,
): Promise<RestResponse[]> {
  const posted = (body: string | object, more: Record<string, string> = {}) =>
    send(gateway, '/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers, ...more },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  const rest = (path: string, method = 'GET') =>
    send(gateway, `${restBase}${path}`, { method, headers });
  return Promise.all([
    posted({ query: hourly }),
    posted({ query: '{ __typename }' }, { 'x-request-id': 'given' }),
    posted({ query: '{' }),
    posted({ query: '{ nothing }' }),
    posted({
      query: 'query ($start: Instant!) { chatBusierHourly(start: $start) { hour } }',
      variables: { start: 1 },
    }),
    posted({ query: `{ ${'__typename '.repeat(500)} }` }),
    posted('{"query":'),
    posted('x'.repeat(100_001)),
    posted('a;b', { 'content-type': 'text/csv' }),
    posted({ query: hourly }, { host: '[' }),
    send(gateway, `/graphql?${new URLSearchParams({ query: hourly }).toString()}`, {
      headers: { ...headers, 'apollo-require-preflight': '1' },
    }),
    send(gateway, `/graphql?query=${hourly}`, { headers }),
    rest('/users/chat-busier/hourly-data?start=2024-03-05T00:00:00.000Z'),
    rest('/users/chat-busier/hourly-data?start=yesterday'),
    rest('/messages/origin'),
    rest('/messages/origin', 'POST'),
    rest('/other'),
    rest('/%zz'),
    send(gateway, '/health', { headers }),
    send(gateway, '/openapi.json', { headers }),
  ]);
}

describe('tokens', () => {
  it('stand in no answer and in no line of the log, of any user and stored in any form', async () => {
    const tokens = { admin: newToken(), member: newToken(), guess: newToken() };
    // Its errors, too, in which a database repeats the query.
    let isFailing = false;
    await using gateway = await startTestGateway(
      { QUERY_COST_LIMIT: '40', ANONYMOUS_RATE_LIMIT: '60', RATE_LIMIT_CALLS: '8' },
      {
        intercept: ({ name, command, appName }) =>
          isFailing && appName !== undefined && name === 'find'
            ? { ok: 0, code: 291, errmsg: `error processing query: ${JSON.stringify(command)}` }
            : undefined,
      },
    );
    await gateway.db.fill({
      users: [
        user({ _id: 'admin', token: tokens.admin, roles: ['admin'] }),
        user({ _id: 'member', personalToken: tokens.member }),
      ],
      rocketchat_permissions: [permission('view-engagement-dashboard', ['admin'])],
    });

    const viewers = [
      signedIn('admin', tokens.admin),
      signedIn('member', tokens.member),
      signedIn('admin', tokens.guess),
      signedIn('unknown', tokens.guess),
      { authorization: `Bearer ${tokens.admin}`, cookie: `rc_uid=admin; rc_token=${tokens.admin}` },
    ];
    const results: RestResponse[] = [];
    for (isFailing of [false, true]) {
      for (const viewer of viewers) results.push(...(await sendEverything(gateway, viewer)));
    }
    const head = Object.entries(signedIn('admin', tokens.admin)).map(
      ([name, value]) => `${name}: ${value}`,
    );
    const broken = [
      await exchange(gateway, `GET /graphql HTTP/1.1\r\n${head.join('\r\n')}\r\nbroken\r\n\r\n`),
      await exchange(gateway, `GET /graphql HTTP/1.1\r\nhost: [\r\n${head.join('\r\n')}\r\n\r\n`),
    ];

    // All of it was there: good, rejected, too many, and the database's own errors.
    const statuses = new Set(results.map(({ status }) => status));
    for (const status of [200, 400, 401, 403, 404, 405, 413, 415, 429, 503]) {
      assert.ok(statuses.has(status), `no answer was ${status}`);
    }
    assert.ok(gateway.log.some((line) => line.includes('error processing query')));

    const sent = [
      ...gateway.log,
      ...broken,
      ...results.map(({ text, headers }) => `${JSON.stringify([...headers])}\n${text}`),
    ].join('\n');
    for (const token of Object.values(tokens)) {
      for (const secret of [token, hashedToken(token), hashedToken(token).slice(0, -1)]) {
        assert.ok(!sent.includes(secret), secret);
        assert.ok(!sent.includes(encodeURIComponent(secret)), secret);
      }
    }
  });
});
