import type { SharedResults } from './result-cache.js';
import {
  connectRedis,
  keyMaker,
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
  workspaceId: string,
  report: Logger,
): Shared & Pick<Redis, 'close'> {
  const redis = connectRedis(url, report);
  return {
    ...sharedThrough(redis, config, workspaceId),
    close: () => {
      redis.close();
    },
  };
}

/**
 * Shares through Redis. All that makes a workspace's results its own goes into the keys: its id, its
 * zone, its privacy. Where it is read from does not: two servers can have one address.
 */
export function sharedThrough({ client }: Redis, config: Config, workspaceId: string): Shared {
  const { workspaceTimeZone, hidePrivateRooms, privacyKey } = config;
  const keyOf = keyMaker([workspaceId, workspaceTimeZone, hidePrivateRooms && privacyKey]);
  return {
    results: sharedResults(client, keyOf),
    counts: { client, prefix: redisPrefix('calls'), keyOf, withTimeout },
  };
}
