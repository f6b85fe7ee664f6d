import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { administrator, people, startTestGateway, type TestGateway } from '../support/gateway.js';
import { assertRejected, get, post, send } from './requests.js';

const hourly = 'chatBusierHourly(start: "2024-03-05T00:00:00Z")';
const browser = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' };

describe('pages of other sites', () => {
  let gateway: TestGateway;
  let reads = 0;
  before(async () => {
    gateway = await startTestGateway({}, { onRead: () => (reads += 1) });
    await gateway.db.fill(people);
  });
  after(() => gateway[Symbol.asyncDispose]());
  beforeEach(() => {
    reads = 0;
  });

  describe('a page of another origin cannot make a browser run a query', () => {
    const query = `{ ${hourly} { hour } }`;
    const form = new URLSearchParams({ query }).toString();
    const rows = {
      'by a GET without a preflight': { query: form },
      'by a GET as of a link': { query: form, headers: browser },
      'by a form': { method: 'POST', type: 'application/x-www-form-urlencoded', body: form },
      'by a form with a file': {
        method: 'POST',
        type: 'multipart/form-data; boundary=x',
        body: `--x\r\ncontent-disposition: form-data; name="query"\r\n\r\n${query}\r\n--x--\r\n`,
      },
      'by a form as text': { method: 'POST', type: 'text/plain', body: JSON.stringify({ query }) },
      'by a body of no type': { method: 'POST', type: '', body: JSON.stringify({ query }) },
    };
    for (const [way, { query = '', type, headers, ...init }] of Object.entries<{
      query?: string;
      type?: string;
      headers?: Record<string, string>;
      method?: string;
      body?: string;
    }>(rows)) {
      it(way, async () => {
        const { status, text } = await send(gateway, `/graphql?${query}`, {
          ...init,
          headers: {
            ...administrator,
            ...headers,
            ...(type !== undefined && { 'content-type': type }),
          },
        });
        assert.ok([400, 415].includes(status), text);
        assert.doesNotMatch(text, /"data"/);
        assert.equal(reads, 0);
      });
    }

    it('and change nothing, by GET or otherwise: there are no mutations', async () => {
      const mutation = { query: 'mutation { __typename }' };
      const byGet = await get(gateway, mutation);
      assert.deepEqual([byGet.status, byGet.headers.get('allow')], [405, 'POST']);
      assertRejected(byGet, /GET requests only support query operations/);
      assertRejected(await post(gateway, mutation), /^The schema has no mutation\.$/);
      const streamed = await post(gateway, { query: 'subscription { today { onlineNow } }' });
      assertRejected(streamed, /text\/event-stream/);
    });
  });
});
