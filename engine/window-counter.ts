import {
  RateLimiterMemory,
  RateLimiterRedis,
  RateLimiterRes,
  type RateLimiterAbstract,
} from 'rate-limiter-flexible';

/** What is left of a key's points, and until when. */
export interface Account {
  readonly isOver: boolean;
  readonly left: number;
  /** How long until all points are there again. */
  readonly wholeAgainInMS: number;
}

/** Counts points that keys spend in windows of fixed length, each beginning with its first point. */
export interface WindowCounter {
  spend(key: string, points: number): Promise<Account>;
  giveBack(key: string, points: number): Promise<void>;
}

/** A Redis in which several gateways count together, and the beginning of their keys. */
export interface CountStore {
  readonly client: unknown;
  readonly prefix: string;
  /** Rejects when the store keeps a caller waiting. */
  readonly withinPatience: <Value>(promise: Promise<Value>) => Promise<Value>;
}

export interface WindowCounterOptions {
  /** Tells counters apart that share a store. */
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
  return {
    spend: (key, spent) =>
      store
        ? store
            .withinPatience(consume(limiter, key, spent))
            .catch(() => consume(inMemory, key, spent))
        : consume(inMemory, key, spent),
    giveBack: async (key, spent) => {
      await limiter.reward(key, spent).catch(() => undefined);
    },
  };
}

/** The library rejects with the state itself when the points are spent. */
async function consume(
  limiter: RateLimiterAbstract,
  key: string,
  points: number,
): Promise<Account> {
  try {
    return account(false, await limiter.consume(key, points));
  } catch (state) {
    if (state instanceof RateLimiterRes) return account(true, state);
    throw state;
  }
}

function account(isOver: boolean, state: RateLimiterRes): Account {
  return { isOver, left: state.remainingPoints, wholeAgainInMS: state.msBeforeNext };
}
