import { createHash } from 'node:crypto';
import { EJSON } from 'bson';
import { createClient } from 'redis';
import type { CachedResult, SharedResults } from './result-cache.js';

/** What the Redis client tells of its state, a sentence at a time. */
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
 * so once, and it is tried again until it is back. It never keeps the gateway from starting.
 */
export function connectRedis(url: string, report: Logger): Redis {
  const client = clientOf(url);
  let isDown = false;
  client.on('error', () => {
    if (!isDown) report.warn('Redis cannot be reached: answers and limits are kept in memory.');
    isDown = true;
  });
  client.on('ready', () => {
    if (isDown) report.info('Redis is back.');
    isDown = false;
  });
  // A start that fails must not be kept from ending by a connection that is not up yet.
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
 * Answers that gateways of one workspace share. `workspace` is all that makes their answers theirs
 * (database, zone, privacy): it goes into the keys as a digest, so that two workspaces on one Redis
 * never meet, and no key tells anything.
 */
export function sharedResults(client: RedisClient, workspace: readonly unknown[]): SharedResults {
  const prefix = redisPrefix(workspace, 'answer');
  return {
    async read(key) {
      if (!client.isReady) return undefined;
      try {
        const text = await withTimeout(client.get(`${prefix}${digest(key)}`));
        return text === null ? undefined : (EJSON.parse(text) as CachedResult);
      } catch {
        return undefined;
      }
    },
    write(key, cached, forMS) {
      if (!client.isReady) return;
      void client
        .set(`${prefix}${digest(key)}`, EJSON.stringify(cached), {
          expiration: { type: 'PX', value: Math.ceil(forMS) },
        })
        .catch(() => undefined);
    },
  };
}

/** The beginning of this workspace's keys of one kind; the number is raised when their form changes. */
export function redisPrefix(workspace: readonly unknown[], kind: 'answer' | 'calls'): string {
  return `engagement-gateway:1:${digest(JSON.stringify(workspace))}:${kind}:`;
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 32);
}

/** Rejects when Redis keeps a caller waiting. */
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
