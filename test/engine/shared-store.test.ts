import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connectRedis } from '../../engine/redis.js';
import { readConfig } from '../../config/config.js';
import { sharedThrough } from '../../engine/shared-store.js';

const silent = { warn: () => undefined, info: () => undefined };

test('workspaces that answer otherwise have keys of their own, the same one has the same', () => {
  // Nobody listens there, and nothing is sent: only the beginnings of keys are looked at.
  const redis = connectRedis('redis://127.0.0.1:1', silent);
  const prefixOf = (environment: Record<string, string>) =>
    sharedThrough(redis, readConfig(environment)).counts.prefix;
  const workspaces = [
    {},
    { MONGO_DUMP: '/dumps/one' },
    { MONGO_DUMP: '/dumps/two' },
    { MONGO_URL: 'mongodb://one/rocketchat' },
    { MONGO_URL: 'mongodb://two/rocketchat' },
    { WORKSPACE_TIMEZONE: 'Asia/Kolkata' },
    { HIDE_PRIVATE_ROOMS: 'true', PRIVACY_KEY: 'a key of sixteen characters' },
    { HIDE_PRIVATE_ROOMS: 'true', PRIVACY_KEY: 'another of sixteen characters' },
  ];
  const prefixes = workspaces.map(prefixOf);
  redis.close();
  assert.equal(new Set(prefixes).size, workspaces.length);
  assert.deepEqual(workspaces.map(prefixOf), prefixes);
});
