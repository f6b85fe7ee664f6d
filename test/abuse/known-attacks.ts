import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { smallWorkspace } from '../http/small-workspace.js';
import { administrator, startTestGateway, type TestGateway } from '../support/gateway.js';
import { watchProcess } from '../faults/faulty-gateway.js';
import { assertRejected, post, times } from './requests.js';

const day = '2024-03-05T00:00:00Z';
const hourly = `chatBusierHourly(start: "${day}")`;

describe('attacks that are known', () => {
  let gateway: TestGateway;
  let reads = 0;
  const complaints = watchProcess();
  before(async () => {
    gateway = await startTestGateway({ VIEWER_CACHE_MS: '60000' }, { onRead: () => (reads += 1) });
    await gateway.db.fill(smallWorkspace);
    await gateway.graphql(`{ ${hourly} { hour } }`, administrator);
  });
  after(() => gateway[Symbol.asyncDispose]());
  beforeEach(() => {
    reads = 0;
  });

  describe('an operation that is made large by repetition is rejected in one message, and not executed', () => {
    const rows: [attack: string, body: string | object, message: RegExp][] = [
      ['101 aliases of __typename', `{ ${times(101, 'a#: __typename')} }`, /30 aliases/],
      ['101 aliases of a field', `{ ${hourly} { ${times(101, 'a#: hour')} } }`, /30 aliases/],
      ['101 aliases of a query', `{ ${times(101, `a#: ${hourly} { hour }`)} }`, /1000 tokens/],
      [
        '101 aliases in a fragment',
        `{ ...F } fragment F on Query { ${times(101, 'a#: __typename')} }`,
        /30 aliases/,
      ],
      ['500 times one field', `{ ${hourly} { ${times(500, 'hour')} } }`, /cost more than 450/],
      ['500 times __typename', `{ ${times(500, '__typename')} }`, /cost more than 450/],
      ['500 times a field that is wrong', `{ ${times(500, 'hour')} }`, /cost more than 450/],
      ['ten times an unknown directive', `{ __typename ${times(10, '@aa')} }`, /8 directives/],
      ['ten times @skip', `{ __typename ${times(10, '@skip(if: false)')} }`, /8 directives/],
      [
        'ten directives of the operation',
        `query ${times(10, '@aa')} { __typename }`,
        /8 directives/,
      ],
      [
        'fragments that double at each step',
        `{ ...F0 } ${times(60, 'fragment F# on Query { ...G# ...G# }').replace(/G(\d+)/g, (_, at) => `F${Number(at) + 1}`)}
       fragment F60 on Query { __typename }`,
        /cost more than 450/,
      ],
      [
        'ten operations in a batch',
        Array(10).fill({ query: '{ __typename }' }),
        /batching disabled/,
      ],
      ['a batch of one operation', [{ query: '{ __typename }' }], /batching disabled/],
    ];
    for (const [attack, body, message] of rows) {
      it(attack, async () => {
        const result = await post(
          gateway,
          typeof body === 'string' ? { query: body } : body,
          administrator,
        );
        assertRejected(result, message);
        assert.equal(reads, 0);
      });
    }
  });

  describe('what goes wrong reveals nothing of the inside', () => {
    const bodies = [
      '{"query":',
      'null',
      '"{ __typename }"',
      '{"query":null}',
      '{"query":"{"}',
      '{"query":"{ nothing }"}',
      '{"query":"{ __typename }","operationName":"Other"}',
      '{"query":"query A { __typename } query B { __typename }"}',
      '{"query":"{ __typename }","variables":[]}',
      `{"query":"query ($start: Instant!) { chatBusierHourly(start: $start) { hour } }","variables":{"start":{}}}`,
      '{"query":"mutation { __typename }"}',
      '{"query":"{ __typename }","extensions":{"persistedQuery":{"version":1,"sha256Hash":{}}}}',
    ];
    for (const body of bodies) {
      it(`no stack, no fault and no unhandled exception after ${body.slice(0, 60)}`, async () => {
        const from = gateway.log.length;
        // Often, since a query that is sent often is executed in another way.
        for (let attempt = 0; attempt < 4; attempt += 1) {
          const { status, text, errors } = await post(gateway, body, administrator);
          assert.ok(status < 500 && errors, text);
          assert.doesNotMatch(text, /"stack|node_modules|\.[jt]s\b| {4}at |INTERNAL_SERVER_ERROR/i);
        }
        const levels = gateway.log
          .slice(from)
          .map((line) => (JSON.parse(line) as { level: number }).level);
        assert.deepEqual(
          levels.filter((level) => level > 30),
          [],
        );
        assert.deepEqual(complaints, []);
      });
    }

    it('no trace of the execution, however it is requested', async () => {
      const tracing = {
        'apollo-federation-include-trace': 'ftv1',
        'x-apollo-tracing': '1',
        'apollo-tracing': '1',
      };
      const query = { query: `{ ${hourly} { hour } }`, extensions: { tracing: true } };
      const { extensions } = await post(gateway, query, { ...administrator, ...tracing });
      assert.deepEqual(Object.keys(extensions ?? {}), ['computedAt']);
    });
  });
});
