import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { serverAudits } from 'graphql-http';
import { startTestGateway, type TestGateway } from '../support/gateway.js';

for (const NODE_ENV of ['development', 'production']) {
  describe(NODE_ENV, () => {
    let gateway: TestGateway;
    before(async () => { gateway = await startTestGateway({ NODE_ENV }); });
    after(() => gateway[Symbol.asyncDispose]());
    const audits = serverAudits({
      url: () => `${gateway.url}/graphql`,
      fetchFn: (url: string, init?: RequestInit) => fetch(url, { ...init, headers: { ...init?.headers as object, ...((init?.method ?? 'GET') === 'GET' && { 'apollo-require-preflight': 'true' }) } }),
    });
    for (const audit of audits) {
      it(`${audit.id} ${audit.name}`, async () => {
        const result = await audit.fn();
        if (result.status === 'ok') return;
        const { response } = result as any;
        assert.fail(`${result.status} ${(result as any).reason} ${response.status} ${response.headers.get('content-type')} ${response.bodyUsed ? '' : await response.text()}`);
      });
    }
  });
}
