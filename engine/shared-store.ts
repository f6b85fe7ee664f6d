import type { SharedResults } from './result-cache.js';
import {
  connectRedis,
  redisPrefix,
  sharedResults,
  withTimeout,
  type Redis,
  type Logger,
} from './redis.js';
import type { CountStore } from './window-counter.js';
import type { Config } from '../config/config.js';

/** What gateways of one workspace share. */
export interface Shared {
  readonly results: SharedResults;
  readonly counts: CountStore;
}

/** Connects in the background, and shares whenever there is a connection. */
export function connectShared(
  url: string,
  config: Config,
  report: Logger,
): Shared & Pick<Redis, 'close'> {
  const redis = connectRedis(url, report);
  return {
    ...sharedThrough(redis, config),
    close: () => {
      redis.close();
    },
  };
}

/**
 * Shares through Redis. All that makes a workspace's answers its own goes into the keys, so that
 * workspaces on one Redis never meet: where it is read from, its zone, its privacy.
 */
export function sharedThrough({ client }: Redis, config: Config): Shared {
  const { mongoUrl, mongoDump, workspaceTimeZone, hidePrivateRooms, privacyKey } = config;
  const workspace = [mongoUrl, mongoDump, workspaceTimeZone, hidePrivateRooms && privacyKey];
  return {
    results: sharedResults(client, workspace),
    counts: { client, prefix: redisPrefix(workspace, 'calls'), withTimeout },
  };
}
