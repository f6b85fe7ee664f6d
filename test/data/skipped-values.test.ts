import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ObjectId } from 'mongodb';
import { skippedValues } from '../../data/skipped-values.js';

test('values that are left out are all counted, and logged once a minute for each reason', () => {
  let now = 0;
  const lines: object[] = [];
  const counts: unknown[][] = [];
  const report = skippedValues({
    log: { warn: (fields) => lines.push(fields) },
    count: (...counted) => counts.push(counted),
    now: () => now,
  });
  const [collection, reason] = ['users', 'createdAt is not a date'] as const;
  report(collection, reason, 'a');
  report(collection, reason, 'b', 4);
  report(collection, 'roles are not a list', new ObjectId('65e6f0000000000000000001'));
  now = 60_000;
  report(collection, reason, 'c');

  assert.deepEqual(
    counts.map(([, , values]) => values),
    [1, 4, 1, 1],
  );
  assert.deepEqual(lines, [
    { collection, reason, id: 'a', values: 1 },
    {
      collection,
      reason: 'roles are not a list',
      id: '{"_id":{"$oid":"65e6f0000000000000000001"}}',
      values: 1,
    },
    { collection, reason, id: 'c', values: 5 },
  ]);
});
