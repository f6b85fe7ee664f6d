import {
  RateLimiterMemory,
  RateLimiterRedis,
  RateLimiterRes,
  type RateLimiterAbstract,
} from 'rate-limiter-flexible';

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
export function windowCounter({
  name,
  points,
  windowMS,
  store,
}: WindowCounterOptions): WindowCounter {
  const limit = { points, duration: windowMS / 1000 };
  const inMemory = new RateLimiterMemory(limit);
  const limiter: RateLimiterAbstract = store
    ? new RateLimiterRedis({
        ...limit,
        storeClient: store.client,
        useRedisPackage: true,
        keyPrefix: `${store.prefix}${name}`,
        rejectIfRedisNotReady: true,
        insuranceLimiter: inMemory,
      })
    : inMemory;
  // The same as in the store, whose limiter falls back to this one.
  const keyInMemory = (key: string) => store?.keyOf(key) ?? key;
  return {
    consume: (key, counted) =>
      store
        ? store
            .withTimeout(consume(limiter, store.keyOf(key), counted))
            .catch(() => consume(inMemory, keyInMemory(key), counted))
        : consume(inMemory, keyInMemory(key), counted),
    refund: async (key, counted) => {
      await limiter.reward(store?.keyOf(key) ?? key, counted).catch(() => undefined);
    },
  };
}

/** The library rejects with the state itself when the points are consumed. */
async function consume(
  limiter: RateLimiterAbstract,
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
