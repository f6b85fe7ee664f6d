import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { readConfig } from '../../config/config.js';

const lines = readFileSync('.env.example', 'utf8').split('\n');

test('.env.example shows the defaults', () => {
  const shown = lines
    .map((line) => /^#([A-Z][A-Z0-9_]*)=(.*)$/.exec(line)?.slice(1))
    .filter((pair) => pair !== undefined);
  assert.ok(shown.length > 30);
  assert.deepEqual(readConfig(Object.fromEntries(shown) as Record<string, string>), readConfig({}));
});

test('.env.example sets nothing until it is edited', () => {
  assert.deepEqual(
    lines.filter((line) => line !== '' && !line.startsWith('#')),
    [],
  );
});
