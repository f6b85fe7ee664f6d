import type { Document } from '../../data/workspace.js';

const roles: readonly [id: string, scope: 'Users' | 'Subscriptions', name?: string][] = [
  ['admin', 'Users'],
  ['moderator', 'Subscriptions'],
  ['leader', 'Subscriptions'],
  ['owner', 'Subscriptions'],
  ['user', 'Users'],
  ['bot', 'Users'],
  ['app', 'Users'],
  ['guest', 'Users'],
  ['anonymous', 'Users'],
  ['auditor', 'Users'],
  ['auditor-log', 'Users'],
  ['livechat-agent', 'Users'],
  ['livechat-manager', 'Users'],
  ['livechat-monitor', 'Users'],
  ['newsroom', 'Users', 'Newsroom'],
];

const permissions: readonly [id: string, ...roles: string[]][] = [
  ['view-engagement-dashboard', 'admin'],
  // Rocket.Chat's own default: the demo's administrator is exempt from the rate limit, its member is not.
  ['api-bypass-rate-limit', 'admin', 'bot', 'app'],
  ['access-permissions', 'admin'],
  ['view-statistics', 'admin'],
  ['view-user-administration', 'admin'],
  ['view-room-administration', 'admin'],
  ['create-c', 'admin', 'user', 'bot', 'app'],
  ['create-p', 'admin', 'user', 'bot', 'app'],
  ['create-d', 'admin', 'user', 'bot', 'app'],
  ['create-personal-access-tokens', 'admin', 'user'],
  ['delete-message', 'admin', 'owner', 'moderator'],
  ['view-c-room', 'admin', 'user', 'bot', 'app', 'anonymous'],
  ['view-livechat-manager', 'admin', 'livechat-manager', 'livechat-monitor'],
];

const settings: readonly [id: string, value: string | number | boolean][] = [
  ['uniqueID', 'S7mWyRqDn4Lk9TcXb'],
  ['Site_Url', 'https://chat.example.org'],
  ['Site_Name', 'Example'],
  ['Language', 'en'],
  ['Accounts_LoginExpiration', 90],
  ['API_Enable_CORS', false],
  ['API_CORS_Origin', '*'],
  ['API_Enable_Rate_Limiter', true],
  ['API_Enable_Rate_Limiter_Limit_Calls_Default', 10],
  ['API_Enable_Rate_Limiter_Limit_Time_Default', 60000],
];

/** The roles that Rocket.Chat brings along, and one of the workspace's own. */
export function roleDocuments(): Document[] {
  return roles.map(([_id, scope, name]) => ({ _id, name: name ?? _id, scope }));
}

/** The permissions the gateway asks for, among some of the others; unchanged since `founded`. */
export function permissionDocuments(founded: Date): Document[] {
  return permissions.map(([_id, ...held]) => ({ _id, roles: held, _updatedAt: founded }));
}

/** A handful of settings. */
export function settingDocuments(): Document[] {
  return settings.map(([_id, value]) => ({ _id, value }));
}
