import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { startTestDatabase } from '../support/database.js';
import { user } from '../support/documents.js';
import { beyondReading, watchReads } from '../support/read-only.js';

describe('every test fails in which the gateway does more than read', () => {
  const sent = (commandName: string, command: Record<string, unknown>) => ({
    commandName,
    command,
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
    it(`by ${found}`, () => {
      assert.equal(beyondReading(command), found);
      const { onCommand, assertReadOnly } = watchReads();
      onCommand(command);
      assert.throws(assertReadOnly);
    });
  }

  it('on any engine, as the driver reports what it sends', async () => {
    const db = await startTestDatabase();
    await db.fill({ users: [user()] });
    const workspace = db.database.within({ deadline: Date.now() + 10_000 });
    // The embedded server rejects this; it has been sent all the same.
    await workspace.aggregate('users', [{ $out: 'copy' }]).catch(() => undefined);
    await assert.rejects(async () => db[Symbol.asyncDispose](), /more than read/);
  });
});
