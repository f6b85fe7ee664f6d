import { z } from 'zod';

interface Setting<Read extends z.ZodType> {
  readonly variable: string;
  /** What the setting does, for the table in the README. */
  readonly meaning: string;
  /** The default as that table shows it. */
  readonly fallback: string;
  /** Completes the sentence "PORT: expected …". */
  readonly expected: string;
  /** The value may hold a password and is never shown. */
  readonly secret?: true;
  /** From the variable's text, or `undefined`, to its value. */
  readonly read: Read;
}

const setting = <Read extends z.ZodType>(definition: Setting<Read>) => definition;

const wholeNumber = (least: number, most: number) =>
  z.string().regex(/^\d+$/).transform(Number).pipe(z.int().min(least).max(most));

const flag = z.enum(['true', 'false']).transform((text) => text === 'true');

const names = z
  .string()
  .regex(/^[^,\s]+(\s*,\s*[^,\s]+)*$/)
  .transform((text) => text.split(/\s*,\s*/));

/** Every setting, in the order of the table in the README. */
export const settings = {
  mongoUrl: setting({
    variable: 'MONGO_URL',
    meaning:
      'The MongoDB of the workspace, as Rocket.Chat’s own variable of this name. The database is the one in its path, else `rocketchat`.',
    fallback: 'embedded workspace',
    expected: 'a connection string that begins with mongodb:// or mongodb+srv://',
    secret: true,
    read: z
      .string()
      .regex(/^mongodb(\+srv)?:\/\/./)
      .optional(),
  }),
  mongoDump: setting({
    variable: 'MONGO_DUMP',
    meaning: 'A folder written by `mongodump`, to be read instead of a database.',
    fallback: 'none',
    expected: 'the path of a folder',
    read: z.string().optional(),
  }),
  host: setting({
    variable: 'HOST',
    meaning: 'The address to listen on.',
    fallback: '`0.0.0.0`; `127.0.0.1` without `MONGO_URL`',
    expected: 'an IP address or a host name',
    read: z
      .string()
      .regex(/^[\w.:%-]+$/)
      .optional(),
  }),
  port: setting({
    variable: 'PORT',
    meaning: 'The port to listen on; `0` takes a free one.',
    fallback: '`3000`',
    expected: 'a whole number from 0 to 65535',
    read: wholeNumber(0, 65_535).default(3000),
  }),
  environment: setting({
    variable: 'NODE_ENV',
    meaning:
      '`development` opens introspection. Unset, it is `production` with `MONGO_URL` and `development` without.',
    fallback: 'unset',
    expected: 'development, production or test',
    read: z.enum(['development', 'production', 'test']).optional(),
  }),
  logLevel: setting({
    variable: 'LOG_LEVEL',
    meaning: 'The least level that is logged.',
    fallback: '`info`',
    expected: 'fatal, error, warn, info, debug, trace or silent',
    read: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  }),
  requestTimeoutMS: setting({
    variable: 'REQUEST_TIMEOUT_MS',
    meaning: 'How long the database may take for one request, in milliseconds.',
    fallback: '`5000`',
    expected: 'a whole number from 1 to 600000',
    read: wholeNumber(1, 600_000).default(5000),
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
  strictLoginExpiration: setting({
    variable: 'STRICT_LOGIN_EXPIRATION',
    meaning:
      '`true` refuses login tokens older than the workspace’s `Accounts_LoginExpiration` days at once; Rocket.Chat accepts them until its clean-up job has run.',
    fallback: '`false`',
    expected: 'true or false',
    read: flag.default(false),
  }),
  permissionFallbackRoles: setting({
    variable: 'PERMISSION_FALLBACK_ROLES',
    meaning:
      'Comma-separated roles that may view the dashboard where the workspace has no document of the permission `view-engagement-dashboard` (one that never had a licence).',
    fallback: 'nobody',
    expected: 'role ids separated by commas',
    read: names.default([]),
  }),
  workspaceTimeZone: setting({
    variable: 'WORKSPACE_TIMEZONE',
    meaning:
      'The zone of the server process of Rocket.Chat, in which it wrote the calendar days of the workspace.',
    fallback: '`UTC`',
    expected: 'an IANA time zone such as America/Sao_Paulo',
    read: z.string().refine(isTimeZone).default('UTC'),
  }),
  listInactiveChannels: setting({
    variable: 'LIST_INACTIVE_CHANNELS',
    meaning:
      '`true` makes the path `channels/list` show rooms without activity unless the call says otherwise, as Rocket.Chat before 8.0 does.',
    fallback: '`false`',
    expected: 'true or false',
    read: flag.default(false),
  }),
  hidePrivateRooms: setting({
    variable: 'HIDE_PRIVATE_ROOMS',
    meaning:
      '`true` leaves the names, user names and ids of private rooms and direct messages out of every answer and keeps their counts. Needs `PRIVACY_KEY`.',
    fallback: '`false`',
    expected: 'true or false',
    read: flag.default(false),
  }),
  privacyKey: setting({
    variable: 'PRIVACY_KEY',
    meaning:
      'A secret of 16 characters or more, the same on all gateways of a workspace: hidden rooms are told apart by a hash made with it.',
    fallback: 'none',
    expected: 'at least 16 characters',
    secret: true,
    read: z.string().min(16).optional(),
  }),
  rateLimitCalls: setting({
    variable: 'RATE_LIMIT_CALLS',
    meaning:
      'Calls to one REST path from one address in a window, as Rocket.Chat limits them; `0` for no limit. Viewers with the permission `api-bypass-rate-limit` are exempt.',
    fallback: '`10`',
    expected: 'a whole number from 0 to 1000000',
    read: wholeNumber(0, 1_000_000).default(10),
  }),
  rateLimitWindowMS: setting({
    variable: 'RATE_LIMIT_WINDOW_MS',
    meaning: 'The length of that window in milliseconds.',
    fallback: '`60000`',
    expected: 'a whole number from 1000 to 86400000',
    read: wholeNumber(1000, 86_400_000).default(60_000),
  }),
  trustedProxies: setting({
    variable: 'TRUSTED_PROXIES',
    meaning:
      'How many proxies stand in front: the client’s address is that many from the right in `x-forwarded-for`, and the socket’s own with `0`.',
    fallback: '`0`',
    expected: 'a whole number from 0 to 10',
    read: wholeNumber(0, 10).default(0),
  }),
  fourKeyUnauthorized: setting({
    variable: 'FOUR_KEY_UNAUTHORIZED',
    meaning:
      '`true` answers 401 on the REST paths with the four keys of Rocket.Chat 7 and later instead of the documented two.',
    fallback: '`false`',
    expected: 'true or false',
    read: flag.default(false),
  }),
};

function isTimeZone(name: string): boolean {
  try {
    // Offsets such as +02:00 are no zones: they know no clock changes.
    return /^[A-Za-z]/.test(name) && Boolean(Intl.DateTimeFormat('en', { timeZone: name }));
  } catch {
    return false;
  }
}
