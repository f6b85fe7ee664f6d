import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { permission, type Documents } from '../support/documents.js';
import { administrator, startTestGateway, type TestGateway } from '../support/gateway.js';
import { viewers, type ViewerKind } from '../support/viewers.js';
import {
  expectedBody,
  graphqlBody,
  literalQuery,
  questions,
  restBody,
  url,
  type Question,
} from './metrics.js';
import { smallWorkspace } from './small-workspace.js';

const refusals = {
  nobody: {
    status: 401,
    text: '{"status":"error","message":"You must be logged in to do this."}',
    code: 'UNAUTHENTICATED',
    message: 'You must be logged in to do this.',
  },
  forbidden: {
    status: 403,
    text: '{"success":false,"error":"User does not have the permissions required for this action [error-unauthorized]"}',
    code: 'FORBIDDEN',
    message: 'User does not have the permissions required for this action [error-unauthorized]',
  },
};

/** Where the permission stands decides what an administrator may do. */
const workspaces: readonly {
  name: string;
  documents: Documents;
  viewers: readonly ViewerKind[];
}[] = [
  { name: 'the permission is for administrators', documents: smallWorkspace, viewers },
  {
    name: 'the permission document is missing',
    documents: { ...smallWorkspace, rocketchat_permissions: [] },
    viewers: [{ name: 'an administrator', headers: administrator, verdict: 'forbidden' }],
  },
  {
    name: 'the permission has no roles',
    documents: {
      ...smallWorkspace,
      rocketchat_permissions: [permission('view-engagement-dashboard', [])],
    },
    viewers: [{ name: 'an administrator', headers: administrator, verdict: 'forbidden' }],
  },
];

/** Query strings that an allowed viewer is refused for; `query-string.test.ts` has them all. */
const refusedQueries = [
  { start: undefined, sentence: "Missing key 'start'" },
  {
    start: 'start=2023-05-T00:00:00.000Z',
    sentence: 'Failed Match.Where validation in field start',
  },
  {
    start: 'start=2024-03-05T00:00:00.000Z&start=2024-03-05T00:00:00.000Z',
    sentence: 'Failed Match.Where validation in field start',
  },
] as const;

/** The same for GraphQL; `undefined` leaves the argument out. */
const refusedInstants: readonly unknown[] = [undefined, '2024-03-05', ['2024-03-05T00:00:00Z']];

/** More that is no instant of RFC 3339 with a zone. */
const moreRefusedInstants: readonly unknown[] = [
  null,
  '',
  'yesterday',
  '2024-03-05T00:00:00',
  '2023-05-T00:00:00.000Z',
  '2024-02-30T00:00:00Z',
  '2024-03-05T24:00:00Z',
  '2024-03-05 00:00:00Z',
  1709596800000,
  true,
];

/** How a value can be sent, and the status of a refusal in the media type asked for. */
const plain = { isLiteral: true, accept: 'application/json', status: 200 };
const forms = [
  plain,
  { isLiteral: false, accept: 'application/graphql-response+json', status: 400 },
  { isLiteral: false, accept: '*/*', status: 200 },
  { isLiteral: true, accept: 'application/graphql-response+json', status: 400 },
];

