import { z } from 'zod';
import { flag, setting, wholeNumber } from './setting.js';

/** How many reads the database gets, and how long results are cached. */
export const databaseSettings = {
  requestTimeoutMS: setting({
    variable: 'REQUEST_TIMEOUT_MS',
    meaning: 'How long the database may take for one request, in milliseconds.',
    fallback: '`5000`',
    expected: 'a whole number from 1 to 600000',
    common: true,
    read: wholeNumber(1, 600_000).default(5000),
  }),
  databaseConcurrency: setting({
    variable: 'DATABASE_CONCURRENCY',
    meaning:
      'How many reads of metrics, and how many viewer look-ups, run at a time. One viewer has at most a quarter of these reads.',
    fallback: '`20`',
    expected: 'a whole number from 1 to 1000',
    read: wholeNumber(1, 1000).default(20),
  }),
  databaseQueue: setting({
    variable: 'DATABASE_QUEUE',
    meaning: 'How many of either may wait in the queue; one more is rejected at once.',
    fallback: '`200`',
    expected: 'a whole number from 0 to 100000',
    read: wholeNumber(0, 100_000).default(200),
  }),
  viewerCacheMS: setting({
    variable: 'VIEWER_CACHE_MS',
    meaning:
      'How long a viewer is cached: a revoked token or role is rejected that much later at the latest. `0` looks up every request.',
    fallback: '`1000`',
    expected: 'a whole number from 0 to 60000',
    read: wholeNumber(0, 60_000).default(1000),
  }),
  answerCacheMS: setting({
    variable: 'ANSWER_CACHE_MS',
    meaning: 'How long results are cached that may still change; `0` disables.',
    fallback: '`5000`',
    expected: 'a whole number from 0 to 3600000',
    read: wholeNumber(0, 3_600_000).default(5000),
  }),
  settledAnswerCacheMS: setting({
    variable: 'SETTLED_ANSWER_CACHE_MS',
    meaning:
      'How long results about people are cached whose period ended so long ago that the nightly job does not change it any more; `0` disables.',
    fallback: '`3600000`',
    expected: 'a whole number from 0 to 86400000',
    read: wholeNumber(0, 86_400_000).default(3_600_000),
  }),
  answerCacheMB: setting({
    variable: 'ANSWER_CACHE_MB',
    meaning:
      'The memory for cached results, in MB; the least recently used results make room for others.',
    fallback: '`64`',
    expected: 'a whole number from 1 to 65536',
    read: wholeNumber(1, 65_536).default(64),
  }),
  dayCacheMB: setting({
    variable: 'DAY_CACHE_MB',
    meaning:
      'The memory for the days of sessions that are read once and counted for every metric, in MB; the least recently used days make room for others. `0` reads them for every result.',
    fallback: '`64`',
    expected: 'a whole number from 0 to 65536',
    read: wholeNumber(0, 65_536).default(64),
  }),
  dayWarmUp: setting({
    variable: 'DAY_WARM_UP',
    meaning:
      '`true` reads the last 45 days into that memory after the start, newest first, while no request waits, until it is full.',
    fallback: '`true`',
    expected: 'true or false',
    read: flag.default(true),
  }),
  redisUrl: setting({
    variable: 'REDIS_URL',
    meaning:
      'A Redis in which several gateways share results and rate limits. While it cannot be reached, each gateway has its own.',
    fallback: 'none',
    expected: 'a URL such as redis://:password@host:6379/0, its special characters escaped',
    secret: true,
    common: true,
    read: z.string().refine(isRedisUrl).optional(),
  }),
};

/** Whether the client for Redis can use it: it throws errors with the URL in them at others. */
function isRedisUrl(text: string): boolean {
  try {
    const { protocol, hostname, pathname, username, password, search, hash } = new URL(text);
    decodeURIComponent(username + password);
    return (
      /^rediss?:$/.test(protocol) &&
      hostname !== '' &&
      /^(\/\d*)?$/.test(pathname) &&
      search + hash === ''
    );
  } catch {
    return false;
  }
}
