import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, beforeEach, describe, it } from 'node:test';
import { smallWorkspace } from '../http/small-workspace.js';
import { metrics, url } from '../http/metrics.js';
import { storedDocuments } from '../../operations/stored-documents.generated.js';
import { administrator, startTestGateway, type TestGateway } from '../support/gateway.js';
import { get, post, restBase, send, type GraphqlResponse } from './requests.js';

const preflighted = { 'apollo-require-preflight': 'true', ...administrator };
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const byHash = (hash: unknown) => ({ persistedQuery: { version: 1, sha256Hash: hash } });

function assertUnknown({ status, text, data, errors, headers }: GraphqlResponse): void {
  assert.equal(status, 400, text);
  assert.match(headers.get('content-type') ?? '', /^application\/json/);
  assert.equal(data, undefined);
  assert.equal(errors?.length, 1);
  assert.deepEqual(errors[0]?.extensions, { code: 'PERSISTED_QUERY_NOT_FOUND' });
  assert.match(errors[0].message, /PERSISTED_ONLY/);
}

describe('with PERSISTED_ONLY', () => {
  let gateway: TestGateway;
  let reads = 0;
  before(async () => {
    gateway = await startTestGateway({ PERSISTED_ONLY: 'true' }, { onRead: () => (reads += 1) });
    await gateway.db.fill(smallWorkspace);
  });
  after(() => gateway[Symbol.asyncDispose]());
  beforeEach(() => {
    reads = 0;
  });

  for (const metric of metrics) {
    const { field, operation, parameters, otherVariables } = metric;
    const variables = { ...parameters, ...otherVariables };

    it(`the operation of ${field} is executed, by its text and by its hash, by POST and by GET`, async () => {
      const hash = sha256(operation);
      assert.ok(storedDocuments.has(hash));
      const byGet = { variables: JSON.stringify(variables) };
      const results = [
        await post(gateway, { query: operation, variables }, administrator),
        await post(gateway, { query: `\n  ${operation} \n`, variables }, administrator),
        await post(gateway, { extensions: byHash(hash), variables }, administrator),
        await get(gateway, { query: operation, ...byGet }, preflighted),
        await get(gateway, { extensions: JSON.stringify(byHash(hash)), ...byGet }, preflighted),
      ];
      const [first] = results;
      assert.ok(first?.data);
      for (const { status, data, errors } of results) {
        assert.deepEqual([status, errors], [200, undefined]);
        assert.deepEqual(data, first.data);
      }
    });

    it(`the path of ${field} answers`, async () => {
      const path = `${restBase}${url(metric, parameters)}`;
      const { status } = await send(gateway, path, { headers: administrator });
      assert.equal(status, 200);
    });
  }

  const { operation = '', parameters } = metrics[0] ?? {};
  const unknown = sha256('{ __typename }');
  const bodies: [what: string, body: unknown][] = [
    ['another text', { query: '{ __typename }' }],
    ['a known text with more after it', { query: `${operation} query Other { __typename }` }],
    ['a known text with an alias', { query: operation.replace('{', '{ a: __typename') }],
    ['a text that does not parse', { query: '{' }],
    ['an empty text', { query: '' }],
    [
      'another text with a known hash',
      { query: '{ __typename }', extensions: byHash(sha256(operation)) },
    ],
    ['another hash', { extensions: byHash(unknown) }],
    [
      'a text and its own hash, to be remembered',
      { query: '{ __typename }', extensions: byHash(unknown) },
    ],
    ['a hash in capitals', { extensions: byHash(sha256(operation).toUpperCase()) }],
    ['a hash that is a list', { extensions: byHash([sha256(operation)]) }],
    ['the name of something every object has', { extensions: byHash('constructor') }],
    ['extensions of nothing', { extensions: null }],
    ['extensions that are no JSON', { extensions: '{' }],
    ['a batch', [{ query: operation }]],
    ['a batch of a hash', [{ extensions: byHash(sha256(operation)) }]],
    ['introspection', { query: '{ __schema { queryType { name } } }' }],
    ['a list for a text', { query: [operation] }],
    ['an object for a text', { query: { toString: operation } }],
    ['no operation', {}],
    ['null', null],
    ['a text for a body', operation],
    ['a number', 1],
  ];
  for (const [what, body] of bodies) {
    it(`${what} is not executed`, async () => {
      assertUnknown(await post(gateway, JSON.stringify(body), administrator));
      assert.equal(reads, 0);
    });
  }

  it('another operation is executed by GET just as little', async () => {
    const searches: Record<string, string>[] = [
      { query: '{ __typename }' },
      { extensions: JSON.stringify(byHash(unknown)) },
      { extensions: 'null' },
      { extensions: '{' },
      {},
    ];
    for (const search of searches) assertUnknown(await get(gateway, search, preflighted));
    const twice = `/graphql?${new URLSearchParams([
      ['query', operation],
      ['query', '{ __typename }'],
    ]).toString()}`;
    const { status, text } = await send(gateway, twice, { headers: preflighted });
    assert.match(text, /PERSISTED_QUERY_NOT_FOUND/);
    assert.deepEqual([status, reads], [400, 0]);
  });

  it('a request without a body is not executed', async () => {
    const { status, text } = await send(gateway, '/graphql', {
      method: 'POST',
      headers: administrator,
    });
    assert.match(text, /PERSISTED_QUERY_NOT_FOUND/);
    assert.deepEqual([status, reads], [400, 0]);
  });

  it('a known operation is still a viewer’s alone, and no page’s of another origin', async () => {
    const variables = parameters;
    assert.equal((await post(gateway, { query: operation, variables })).status, 401);
    const extensions = JSON.stringify(byHash(sha256(operation)));
    const result = await get(
      gateway,
      { extensions, variables: JSON.stringify(variables) },
      administrator,
    );
    assert.equal(result.status, 400);
    assert.match(result.text, /Cross-Site Request Forgery/);
  });
});
