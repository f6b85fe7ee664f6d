import { z } from 'zod';
import { flag, names, setting } from './setting.js';

/** What the workspace is, and which habits of its Rocket.Chat to keep. */
export const workspaceSettings = {
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
  workspaceTimeZone: setting({
    variable: 'WORKSPACE_TIMEZONE',
    meaning:
      'The zone of the server process of Rocket.Chat, in which it wrote the calendar days of the workspace.',
    fallback: '`UTC`',
    expected: 'an IANA time zone such as America/Sao_Paulo',
    read: z.string().refine(isTimeZone).default('UTC'),
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
