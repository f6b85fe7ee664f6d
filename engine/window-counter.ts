import { LRUCache } from 'lru-cache';
import { RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';

/** What is left of a key's points, and until when. */
export interface Consumption {
  readonly isExceeded: boolean;
  readonly remaining: number;
  /** How long until all points are there again. */
  readonly resetsInMS: number;
}

/** Counts points that keys consume in windows of fixed length, each beginning with its first point. */
export interface WindowCounter {
  consume(key: string, points: number): Promise<Consumption>;
  refund(key: string, points: number): Promise<void>;
}

/** A Redis in which several gateways count together, and the beginning of their keys. */
export interface CountStore {
  readonly client: unknown;
  readonly prefix: string;
  /** What stands for a key there, which may be a user or an address. */
  readonly keyOf: (key: string) => string;
  /** Rejects when the store does not respond in time. */
  readonly withTimeout: <Value>(promise: Promise<Value>) => Promise<Value>;
}

export interface WindowCounterOptions {
  /** Distinguishes counters that share a store. */
  readonly name: string;
  readonly points: number;
  readonly windowMS: number;
  readonly store?: CountStore | undefined;
}

/** Counts in memory, or in the store as long as it answers. */
export function windowCounter(options: WindowCounterOptions): WindowCounter {
  const { name, points, windowMS, store } = options;
  const inMemory = countInMemory(options);
  if (!store) return inMemory;
  const inStore = new RateLimiterRedis({
    points,
    duration: windowMS / 1000,
    storeClient: store.client,
    useRedisPackage: true,
    keyPrefix: `${store.prefix}${name}`,
    rejectIfRedisNotReady: true,
  });
  return {
    consume: (key, counted) =>
      store
        .withTimeout(consume(inStore, store.keyOf(key), counted))
        .catch(() => inMemory.consume(key, counted)),
    refund: async (key, counted) => {
      await inStore.reward(store.keyOf(key), counted).catch(() => inMemory.refund(key, counted));
    },
  };
}

/** What one counter may occupy; an attacker may have as many addresses as there are. */
const maxBytes = 16 * 1024 * 1024;
const bytesPerKey = 250;

/** The keys that have consumed nothing for the longest time are forgotten first. */
function countInMemory({ points, windowMS }: WindowCounterOptions): WindowCounter {
  const consumed = new LRUCache<string, number>({
    maxSize: maxBytes,
    sizeCalculation: (_, key) => bytesPerKey + 2 * key.length,
    ttl: windowMS,
    noUpdateTTL: true,
    // To look at the clock costs less than the library's timer that saves it.
    ttlResolution: 0,
  });
  return {
    consume(key, counted) {
      const sum = (consumed.get(key) ?? 0) + counted;
      consumed.set(key, sum);
      return Promise.resolve({
        isExceeded: sum > points,
        remaining: Math.max(0, points - sum),
        resetsInMS: Math.ceil(consumed.getRemainingTTL(key)),
      });
    },
    refund(key, counted) {
      const sum = consumed.get(key);
      if (sum !== undefined) consumed.set(key, sum - counted);
      return Promise.resolve();
    },
  };
}

/** The library rejects with the state itself when the points are consumed. */
async function consume(
  limiter: RateLimiterRedis,
  key: string,
  points: number,
): Promise<Consumption> {
  try {
    return account(false, await limiter.consume(key, points));
  } catch (state) {
    if (state instanceof RateLimiterRes) return account(true, state);
    throw state;
  }
}

function account(isExceeded: boolean, state: RateLimiterRes): Consumption {
  return { isExceeded, remaining: state.remainingPoints, resetsInMS: state.msBeforeNext };
}
