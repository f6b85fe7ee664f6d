import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { windowCounter } from '../../engine/window-counter.js';
import { liveBytes } from '../support/live-bytes.js';

describe('a counter in memory', () => {
  it('occupies a bounded number of bytes, however many clients it counts', async () => {
    const counter = windowCounter({ name: 'test', points: 1, windowMS: 3_600_000 });
    const before = liveBytes().total;
    for (let client = 0; client < 300_000; client += 1)
      await counter.consume(`client ${client}`, 1);
    const grown = liveBytes().total - before;
    assert.ok(grown < 25e6, `${grown / 1e6} MB`);
    // The newest are known, so the counter is still there.
    assert.equal((await counter.consume('client 299999', 1)).isExceeded, true);
  });
});
