import { z } from 'zod';
import { setting, wholeNumber } from './setting.js';

/** How much the database is asked, and how long its answers are kept. */
export const databaseSettings = {
  requestTimeoutMS: setting({
    variable: 'REQUEST_TIMEOUT_MS',
    meaning: 'How long the database may take for one request, in milliseconds.',
    fallback: '`5000`',
    expected: 'a whole number from 1 to 600000',
    read: wholeNumber(1, 600_000).default(5000),
  }),
  databaseConcurrency: setting({
    variable: 'DATABASE_CONCURRENCY',
    meaning:
      'How many questions, and as many look-ups of viewers, the database is asked at a time.',
    fallback: '`20`',
    expected: 'a whole number from 1 to 1000',
    read: wholeNumber(1, 1000).default(20),
  }),
  databaseQueue: setting({
    variable: 'DATABASE_QUEUE',
    meaning: 'How many of either may wait for their turn; one more is refused at once.',
    fallback: '`200`',
    expected: 'a whole number from 0 to 100000',
    read: wholeNumber(0, 100_000).default(200),
  }),
  viewerCacheMS: setting({
    variable: 'VIEWER_CACHE_MS',
    meaning:
      'How long a viewer, once found, is not looked up again: a token or role that is revoked is refused that much later at the latest. `0` looks up at every request.',
    fallback: '`1000`',
    expected: 'a whole number from 0 to 60000',
    read: wholeNumber(0, 60_000).default(1000),
  }),
  answerCacheMS: setting({
    variable: 'ANSWER_CACHE_MS',
    meaning: 'How long answers are kept that may still change; `0` for not at all.',
    fallback: '`5000`',
    expected: 'a whole number from 0 to 3600000',
    read: wholeNumber(0, 3_600_000).default(5000),
  }),
  settledAnswerCacheMS: setting({
    variable: 'SETTLED_ANSWER_CACHE_MS',
    meaning:
      'How long answers about people are kept whose window ended long enough ago for the nightly job to leave it alone; `0` for not at all.',
    fallback: '`3600000`',
    expected: 'a whole number from 0 to 86400000',
    read: wholeNumber(0, 86_400_000).default(3_600_000),
  }),
  redisUrl: setting({
    variable: 'REDIS_URL',
    meaning:
      'A Redis in which several gateways keep answers and count calls together. While it cannot be reached, each keeps its own.',
    fallback: 'none',
    expected: 'a URL that begins with redis:// or rediss://',
    secret: true,
    read: z
      .string()
      .regex(/^rediss?:\/\/./)
      .optional(),
  }),
};
