import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { readConfig } from '../../config/config.js';
import { settings } from '../../config/settings.js';

const lines = (name: string) => readFileSync(name, 'utf8').split('\n');

test('the table in the README tells every setting, its meaning and its default, and no other', () => {
  const rows = lines('README.md')
    .map((line) => /^\| `([A-Z][A-Z0-9_]*)`\s* \| (.*?)\s* \| (.*?)\s* \|$/.exec(line)?.slice(1))
    .filter((row) => row !== undefined);
  assert.deepEqual(
    rows,
    Object.values(settings).map(({ variable, meaning, fallback }) => [variable, meaning, fallback]),
  );
});

test('.env.example names every setting once, and no other', () => {
  const named = lines('.env.example')
    .map((line) => /^#?\s*([A-Z][A-Z0-9_]*)=/.exec(line)?.[1])
    .filter((name) => name !== undefined);
  assert.deepEqual(
    named,
    Object.values(settings).map(({ variable }) => variable),
  );
});

test('.env.example shows the defaults', () => {
  const shown = lines('.env.example')
    .map((line) => /^#([A-Z][A-Z0-9_]*)=(.*)$/.exec(line)?.slice(1))
    .filter((pair) => pair !== undefined);
  assert.deepEqual(readConfig(Object.fromEntries(shown) as Record<string, string>), readConfig({}));
});

test('.env.example sets nothing until somebody edits it', () => {
  assert.deepEqual(
    lines('.env.example').filter((line) => line !== '' && !line.startsWith('#')),
    [],
  );
});