describe('both doors make the same of a viewer', () => {
  let gateway: TestGateway;
  before(async () => {
    gateway = await startTestGateway();
  });
  after(() => gateway[Symbol.asyncDispose]());

  it('names the argument whatever stands in place of an instant, in any form', async () => {
    for (const question of questions) {
      for (const start of refusedInstants) await refusesInstant(gateway, question, {}, start);
    }
    for (const question of questions.slice(0, 1)) {
      for (const start of moreRefusedInstants) await refusesInstant(gateway, question, {}, start);
    }
  });

  for (const workspace of workspaces) {
    describe(`where ${workspace.name}`, () => {
      before(() => gateway.db.fill(workspace.documents));

      for (const viewer of workspace.viewers) {
        const { name, headers, verdict } = viewer;
        it(`judges the method, then ${name}, then the query string on every path`, async () => {
          assert.equal((await gateway.rest('/channels/list', headers, 'POST')).status, 405);
          for (const question of questions) await judgesInOrder(gateway, question, viewer);
        });

        it(`judges the values of arguments before ${name} in every field`, async () => {
          for (const [order, question] of questions.entries()) {
            for (const [index, start] of refusedInstants.entries()) {
              // The forms take turns, so that no viewer is asked for all of them.
              await refusesInstant(gateway, question, headers, start, [
                forms[(order + index) % 4] ?? plain,
              ]);
            }
          }
        });

        it(
          verdict === 'allowed'
            ? `shows ${name} the same rows through both doors`
            : `tells ${name} the same through both doors`,
          async () => {
            for (const question of questions) {
              await answersValidQuestion(gateway, question, viewer);
            }
          },
        );
      }
    });
  }
});

async function judgesInOrder(
  gateway: TestGateway,
  { path }: Question,
  { headers, verdict }: ViewerKind,
): Promise<void> {
  for (const { start, sentence } of refusedQueries) {
    const end = 'end=2024-03-05T23:59:59.999Z';
    const answer = await gateway.rest(`${path}?${start ? `${start}&` : ''}${end}`, headers);
    const expected =
      verdict === 'allowed'
        ? { status: 400, text: `{"success":false,"error":"Match error: ${sentence}"}` }
        : refusals[verdict];
    assert.equal(answer.text, expected.text, `${path} ${start ?? ''}`);
    assert.equal(answer.status, expected.status, `${path} ${start ?? ''}`);
  }
}

async function refusesInstant(
  gateway: TestGateway,
  question: Question,
  headers: ViewerKind['headers'],
  start: unknown,
  asked = forms,
): Promise<void> {
  const { parameters, otherVariables, operation } = question;
  const values = Object.fromEntries(
    Object.entries({ ...parameters, start }).filter(([, value]) => value !== undefined),
  );
  for (const { isLiteral, accept, status } of asked) {
    const sent = { ...headers, accept };
    const answer = isLiteral
      ? await gateway.graphql(literalQuery(question, values), sent)
      : await gateway.graphql(operation, sent, { ...values, ...otherVariables });
    const where = `${question.field} ${JSON.stringify({ start, isLiteral, accept })}`;
    assert.deepEqual(
      answer.errors?.map(({ extensions }) => extensions),
      [{ code: 'BAD_USER_INPUT' }],
      where,
    );
    assert.match(answer.errors[0]?.message ?? '', /"start"/, where);
    assert.equal(answer.data ?? undefined, undefined, where);
    assert.equal(answer.status, status, where);
  }
}

async function answersValidQuestion(
  gateway: TestGateway,
  question: Question,
  { headers, verdict }: ViewerKind,
): Promise<void> {
  const { parameters, operation, otherVariables, field } = question;
  const rest = await gateway.rest(url(question, parameters), headers);
  const graphql = await gateway.graphql(operation, headers, { ...parameters, ...otherVariables });
  if (verdict === 'allowed') {
    const expected = expectedBody(question, smallWorkspace, parameters);
    assert.deepEqual(restBody(rest.text), expected, field);
    assert.deepEqual(graphqlBody(graphql), expected, field);
    assert.deepEqual([rest.status, graphql.status], [200, 200], field);
    assert.equal(graphql.errors, undefined, field);
    return;
  }
  const { status, text, code, message } = refusals[verdict];
  assert.deepEqual([rest.status, rest.text], [status, text], field);
  assert.deepEqual(
    graphql.errors?.map((error) => [error.message, error.extensions]),
    [[message, { code }]],
    field,
  );
  assert.equal(graphql.status, status, field);
  assert.equal(graphql.data ?? undefined, undefined, field);
}
