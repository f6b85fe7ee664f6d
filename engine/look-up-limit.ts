import { LRUCache } from 'lru-cache';
import type { Credentials } from '../auth/credentials.js';

const maxRemembered = 10_000;
const retryAfterMS = 1000;

/** Limits the look-ups of viewers for clients that are above a rate limit. */
export interface LookUpLimit {
  /** The credentials are exempt from the rate limit, and stay so for its window. */
  remember(credentials: Credentials): void;
  isRemembered(credentials: Credentials): boolean;
  /**
   * Whether a client above its limit may have these credentials looked up: those that are remembered,
   * and one unknown pair per second. Every request would otherwise cost a look-up in the database.
   */
  mayLookUp(client: string, credentials: Credentials | undefined): boolean;
}

export function lookUpLimit(windowMS: number): LookUpLimit {
  // To look at the clock costs less than the library's timer that saves it.
  const options = { max: maxRemembered, ttlResolution: 0 };
  const exempt = new LRUCache<string, true>({ ...options, ttl: windowMS });
  const tried = new LRUCache<string, true>({ ...options, ttl: retryAfterMS });
  const isRemembered = ({ key }: Credentials) => exempt.has(key);
  return {
    isRemembered,
    remember({ key }) {
      exempt.set(key, true);
    },
    mayLookUp(client, credentials) {
      if (!credentials) return false;
      if (isRemembered(credentials)) return true;
      if (tried.has(client)) return false;
      tried.set(client, true);
      return true;
    },
  };
}
