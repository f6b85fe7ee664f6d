import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connectRedis } from '../../engine/redis.js';
import { readConfig } from '../../config/config.js';
import { sharedThrough } from '../../engine/shared-store.js';

const silent = { warn: () => undefined, info: () => undefined };

test('workspaces that answer otherwise have keys of their own, the same one has the same', () => {
  // Nothing listens there, and nothing is sent: only the beginnings of keys are looked at.
  const redis = connectRedis('redis://127.0.0.1:1', silent);
  const keyIn = ([workspaceId, environment]: (typeof workspaces)[number]) =>
    sharedThrough(redis, readConfig(environment), workspaceId).counts.keyOf('192.0.2.1');
  const workspaces: [string, Record<string, string>][] = [
    ['workspace one', {}],
    ['workspace two', {}],
    ['workspace one', { WORKSPACE_TIMEZONE: 'Asia/Kolkata' }],
    ['workspace one', { HIDE_PRIVATE_ROOMS: 'true', PRIVACY_KEY: 'a key of sixteen characters' }],
    ['workspace one', { HIDE_PRIVATE_ROOMS: 'true', PRIVACY_KEY: 'another of sixteen characters' }],
  ];
  const keys = workspaces.map(keyIn);
  redis.close();
  assert.equal(new Set(keys).size, workspaces.length);
  assert.deepEqual(workspaces.map(keyIn), keys);
  for (const key of keys) assert.match(key, /^[\w-]{43}$/);
});

test('the address of the database makes no difference, so that two servers of one may not meet', () => {
  const redis = connectRedis('redis://127.0.0.1:1', silent);
  const keyWith = (MONGO_URL: string) =>
    sharedThrough(redis, readConfig({ MONGO_URL }), 'workspace one').counts.keyOf('a');
  assert.equal(keyWith('mongodb://one/rocketchat'), keyWith('mongodb://u:password@two/rocketchat'));
  redis.close();
});
