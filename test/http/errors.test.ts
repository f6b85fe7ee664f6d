import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Long } from 'bson';
import type { Interceptor } from '../../embedded/wire/server.js';
import { hashedToken } from '../support/documents.js';
import { administrator, people, startTestGateway, type TestGateway } from '../support/gateway.js';
import { signedIn } from '../support/viewers.js';
import { literalQuery, metrics, url } from './metrics.js';

const token = 'token of admin';
const rejectedToken = 'token-of-no-user';

/** Rejections as MongoDB words them: with namespaces, hosts, and the query with the hash of a token. */
const unauthorized = {
  code: 13,
  errmsg: 'not authorized on chatdb to execute command { aggregate: "rocketchat_sessions" }',
};
const noPlan = {
  code: 291,
  errmsg: `error processing query: ns=chatdb.users services.resume.loginTokens.hashedToken $eq "${hashedToken(token)}" No query solutions`,
};
const shutdown = { code: 11600, errmsg: 'interrupted at shutdown of chatdb-host:27017' };
const expired = { code: 50, errmsg: 'operation exceeded time limit on chatdb.rocketchat_sessions' };

const unavailable = { code: 'SERVICE_UNAVAILABLE', status: 503 };
const tooLate = { code: 'TIMEOUT', status: 504 };
const fault = { code: 'INTERNAL_SERVER_ERROR', status: 500 };

/** `logged` is what the log needs for an administrator to see the cause. */
const failures = [
  { command: 'aggregate', reply: unauthorized, expected: unavailable, logged: /not authorized on/ },
  { command: 'find', reply: unauthorized, expected: unavailable, logged: /not authorized on/ },
  { command: 'find', reply: noPlan, expected: unavailable, logged: /./ },
  { command: 'aggregate', reply: shutdown, expected: unavailable, logged: /interrupted at shut/ },
  { command: 'aggregate', reply: expired, expected: tooLate, logged: /./ },
  { command: 'find', reply: expired, expected: tooLate, logged: /./ },
];

/** A sum that no server would compute of counts up to 9, and that GraphQL cannot send. */
const impossible = { _id: 'c', messages: Infinity, most: 9 };

const rejectedBodies = [
  { type: 'application/json', body: '{"query":', status: 400 },
  { type: 'application/json', body: '', status: 400 },
  { type: 'application/json', body: '[{"query":"{ a }"}]', status: 400 },
  { type: 'application/json', body: `"${'x'.repeat(2e6)}"`, status: 413 },
  { type: 'application/json', body: '{"query":"{ nothing }"}', status: 200 },
  { type: 'odd/type', body: 'x', status: 415 },
];

/** What must stay inside: the driver's words, stored values, names of ours and of the database. */
const inside =
  /chatdb|authorized|rocketchat_|Mongo|exceeded|interrupted|loginTokens|represent|undefined|seventeen|NaN|node_modules|\.[jt]s\b|"stack| {4}at /i;

let gateway: TestGateway;
let intercept: Interceptor | undefined;

/** The lines above `info` since there were `from` lines. */
function complaints(from: number): string[] {
  const isComplaint = (line: string) => (JSON.parse(line) as { level: number }).level > 30;
  return gateway.log.slice(from).filter(isComplaint);
}

/** Both endpoints answer in the same words, and the log has one line for each answer. */
async function assertMasked(
  field: string,
  expected: typeof fault,
  { logged, times }: { logged: RegExp; times: number },
): Promise<void> {
  const from = gateway.log.length;
  const [metric = metrics[0]] = metrics.filter((one) => one.field === field);
  assert.ok(metric);
  const query = literalQuery(metric, metric.parameters);
  for (let attempt = 0; attempt < times; attempt += 1) {
    const rest = await gateway.rest(url(metric, metric.parameters), administrator);
    const { error = '' } = JSON.parse(rest.text) as { error?: string };
    assert.equal(rest.text, JSON.stringify({ success: false, error }));
    assert.match(error, /^[A-Z][a-z ]+\.?$/);
    assert.equal(rest.status, expected.status);

    const graphql = await gateway.graphql(query, administrator);
    assert.deepEqual(
      graphql.errors?.map(({ message, extensions }) => ({ message, extensions })),
      [{ message: error, extensions: { code: expected.code } }],
    );
    if (expected !== fault) assert.equal(graphql.status, expected.status);
    for (const text of [rest.text, graphql.text]) assert.doesNotMatch(text, inside);
  }
  const lines = complaints(from);
  assert.equal(lines.length, 2 * times, `${lines.length} lines were logged`);
  for (const line of lines) assert.match(line, logged);
}

