import type { FastifyBaseLogger } from 'fastify';
import { dayCache, type DayCache, type Found } from '../analytics/days/day-cache.js';
import { loginDays } from '../analytics/days/login-days.js';
import { sessionDays } from '../analytics/days/session-days.js';
import { userDays } from '../analytics/days/user-days.js';
import type { Config } from '../config/config.js';
import type { Database } from '../data/mongo-workspace.js';

/** What is measured of the cache of days. */
export interface DayMetrics {
  /** Counts a day that a metric needed. */
  readonly countDay: (found: Found) => void;
  /** Receives a function that returns the current state of the cache. */
  readonly observeDays: (state: DayCache['state']) => void;
}

export interface CreateDayCacheOptions {
  readonly database: Database;
  readonly config: Pick<Config, 'dayCacheMB' | 'maxWindowDays' | 'answerCacheMS'>;
  readonly log: FastifyBaseLogger;
  readonly metrics?: DayMetrics | undefined;
}

// A period of any length also needs the days before it: 29 for the users of a month, and two in
// which a session that is still open, or belongs to another date in another zone, may be stored.
const lookBackDays = 31;

/** The cache of days as the settings want it, still empty. */
export function createDayCache({
  database,
  config,
  log,
  metrics,
}: CreateDayCacheOptions): DayCache {
  const days = dayCache({
    maxBytes: config.dayCacheMB * 1024 * 1024,
    maxDays: config.maxWindowDays + lookBackDays,
    freshMS: config.answerCacheMS,
    open: database.within,
    isBusy: database.isBusy,
    onLookup: metrics?.countDay,
    onFailure: (error) => {
      log.warn(error);
    },
  });
  metrics?.observeDays(days.state);
  return days;
}

// Rocket.Chat removes sessions after so many days.
const storedDays = 45;

/** Reads what is stored into the cache, as far as it fits, while no request waits. */
export function warmUp(days: DayCache): Promise<void> {
  return days.warmUp([loginDays, userDays, sessionDays], storedDays);
}
