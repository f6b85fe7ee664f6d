import { createHmac, scryptSync } from 'node:crypto';
import { EJSON } from 'bson';
import { createClient } from 'redis';
import type { CachedResult, SharedResults } from './result-cache.js';

/** What the Redis client logs of its state. */
export interface Logger {
  warn(message: string): void;
  info(message: string): void;
}

export type RedisClient = ReturnType<typeof clientOf>;

export interface Redis {
  readonly client: RedisClient;
  close(): void;
}

/** Longer than this a healthy Redis does not take, and the gateway does not wait for it. */
const timeoutMS = 200;

/**
 * A connection to Redis that comes and goes: while it is down, commands fail at once, the log says
 * so once, and it is tried again until it is back. It never prevents the gateway from starting.
 */
export function connectRedis(url: string, report: Logger): Redis {
  const client = clientOf(url);
  let isDown = false;
  client.on('error', () => {
    if (!isDown) report.warn('Redis cannot be reached: results and limits are cached in memory.');
    isDown = true;
  });
  client.on('ready', () => {
    if (isDown) report.info('Redis is back.');
    isDown = false;
  });
  // A start that fails must not be prevented from ending by a connection that is not up yet.
  client.unref();
  void client.connect().catch(() => undefined);
  return {
    client,
    close: () => {
      client.destroy();
    },
  };
}

function clientOf(url: string) {
  return createClient({
    url,
    disableOfflineQueue: true,
    // A server that takes connections and says nothing is as good as none.
    pingInterval: 1_000,
    socket: {
      connectTimeout: 2_000,
      socketTimeout: 3_000,
      reconnectStrategy: (attempts) => Math.min(100 * 2 ** attempts, 5_000),
    },
  });
}

/**
 * Makes all texts of a workspace's keys: an HMAC, so that workspaces on one Redis never meet, and no
 * user, address or password can be guessed from what is stored there.
 */
export type KeyMaker = (text: string) => string;

/** The keys of the workspace that `identity` distinguishes from all others. */
export function keyMaker(identity: readonly unknown[]): KeyMaker {
  // Slow on purpose: a part of the identity is secret.
  const secret = scryptSync(JSON.stringify(identity), 'engagement-gateway', 32);
  return (text) => createHmac('sha256', secret).update(text).digest('base64url');
}

/** The beginning of the keys of one kind; the number is raised when their form changes. */
export const redisPrefix = (kind: 'answer' | 'calls') => `engagement-gateway:2:${kind}:`;

// As much as the cache in memory takes of one result.
const maxLength = 32 * 1024 * 1024;

/** Results that gateways of one workspace share. What is read is validated: others may write there. */
export function sharedResults(client: RedisClient, keyOf: KeyMaker): SharedResults {
  const prefix = redisPrefix('answer');
  return {
    async read(key) {
      if (!client.isReady) return undefined;
      const name = keyOf(key);
      try {
        const text = await withTimeout(client.get(`${prefix}${name}`));
        return text === null || text.length > maxLength ? undefined : opened(text, name, keyOf);
      } catch {
        return undefined;
      }
    },
    write(key, cached, forMS) {
      if (!client.isReady) return;
      const name = keyOf(key);
      void client
        .set(`${prefix}${name}`, sealed(EJSON.stringify(cached), name, keyOf), {
          expiration: { type: 'PX', value: Math.ceil(forMS) },
        })
        .catch(() => undefined);
    },
  };
}

/** With a seal that only gateways of the workspace can make, and that belongs to this key alone. */
function sealed(text: string, name: string, keyOf: KeyMaker): string {
  return `${keyOf(`${name} ${text}`)} ${text}`;
}

function opened(value: string, name: string, keyOf: KeyMaker): CachedResult | undefined {
  const text = value.slice(value.indexOf(' ') + 1);
  if (sealed(text, name, keyOf) !== value) return undefined;
  const { result, computedAt } = EJSON.parse(text) as Partial<CachedResult>;
  const isValid =
    typeof result === 'object' &&
    result !== null &&
    typeof computedAt === 'number' &&
    computedAt <= Date.now() + clockDifferenceMS;
  return isValid ? { result, computedAt: Math.min(computedAt, Date.now()) } : undefined;
}

/** By how much the clocks of two gateways may differ. */
const clockDifferenceMS = 1000;

/** Rejects when Redis does not respond in time. */
export async function withTimeout<Value>(promise: Promise<Value>): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new Error('Redis took too long.'));
    }, timeoutMS);
  });
  try {
    return await Promise.race([promise, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
