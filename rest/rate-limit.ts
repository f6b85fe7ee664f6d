import type { FastifyRequest } from 'fastify';
import {
  RateLimiterMemory,
  RateLimiterRedis,
  RateLimiterRes,
  type RateLimiterAbstract,
} from 'rate-limiter-flexible';
import type { Answer } from './answers.js';
import { refusal } from './answers.js';

export interface RateLimitSettings {
  /** Calls in a window to one path from one address; 0 for no limit. */
  readonly rateLimitCalls: number;
  readonly rateLimitWindowMS: number;
}

/** What one call has used up. */
export interface Spent {
  readonly isOver: boolean;
  /** Rocket.Chat's headers: the limit, what is left of it, and when it is whole again. */
  readonly headers: Readonly<Record<string, number>>;
  /** The 429 of a call over the limit. */
  readonly tooMany: Answer;
  /** Takes the call back, for viewers who are exempt. */
  forget(): Promise<void>;
}

/** Counts one call; HEAD counts as GET. */
export type CountCall = (path: string, request: FastifyRequest) => Promise<Spent>;

/** A Redis in which several gateways count together, and the beginning of their keys. */
export interface CallStore {
  readonly client: unknown;
  readonly prefix: string;
  /** Rejects when the store keeps a caller waiting. */
  readonly withinPatience: <Value>(promise: Promise<Value>) => Promise<Value>;
}

/** The 429, with how long to wait. */
export function tooManyCalls(seconds: number): Answer {
  const error = `Error, too many requests. Please slow down. You must wait ${seconds} seconds before trying this endpoint again. [error-too-many-requests]`;
  return { ...refusal(429, error), headers: { 'retry-after': seconds } };
}

/** Rocket.Chat's limit: a fixed window per path and client address;
 * `undefined` where it is off. Where a store is given and fails, each gateway counts for itself. */
export function callCounter(
  { rateLimitCalls, rateLimitWindowMS }: RateLimitSettings,
  store?: CallStore,
): CountCall | undefined {
  if (rateLimitCalls === 0) return undefined;
  const limit = { points: rateLimitCalls, duration: rateLimitWindowMS / 1000 };
  const inMemory = new RateLimiterMemory(limit);
  const limiter: RateLimiterAbstract = store
    ? new RateLimiterRedis({
        ...limit,
        storeClient: store.client,
        useRedisPackage: true,
        keyPrefix: store.prefix,
        rejectIfRedisNotReady: true,
        insuranceLimiter: inMemory,
      })
    : inMemory;
  return async (path, request) => {
    const key = `${path} ${request.ip}`;
    const { isOver, state } = await spend(key);
    const seconds = Math.ceil(state.msBeforeNext / 1000);
    return {
      isOver,
      headers: {
        'x-ratelimit-limit': rateLimitCalls,
        'x-ratelimit-remaining': state.remainingPoints,
        'x-ratelimit-reset': Date.now() + state.msBeforeNext,
      },
      tooMany: tooManyCalls(seconds),
      forget: async () => {
        await limiter.reward(key, 1).catch(() => undefined);
      },
    };
  };

  function spend(key: string): Promise<{ isOver: boolean; state: RateLimiterRes }> {
    return store
      ? store.withinPatience(consume(limiter, key)).catch(() => consume(inMemory, key))
      : consume(inMemory, key);
  }
}

/** The library rejects with the state itself when a call is over the limit. */
async function consume(
  limiter: RateLimiterAbstract,
  key: string,
): Promise<{ isOver: boolean; state: RateLimiterRes }> {
  try {
    return { isOver: false, state: await limiter.consume(key) };
  } catch (state) {
    if (state instanceof RateLimiterRes) return { isOver: true, state };
    throw state;
  }
}
