import assert from 'node:assert/strict';
import { describe, it, test } from 'node:test';
import { beyondReading, watchReads } from '../support/read-only.js';
import { administrator, startTestGateway } from '../support/gateway.js';
import { metrics, literalQuery, url } from './metrics.js';
import { smallWorkspace } from './small-workspace.js';

describe('every test fails in which the gateway does more than read', () => {
  const sent = (name: string, command: Record<string, unknown>) => ({
    database: 'rocketchat',
    name,
    command,
    appName: 'engagement-gateway',
  });
  const merging = [{ $unionWith: { coll: 'users', pipeline: [{ $merge: 'users' }] } }];
  const commands = [
    { command: sent('insert', { insert: 'users' }), found: 'insert' },
    { command: sent('createIndexes', { createIndexes: 'users' }), found: 'createIndexes' },
    { command: sent('listCollections', { listCollections: 1 }), found: 'listCollections' },
    { command: sent('find', { find: 'secrets' }), found: 'find of secrets' },
    {
      command: sent('getMore', { getMore: 1, collection: 'secrets' }),
      found: 'getMore of secrets',
    },
    {
      command: sent('aggregate', { aggregate: 'users', pipeline: [{ $out: 'x' }] }),
      found: '$out',
    },
    { command: sent('aggregate', { aggregate: 'users', pipeline: merging }), found: '$merge' },
    {
      command: sent('aggregate', { aggregate: 'users', pipeline: [{ $lookup: { from: 'x' } }] }),
      found: '$lookup of "x"',
    },
    {
      command: sent('aggregate', { aggregate: 'users', pipeline: [{ $unionWith: 'x' }] }),
      found: '$unionWith of "x"',
    },
  ];
  for (const { command, found } of commands) {
    it(`by ${found}`, async () => {
      assert.equal(beyondReading(command), found);
      const { watching, assertReadOnly } = watchReads(undefined);
      await watching(command);
      assert.throws(assertReadOnly);
    });
  }

  it('but not when another client does', async () => {
    const { watching, assertReadOnly } = watchReads(undefined);
    await watching({ ...sent('insert', {}), appName: 'another' });
    assertReadOnly();
  });
});

test('a database role that may find in the collections named in the README is enough', async () => {
  await using gateway = await startTestGateway(
    {},
    {
      intercept: (command) =>
        command.appName === 'engagement-gateway' && beyondReading(command) !== undefined
          ? { ok: 0, code: 13, codeName: 'Unauthorized', errmsg: 'not authorized' }
          : undefined,
    },
  );
  await gateway.db.fill(smallWorkspace);
  for (const metric of metrics) {
    const parameters = { ...metric.parameters, hideRoomsWithNoActivity: 'false' };
    const rest = await gateway.rest(url(metric, parameters), administrator);
    assert.equal(rest.status, 200, rest.text);
    const query = literalQuery(metric, metric.parameters);
    const { errors, text } = await gateway.graphql(query, administrator);
    assert.equal(errors, undefined, text);
  }
});
