import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { suite, test } from 'node:test';
import { serialize } from 'bson';
import { demoWorkspace } from '../../embedded/demo/workspace.js';

const options = { seed: 7, now: new Date('2026-11-18T15:20:00.000Z'), timeZone: 'Europe/Berlin' };

function bytesOf(workspace: ReturnType<typeof demoWorkspace>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(workspace).map(([name, documents]) => {
      const hash = createHash('sha256');
      for (const document of documents) hash.update(serialize(document));
      return [name, `${documents.length} ${hash.digest('hex')}`];
    }),
  );
}

suite('the demo workspace', () => {
  const bytes = bytesOf(demoWorkspace(options));

  test('is the same, byte for byte and in the same order, for the same seed, clock and zone', () => {
    assert.deepEqual(bytesOf(demoWorkspace({ ...options, now: new Date(options.now) })), bytes);
  });

  test('has other people, sessions and messages for another seed', () => {
    const other = bytesOf(demoWorkspace({ ...options, seed: 8 }));
    for (const name of [
      'users',
      'rocketchat_sessions',
      'rocketchat_analytics',
      'rocketchat_room',
    ]) {
      assert.notEqual(other[name], bytes[name], name);
    }
  });
});
