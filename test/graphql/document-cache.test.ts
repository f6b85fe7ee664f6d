import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from 'graphql';
import { documentStore } from '../../graphql/apollo-server.js';

const maxBytes = 32 * 1024 * 1024;
/** What `{ a a a … }` occupies for each of its characters. */
const bytesPerCharacter = 250;

for (const [kind, text] of [
  ['fields', (index: number) => `{ ${'a '.repeat(900)} a${index} }`],
  ['comments', (index: number) => `{ a${index} } #${'x'.repeat(90_000)}`],
] as const) {
  test(`cached documents of ${kind} are limited by the memory that they occupy`, async () => {
    const documents = documentStore();
    for (let index = 100; index < 300; index += 1) {
      await documents.set(String(index), parse(text(index)));
    }
    const cached = documents.keys();
    assert.ok(cached.includes('299'));
    assert.ok(cached.length * text(100).length * bytesPerCharacter <= maxBytes);
  });
}
