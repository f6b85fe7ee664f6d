import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { serverAudits } from 'graphql-http';
import { startTestGateway, type TestGateway } from '../support/gateway.js';

/** The audits that query a type of the schema, which production shows no client. */
const queriesSchema = new Set(['2EA1', '28B9', 'D6D5', '6A70']);

/** As the audits send it, but that a GET says it comes from no page of another origin. */
function audited(url: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  if ((init.method ?? 'GET') === 'GET') headers.set('apollo-require-preflight', 'true');
  return fetch(url, { ...init, headers });
}

for (const NODE_ENV of ['development', 'production']) {
  describe(`GraphQL over HTTP, in ${NODE_ENV}`, () => {
    let gateway: TestGateway;
    before(async () => {
      gateway = await startTestGateway({ NODE_ENV });
    });
    after(() => gateway[Symbol.asyncDispose]());

    const audits = serverAudits({ url: () => `${gateway.url}/graphql`, fetchFn: audited });

    it('is audited in 61 ways', () => {
      assert.equal(audits.length, 61);
    });
    for (const { id, name, fn } of audits) {
      const isRejected = NODE_ENV === 'production' && queriesSchema.has(id);
      it(`${id}: ${name}${isRejected ? ', but for the schema’s types' : ''}`, async () => {
        const result = await fn();
        if (!isRejected) {
          assert.equal(result.status, 'ok', 'reason' in result ? result.reason : '');
          return;
        }
        assert.notEqual(result.status, 'ok');
      });
    }
  });
}
