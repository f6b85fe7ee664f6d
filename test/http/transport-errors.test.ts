import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startTestGateway, type TestGateway } from '../support/gateway.js';

describe('a body that cannot be read', () => {
  let gateway: TestGateway;
  before(async () => {
    gateway = await startTestGateway();
  });
  after(() => gateway[Symbol.asyncDispose]());

  const bodies = [
    { name: 'no JSON', type: 'application/json', body: '{"query":', status: 400 },
    { name: 'empty', type: 'application/json', body: '', status: 400 },
    { name: 'of another type', type: 'text/csv', body: 'a;b', status: 415 },
    { name: 'too large', type: 'application/json', body: `"${'x'.repeat(2 ** 21)}"`, status: 413 },
  ];
  for (const { name, type, body, status } of bodies) {
    it(`is refused in GraphQL's form when it is ${name}`, async () => {
      const response = await fetch(`${gateway.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': type },
        body,
      });
      assert.equal(response.status, status);
      const { errors } = (await response.json()) as {
        errors: { message: string; extensions: { code: string } }[];
      };
      assert.equal(errors[0]?.extensions.code, 'BAD_REQUEST');
      assert.doesNotMatch(errors[0].message, /node_modules|\.js/);
    });
  }
});
