import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { permission, type Documents } from '../support/documents.js';
import { administrator, startTestGateway, type TestGateway } from '../support/gateway.js';
import { viewers, type ViewerKind } from '../support/viewers.js';
import { expectedBody, graphqlBody, literalQuery, metrics, url, type Metric } from './metrics.js';
import { smallWorkspace } from './small-workspace.js';

const rejections = {
  unauthenticated: {
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
    viewers: [{ name: 'an administrator', headers: administrator, permissionCheck: 'forbidden' }],
  },
  {
    name: 'the permission has no roles',
    documents: {
      ...smallWorkspace,
      rocketchat_permissions: [permission('view-engagement-dashboard', [])],
    },
    viewers: [{ name: 'an administrator', headers: administrator, permissionCheck: 'forbidden' }],
  },
];

/** Query strings that an allowed viewer is rejected for; `query-string.test.ts` has them all. */
const rejectedQueries = [
  { start: undefined, message: "Missing key 'start'" },
  {
    start: 'start=2023-05-T00:00:00.000Z',
    message: 'Failed Match.Where validation in field start',
  },
  {
    start: 'start=2024-03-05T00:00:00.000Z&start=2024-03-05T00:00:00.000Z',
    message: 'Failed Match.Where validation in field start',
  },
] as const;

/** The same for GraphQL; `undefined` leaves the argument out. */
const rejectedInstants: readonly unknown[] = [undefined, '2024-03-05', ['2024-03-05T00:00:00Z']];

/** More that is no instant of RFC 3339 with a zone. */
const moreRejectedInstants: readonly unknown[] = [
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

/** How a value can be sent, and the status of a rejection in the requested media type. */
const plain = { isLiteral: true, accept: 'application/json', status: 200 };
const forms = [
  plain,
  { isLiteral: false, accept: 'application/graphql-response+json', status: 400 },
  { isLiteral: false, accept: '*/*', status: 200 },
  { isLiteral: true, accept: 'application/graphql-response+json', status: 400 },
];

describe('both endpoints make the same of a viewer', () => {
  let gateway: TestGateway;
  before(async () => {
    gateway = await startTestGateway();
  });
  after(() => gateway[Symbol.asyncDispose]());

  it('names the argument whatever stands in place of an instant, in any form', async () => {
    for (const metric of metrics) {
      for (const start of rejectedInstants) await rejectsInstant(gateway, metric, {}, start);
    }
    for (const metric of metrics.slice(0, 1)) {
      for (const start of moreRejectedInstants) await rejectsInstant(gateway, metric, {}, start);
    }
  });

  for (const workspace of workspaces) {
    describe(`where ${workspace.name}`, () => {
      before(() => gateway.db.fill(workspace.documents));

      for (const viewer of workspace.viewers) {
        const { name, headers, permissionCheck } = viewer;
        it(`validates the method, then ${name}, then the query string on every path`, async () => {
          assert.equal((await gateway.rest('/channels/list', headers, 'POST')).status, 405);
          for (const metric of metrics) await validatesInOrder(gateway, metric, viewer);
        });

        it(`validates the values of arguments before ${name} in every field`, async () => {
          for (const [order, metric] of metrics.entries()) {
            for (const [index, start] of rejectedInstants.entries()) {
              // The forms take turns, so that no viewer sends all of them.
              await rejectsInstant(gateway, metric, headers, start, [
                forms[(order + index) % 4] ?? plain,
              ]);
            }
          }
        });

        it(
          permissionCheck === 'allowed'
            ? `shows ${name} the same rows through both endpoints`
            : `responds to ${name} alike at both endpoints`,
          async () => {
            for (const metric of metrics) {
              await respondsToValidQuery(gateway, metric, viewer);
            }
          },
        );
      }
    });
  }
});

async function validatesInOrder(
  gateway: TestGateway,
  { path }: Metric,
  { headers, permissionCheck }: ViewerKind,
): Promise<void> {
  for (const { start, message } of rejectedQueries) {
    const end = 'end=2024-03-05T23:59:59.999Z';
    const result = await gateway.rest(`${path}?${start ? `${start}&` : ''}${end}`, headers);
    const expected =
      permissionCheck === 'allowed'
        ? { status: 400, text: `{"success":false,"error":"Match error: ${message}"}` }
        : rejections[permissionCheck];
    assert.equal(result.text, expected.text, `${path} ${start ?? ''}`);
    assert.equal(result.status, expected.status, `${path} ${start ?? ''}`);
  }
}

async function rejectsInstant(
  gateway: TestGateway,
  metric: Metric,
  headers: ViewerKind['headers'],
  start: unknown,
  sentForms = forms,
): Promise<void> {
  const { parameters, otherVariables, operation } = metric;
  const values = Object.fromEntries(
    Object.entries({ ...parameters, start }).filter(([, value]) => value !== undefined),
  );
  for (const { isLiteral, accept, status } of sentForms) {
    const sent = { ...headers, accept };
    const result = isLiteral
      ? await gateway.graphql(literalQuery(metric, values), sent)
      : await gateway.graphql(operation, sent, { ...values, ...otherVariables });
    const where = `${metric.field} ${JSON.stringify({ start, isLiteral, accept })}`;
    assert.deepEqual(
      result.errors?.map(({ extensions }) => extensions),
      [{ code: 'BAD_USER_INPUT' }],
      where,
    );
    assert.match(result.errors[0]?.message ?? '', /"start"/, where);
    assert.equal(result.data ?? undefined, undefined, where);
    assert.equal(result.status, status, where);
  }
}

async function respondsToValidQuery(
  gateway: TestGateway,
  metric: Metric,
  { headers, permissionCheck }: ViewerKind,
): Promise<void> {
  const { parameters, operation, otherVariables, field } = metric;
  const rest = await gateway.rest(url(metric, parameters), headers);
  const graphql = await gateway.graphql(operation, headers, { ...parameters, ...otherVariables });
  if (permissionCheck === 'allowed') {
    const expected = expectedBody(metric, smallWorkspace, parameters);
    assert.deepEqual(JSON.parse(rest.text), expected, field);
    assert.deepEqual(graphqlBody(graphql), expected, field);
    assert.deepEqual([rest.status, graphql.status], [200, 200], field);
    assert.equal(graphql.errors, undefined, field);
    return;
  }
  const { status, text, code, message } = rejections[permissionCheck];
  assert.deepEqual([rest.status, rest.text], [status, text], field);
  assert.deepEqual(
    graphql.errors?.map((error) => [error.message, error.extensions]),
    [[message, { code }]],
    field,
  );
  assert.equal(graphql.status, status, field);
  assert.equal(graphql.data ?? undefined, undefined, field);
}
