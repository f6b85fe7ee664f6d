import assert from 'node:assert/strict';
import { after, before, describe, mock, test } from 'node:test';
import { ApolloServer } from '@apollo/server';
import { storedDocuments } from '../../operations/stored-documents.generated.js';
import { smallWorkspace } from '../http/small-workspace.js';
import {
  administrator,
  startTestGateway,
  type RequestHeaders,
  type TestGateway,
} from '../support/gateway.js';

const day = '2024-03-05T00:00:00Z';
const valid = {
  // Of Rocket.Chat's metrics, and of pages of rooms.
  ...{ start: day, end: day, offset: 0, count: 10, hideRoomsWithNoActivity: true },
  // Of the gateway's own.
  period: { dates: { start: '2024-03-01', end: '2024-03-06' } },
  ...{ timeZone: 'Asia/Kolkata', comparison: { to: 'PREVIOUS' }, bucket: { unit: 'DAY' } },
  ...{ cohort: 'ONLINE', unit: 'DAY', periods: 2, sort: { by: 'NAME' } },
};
const variables: object[] = [
  valid,
  {},
  { ...valid, start: 5, count: 'many', timeZone: 'Nowhere' },
  { ...valid, start: null, period: null },
  { ...valid, start: '2014-03-05T00:00:00Z', count: 5000, period: { lastDays: 5000 } },
  { ...valid, end: '2023-03-05T00:00:00Z', offset: -1, period: { lastDays: 0 } },
];
const viewers: [who: string, headers: RequestHeaders][] = [
  ['an administrator', administrator],
  ['a member without the permission', { 'x-user-id': 'member', 'x-auth-token': 'token of member' }],
  ['an unknown token', { 'x-user-id': 'admin', 'x-auth-token': 'guess' }],
  ['no credentials', {}],
];
const mediaTypes = ['application/json', 'application/graphql-response+json'];

/** With a weight, the type has to be negotiated, which Apollo does: the same request, the other way. */
const throughApollo = (accept: string) => `${accept};q=1`;

async function send(gateway: TestGateway, body: object, headers: RequestHeaders) {
  const response = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: ['content-type', 'retry-after', 'cache-control'].map((name) =>
      response.headers.get(name),
    ),
    // When it was computed, and until when records exist.
    text: text
      .replace(/"computedAt":(\{[^}]*\}|"[^"]*")/g, '"computedAt":0')
      .replace(/"end":"2[^"]*"/g, '"end":0'),
  };
}

const throughApolloCalls = mock.method(ApolloServer.prototype, 'executeHTTPGraphQLRequest').mock;

/** Every stored operation, executed directly and through Apollo, with each of these. */
async function compareBothWays(gateway: TestGateway, rows = variables): Promise<void> {
  for (const query of storedDocuments.values()) {
    if (query.startsWith('subscription')) continue;
    for (const [row, values] of rows.entries()) {
      for (const [index, [, credentials]] of viewers.entries()) {
        // Who may not read gets the same response whatever the variables are.
        if (index > 0 && row > 1) continue;
        // Who the viewer is and which type the response has do not depend on each other.
        for (const accept of index === 0
          ? mediaTypes
          : mediaTypes.slice(index % 2, (index % 2) + 1)) {
          const both = async () => {
            const before = throughApolloCalls.callCount();
            const responses = await Promise.all(
              [accept, throughApollo(accept)].map((type) =>
                send(gateway, { query, variables: values }, { ...credentials, accept: type }),
              ),
            );
            assert.equal(throughApolloCalls.callCount(), before + 1, query);
            return responses;
          };
          let [direct, apollo] = await both();
          // A failing database is a 503 or a 504, as the circuit breaker has it at that moment.
          for (let tries = 0; tries < 20 && direct?.status !== apollo?.status; tries += 1) {
            [direct, apollo] = await both();
          }
          assert.deepEqual(direct, apollo, JSON.stringify({ query, values, credentials, accept }));
          const isSuccess = rows === variables && row === 0 && index === 0;
          if (isSuccess) assert.doesNotMatch(direct?.text ?? '', /"errors"/);
        }
      }
    }
  }
}

describe('a trusted document gets the same bytes directly and through Apollo', () => {
  let gateway: TestGateway;
  before(async () => {
    gateway = await startTestGateway();
    await gateway.db.fill(smallWorkspace);
  });
  after(() => gateway[Symbol.asyncDispose]());

  test('with valid and invalid variables, for all viewers', () => compareBothWays(gateway));

  test('by its text, its id and its hash', async () => {
    for (const [hash, query] of storedDocuments) {
      if (query.startsWith('subscription')) continue;
      const [byText, ...others] = await Promise.all(
        [
          { query },
          { documentId: hash },
          { documentId: `sha256:${hash}` },
          { extensions: { persistedQuery: { version: 1, sha256Hash: hash } } },
        ].map((body) => send(gateway, { ...body, variables: valid }, administrator)),
      );
      for (const other of others) assert.deepEqual(other, byText);
    }
  });

  test('when the database has gone', async () => {
    await using broken = await startTestGateway({ REQUEST_TIMEOUT_MS: '300' });
    await broken.db.database.close();
    await compareBothWays(broken, variables.slice(0, 1));
  });
});

describe('a request that names a trusted document in another form', () => {
  let gateway: TestGateway;
  before(async () => {
    gateway = await startTestGateway();
  });
  after(() => gateway[Symbol.asyncDispose]());
  const [[hash, query] = ['', '']] = storedDocuments;

  const rows: [what: string, body: object, status: number, message: RegExp][] = [
    ['with variables as a list', { query, variables: [1] }, 400, /variables/],
    ['with an id and variables as text', { documentId: hash, variables: '{}' }, 400, /variables/],
    ['with the name of another operation', { query, operationName: 'Other' }, 200, /named "Other"/],
    ['with an id that no document has', { documentId: 'unknown' }, 400, /documentId/],
    [
      'with a hash that no document has',
      { extensions: { persistedQuery: { version: 1, sha256Hash: 'unknown' } } },
      200,
      /PersistedQueryNotSupported/,
    ],
  ];
  for (const [what, body, status, message] of rows) {
    test(`${what} gets one clear error`, async () => {
      const { status: actual, text } = await send(gateway, body, administrator);
      const { errors } = JSON.parse(text) as { errors: { message: string }[] };
      assert.match(errors[0]?.message ?? '', message);
      assert.deepEqual([actual, errors.length], [status, 1]);
    });
  }
});

test('only ten errors of a request are formatted, however many it has', async () => {
  await using gateway = await startTestGateway();
  const query = `query ($types: [RoomType!]) {
    channels(start: "${day}", end: "${day}", types: $types) { total }
  }`;
  for (const [count, shown] of [
    [20, 10],
    [500, 10],
  ] as const) {
    const body = { query, variables: { types: Array(count).fill('x') } };
    const { text } = await send(gateway, body, administrator);
    const { errors } = JSON.parse(text) as { errors: { extensions: { code: string } }[] };
    assert.equal(errors.length, shown);
    for (const { extensions } of errors) assert.equal(extensions.code, 'BAD_USER_INPUT');
  }
  assert.equal(
    gateway.log.some((line) => line.includes('"level":50')),
    false,
  );
});
