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
    it(`is rejected in GraphQL's form when it is ${name}`, async () => {
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

describe('a path with an escape in it', () => {
  let gateway: TestGateway;
  before(async () => {
    gateway = await startTestGateway();
  });
  after(() => gateway[Symbol.asyncDispose]());

  const rows: [path: string, status: number][] = [
    ['/%', 404],
    ['/%ff', 404],
    ['/api/v1/%e0%a4%a', 404],
    ['/%68ealth', 200],
  ];
  for (const [path, status] of rows) {
    it(`leaves its line in the log as it was sent: ${path}`, async () => {
      const result = await fetch(`${gateway.url}${path}?secret=%`);
      assert.equal(result.status, status);
      const lines = gateway.log.filter((line) =>
        line.includes(`"path":"${path}","status":${status},`),
      );
      assert.equal(lines.length, 1);
      assert.ok(lines[0]?.includes(result.headers.get('x-request-id') ?? 'no id'));
    });
  }
});
