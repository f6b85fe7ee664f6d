import { z } from 'zod';
import { flag, setting, wholeNumber } from './setting.js';

/** Where days are stored beyond Rocket.Chat's 45 days, and how. */
export const historySettings = {
  historyDir: setting({
    variable: 'HISTORY_DIR',
    meaning:
      'A folder for one Parquet file per stored day, so that `engagement` reaches back beyond Rocket.Chat’s 45 days: see `docs/history.md`. It must exist. Needs `MONGO_URL`.',
    fallback: 'none',
    expected: 'the path of a folder',
    common: true,
    read: z.string().optional(),
  }),
  historyS3Url: setting({
    variable: 'HISTORY_S3_URL',
    meaning: 'The same in a bucket of S3 or of a service with its API, instead of a folder.',
    fallback: 'none',
    expected: 'https://host/bucket, or with a folder behind it',
    // With a password in it, it would be a secret.
    secret: true,
    read: z
      .string()
      .regex(/^https?:\/\/[^/?#@\s]+\/[^/?#@\s]+(\/[^?#@]*)?$/)
      .optional(),
  }),
  awsRegion: setting({
    variable: 'AWS_REGION',
    meaning: 'The region of the bucket.',
    fallback: '`us-east-1`',
    expected: 'the name of a region',
    read: z.string().default('us-east-1'),
  }),
  awsAccessKeyId: setting({
    variable: 'AWS_ACCESS_KEY_ID',
    meaning: 'The access key for the bucket.',
    fallback: 'none',
    expected: 'an access key',
    secret: true,
    read: z.string().optional(),
  }),
  awsSecretAccessKey: setting({
    variable: 'AWS_SECRET_ACCESS_KEY',
    meaning: 'The secret of that key.',
    fallback: 'none',
    expected: 'a secret access key',
    secret: true,
    read: z.string().optional(),
  }),
  awsSessionToken: setting({
    variable: 'AWS_SESSION_TOKEN',
    meaning: 'The session token of a temporary key.',
    fallback: 'none',
    expected: 'a session token',
    secret: true,
    read: z.string().optional(),
  }),
  historyDays: setting({
    variable: 'HISTORY_DAYS',
    meaning: 'Files of days older than this many days are deleted.',
    fallback: '`800`',
    expected: 'a whole number from 45 to 36500',
    read: wholeNumber(45, 36_500).default(800),
  }),
  historyHashIds: setting({
    variable: 'HISTORY_HASH_IDS',
    meaning:
      '`true` stores keyed hashes in these files instead of user ids. Needs `PRIVACY_KEY`, which must then stay the same.',
    fallback: '`false`',
    expected: 'true or false',
    read: flag.default(false),
  }),
};
