import type { BsonDocument } from '../../data/workspace.js';

const permissions: readonly [id: string, ...roles: string[]][] = [
  ['view-engagement-dashboard', 'admin'],
  // Rocket.Chat's default: the demo's administrator is exempt from the rate limit, its member is not.
  ['api-bypass-rate-limit', 'admin', 'bot', 'app'],
  ['view-statistics', 'admin'],
  ['create-personal-access-tokens', 'admin', 'user'],
  ['view-livechat-manager', 'admin', 'livechat-manager', 'livechat-monitor'],
];

const settings: readonly [id: string, value: string | number | boolean][] = [
  ['uniqueID', 'S7mWyRqDn4Lk9TcXb'],
  ['Site_Url', 'https://chat.example.org'],
  ['Site_Name', 'Example'],
  ['Accounts_LoginExpiration', 90],
];

export function permissionDocuments(updatedAt: Date): BsonDocument[] {
  return permissions.map(([_id, ...roles]) => ({ _id, roles, _updatedAt: updatedAt }));
}

export function roleDocuments(): BsonDocument[] {
  const roles = 'admin user guest bot app anonymous livechat-agent livechat-manager'.split(' ');
  return roles.map((role) => ({ _id: role, name: role, scope: 'Users' }));
}

export function settingDocuments(): BsonDocument[] {
  return settings.map(([_id, value]) => ({ _id, value }));
}