before(async () => {
  gateway = await startTestGateway(
    {},
    { intercept: (request) => (request.appName === undefined ? undefined : intercept?.(request)) },
  );
});
after(() => gateway[Symbol.asyncDispose]());

describe('a database that fails', () => {
  before(() => gateway.db.fill(people));
  afterEach(() => {
    intercept = undefined;
  });

  for (const { command, reply, expected, logged } of failures) {
    it(`with error ${reply.code} to ${command} is ${expected.code} in our own words, and logged once`, async () => {
      intercept = ({ name }) => (name === command ? { ok: 0, ...reply } : undefined);
      // The driver tries a server again that is shutting down, which takes a while.
      await assertMasked('activeUsers', expected, { logged, times: reply === shutdown ? 1 : 2 });
    });
  }

  it('with a reply that cannot be is masked, and logged once', async () => {
    const cursor = { id: Long.ZERO, ns: 'chatdb.x', firstBatch: [impossible] };
    intercept = ({ name }) => (name === 'aggregate' ? { ok: 1, cursor } : undefined);
    // A document that is sent often may be executed in another way, which must not show.
    await assertMasked('messageOrigins', fault, { logged: /represent/, times: 5 });
  });

  it('by never answering is given up as too late', async () => {
    await using slow = await startTestGateway(
      { REQUEST_TIMEOUT_MS: '300' },
      {
        intercept: async ({ name }) => {
          if (name === 'aggregate') await sleep(2_000, undefined, { ref: false });
          return undefined;
        },
      },
    );
    await slow.db.fill(people);
    const query =
      '{ messageOrigins(start: "2024-03-05T00:00:00Z", end: "2024-03-05T00:00:00Z") { messages } }';
    const [rest, graphql] = await Promise.all([
      slow.rest('/users/chat-busier/hourly-data?start=2024-03-05T00:00:00.000Z', administrator),
      slow.graphql(query, administrator),
    ]);
    assert.deepEqual([rest.status, graphql.status], [504, 504]);
    assert.equal(graphql.errors?.[0]?.extensions.code, 'TIMEOUT');
    assert.doesNotMatch(rest.text + graphql.text, inside);
  });
});

describe('a request that is rejected', () => {
  before(() => gateway.db.fill(people));

  for (const { type, body, status } of rejectedBodies) {
    it(`for the body ${body.slice(0, 30)} (${type}) shows nothing from inside`, async () => {
      const from = gateway.log.length;
      const headers = { ...administrator, 'content-type': type };
      const result = await fetch(`${gateway.url}/graphql`, { method: 'POST', headers, body });
      assert.equal(result.status, status);
      assert.doesNotMatch(await result.text(), inside);
      assert.deepEqual(complaints(from), []);
    });
  }

  it('for its token is no fault to be logged', async () => {
    const from = gateway.log.length;
    const bearer = { authorization: `Bearer ${token}`, cookie: `rc_token=${token}` };
    for (const headers of [signedIn('admin', rejectedToken), signedIn('unknown', token), bearer]) {
      await gateway.rest('/channels/list', headers);
      await gateway.graphql(
        '{ chatBusierHourly(start: "2024-03-05T00:00:00Z") { hour } }',
        headers,
      );
    }
    assert.deepEqual(complaints(from), []);
  });
});

describe('the log', () => {
  // Last, since it is about all that was logged in this file.
  it('has no token in it, neither in the clear nor hashed', () => {
    assert.ok(gateway.log.length > 50);
    const log = gateway.log.join('');
    for (const secret of [token, rejectedToken, hashedToken(token), hashedToken(rejectedToken)]) {
      assert.ok(!log.includes(secret), secret);
    }
  });
});
