import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { RestClient } from '@rocket.chat/api-client';
import { startTestGateway, type TestGateway } from '../support/gateway.js';
import { expectedBody, metrics } from './metrics.js';
import { smallWorkspace } from './small-workspace.js';

/** What the client's own types would say if the packages they come from were there. */
interface Client {
  get(path: string, parameters: object): Promise<unknown>;
}

let gateway: TestGateway;

function clientOf(credentials: { 'X-User-Id': string; 'X-Auth-Token': string }): Client {
  return new RestClient({ baseUrl: gateway.url, credentials });
}

/** The answer that the client rejects with. */
async function rejection(promise: Promise<unknown>): Promise<Response> {
  const [outcome] = await Promise.allSettled([promise]);
  assert.equal(outcome.status, 'rejected');
  return outcome.reason as Response;
}

describe('the package @rocket.chat/api-client', () => {
  before(async () => {
    gateway = await startTestGateway();
    await gateway.db.fill(smallWorkspace);
  });
  after(() => gateway[Symbol.asyncDispose]());

  for (const metric of metrics) {
    const { path, parameters } = metric;
    const endpoint = `/v1/engagement-dashboard${path}`;

    it(`gets the documented object from ${path}`, async () => {
      const client = clientOf({ 'X-User-Id': 'admin', 'X-Auth-Token': 'token of admin' });
      const body = await client.get(endpoint, parameters);
      const expected = expectedBody(metric, smallWorkspace, parameters);
      assert.deepEqual(body, expected);
    });

    it(`is rejected with the answer of ${path}`, async () => {
      const withoutUserId = clientOf({ 'X-User-Id': 'admin', 'X-Auth-Token': 'wrong' });
      const unauthorized = await rejection(withoutUserId.get(endpoint, parameters));
      assert.equal(unauthorized.status, 401);
      assert.deepEqual(await unauthorized.json(), {
        status: 'error',
        message: 'You must be logged in to do this.',
      });

      const client = clientOf({ 'X-User-Id': 'admin', 'X-Auth-Token': 'token of admin' });
      const rejected = await rejection(client.get(endpoint, {}));
      assert.equal(rejected.status, 400);
      assert.deepEqual(await rejected.json(), {
        success: false,
        error: "Match error: Missing key 'start'",
      });
    });
  }

  // It sorts the parameters, and writes a list with brackets.
  for (const parameters of [
    { start: 'yesterday', end: 'today' },
    { start: '2024-03-05T00:00:00.000Z', end: ['2024-03-05T00:00:00.000Z'] },
  ]) {
    it(`has ${JSON.stringify(parameters)} rejected for its end`, async () => {
      const client = clientOf({ 'X-User-Id': 'admin', 'X-Auth-Token': 'token of admin' });
      const path = '/v1/engagement-dashboard/messages/origin';
      const rejected = await rejection(client.get(path, parameters));
      assert.deepEqual(await rejected.json(), {
        success: false,
        error: 'Match error: Failed Match.Where validation in field end',
      });
    });
  }

  it('pages through the channels', async () => {
    const client = clientOf({ 'X-User-Id': 'admin', 'X-Auth-Token': 'token of admin' });
    const [list] = metrics.filter(({ path }) => path === '/channels/list');
    const page = { ...list?.parameters, offset: 1, count: 2, hideRoomsWithNoActivity: false };
    const body = await client.get('/v1/engagement-dashboard/channels/list', page);
    const { total, offset, count } = body as Record<string, unknown>;
    assert.deepEqual({ total, offset, count }, { total: 5, offset: 1, count: 2 });
  });
});
