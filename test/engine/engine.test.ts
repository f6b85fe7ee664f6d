import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Credentials } from '../../auth/credentials.js';
import type { Viewer } from '../../auth/viewer.js';
import { createEngine, type EngineOptions } from '../../engine/engine.js';

test('the log line names the viewer of a request who is unknown when looked up again', async () => {
  let viewer: Viewer | undefined = { userId: 'ann', permissions: new Set() };
  const openRequest = createEngine({
    database: { timeZone: 'UTC', within: () => ({}) },
    viewers: { cached: () => viewer, find: () => Promise.resolve(undefined) },
    timeoutMS: 1_000,
  } as unknown as EngineOptions);
  const request = {
    credentials: new Credentials('ann', 'token'),
    client: () => '192.0.2.1',
    log: { error: () => undefined },
    logFields: { viewerId: undefined, metrics: [], limit: 'rate limit' as const },
    disconnected: () => new AbortController().signal,
  };
  const limits = { quotas: { consume: () => Promise.resolve() } };
  assert.equal((await openRequest(request, limits)).viewer, viewer);
  viewer = undefined;
  assert.equal((await openRequest(request, limits)).viewer, undefined);
  assert.equal(request.logFields.viewerId, 'ann');
});
