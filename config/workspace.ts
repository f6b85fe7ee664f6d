import { z } from 'zod';
import { flag, names, setting } from './setting.js';
import { isTimeZone } from './time-zone.js';

/** What the workspace is, and which rules of its Rocket.Chat hold. */
export const workspaceSettings = {
  mongoUrl: setting({
    variable: 'MONGO_URL',
    meaning:
      'The MongoDB of the workspace, as in Rocket.Chat’s own `MONGO_URL`. The database is the one in its path, else `rocketchat`.',
    fallback: 'embedded workspace',
    expected: 'a connection string that begins with mongodb:// or mongodb+srv://',
    secret: true,
    common: true,
    read: z
      .string()
      .regex(/^mongodb(\+srv)?:\/\/./)
      .optional(),
  }),
  mongoDump: setting({
    variable: 'MONGO_DUMP',
    meaning: 'A folder written by `mongodump`, read instead of a database.',
    fallback: 'none',
    expected: 'the path of a folder',
    common: true,
    read: z.string().optional(),
  }),
  workspaceTimeZone: setting({
    variable: 'WORKSPACE_TIMEZONE',
    meaning:
      'The time zone of Rocket.Chat’s server process, in which it stored the calendar days of the workspace.',
    fallback: '`UTC`',
    expected: 'an IANA time zone such as America/Sao_Paulo',
    common: true,
    read: z.string().refine(isTimeZone).default('UTC'),
  }),
  strictLoginExpiration: setting({
    variable: 'STRICT_LOGIN_EXPIRATION',
    meaning:
      '`true` rejects login tokens older than the workspace’s `Accounts_LoginExpiration` days at once; Rocket.Chat accepts them until its clean-up job has run.',
    fallback: '`false`',
    expected: 'true or false',
    read: flag.default(false),
  }),
  permissionFallbackRoles: setting({
    variable: 'PERMISSION_FALLBACK_ROLES',
    meaning:
      'Comma-separated roles that may view the dashboard when the workspace has no document of the permission `view-engagement-dashboard`, because it never had a licence.',
    fallback: 'none',
    expected: 'role ids separated by commas',
    common: true,
    read: names.default([]),
  }),
  listInactiveChannels: setting({
    variable: 'LIST_INACTIVE_CHANNELS',
    meaning:
      '`true` makes the path `channels/list` include rooms without activity by default, as Rocket.Chat before 8.0 does.',
    fallback: '`false`',
    expected: 'true or false',
    read: flag.default(false),
  }),
  hidePrivateRooms: setting({
    variable: 'HIDE_PRIVATE_ROOMS',
    meaning:
      '`true` removes the names, user names and ids of private rooms and direct messages from every response; their counts stay. Needs `PRIVACY_KEY`.',
    fallback: '`false`',
    expected: 'true or false',
    common: true,
    read: flag.default(false),
  }),
  privacyKey: setting({
    variable: 'PRIVACY_KEY',
    meaning:
      'A secret of 16 characters or more, the same on all gateways of a workspace. The ids of hidden rooms are replaced by a hash with this key.',
    fallback: 'none',
    expected: 'at least 16 characters',
    secret: true,
    common: true,
    read: z.string().min(16).optional(),
  }),
  workspaceId: setting({
    variable: 'WORKSPACE_ID',
    meaning:
      'What distinguishes the workspace from others that share `REDIS_URL`, the same on all its gateways. Needed only where Rocket.Chat has stored no `uniqueID`.',
    fallback: 'Rocket.Chat’s `uniqueID`',
    expected: 'a text of 8 to 200 characters',
    read: z.string().min(8).max(200).optional(),
  }),
  fourKeyUnauthorized: setting({
    variable: 'FOUR_KEY_UNAUTHORIZED',
    meaning:
      '`true` sends the 401 of the REST paths with the four keys of Rocket.Chat 7 and later instead of the documented two.',
    fallback: '`false`',
    expected: 'true or false',
    read: flag.default(false),
  }),
};
