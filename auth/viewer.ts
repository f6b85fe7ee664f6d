import type { BsonDocument, Workspace } from '../data/workspace.js';
import { hashedToken, type Credentials } from './credentials.js';

/** The permissions of Rocket.Chat that mean something to the gateway. */
export const permissionNames = ['view-engagement-dashboard', 'api-bypass-rate-limit'] as const;

export type Permission = (typeof permissionNames)[number];

/** The user who sends a request, as Rocket.Chat knows them at this moment. */
export interface Viewer {
  readonly userId: string;
  readonly permissions: ReadonlySet<Permission>;
}

export interface ViewerSettings {
  /** Rejects login tokens older than the workspace's `Accounts_LoginExpiration` days. */
  readonly strictLoginExpiration: boolean;
  /** Who may view the dashboard where the workspace has no document of that permission. */
  readonly fallbackRoles: readonly string[];
  /** Called whenever that document is found missing. */
  readonly onMissingPermission: () => void;
}

/** Finds the viewer of some credentials; `undefined` when they are no user's. */
export type FindViewer = (
  workspace: Workspace,
  credentials: Credentials,
) => Promise<Viewer | undefined>;

/**
 * The look-up that Rocket.Chat makes at every call: the token's hash must stand in the record of
 * the very user that is claimed. Beyond it, a deactivated user is unknown even while their tokens
 * are still stored. A permission is held when its document shares a role with the user; a guest
 * holds none, whatever other roles they have.
 */
export function viewerFinder(settings: ViewerSettings): FindViewer {
  return async (workspace, { userId, token }) => {
    const hash = hashedToken(token);
    const holdsToken = settings.strictLoginExpiration
      ? await holdsUnexpiredToken(workspace, hash)
      : { 'services.resume.loginTokens.hashedToken': hash };
    const [[user], roles] = await Promise.all([
      workspace.find<{ roles?: unknown }>(
        'users',
        { _id: userId, active: { $ne: false }, ...holdsToken },
        { projection: { roles: 1 }, limit: 1 },
      ),
      rolesByPermission(workspace),
    ]);
    if (!user) return undefined;
    const held = stringsOf(user.roles);
    const permissions = permissionNames.filter(
      (permission) =>
        !held.includes('guest') &&
        rolesWith(permission, roles, settings).some((role) => held.includes(role)),
    );
    return { userId, permissions: new Set(permissions) };
  };
}

async function holdsUnexpiredToken(workspace: Workspace, hash: string): Promise<BsonDocument> {
  const [setting] = await workspace.find<{ value?: unknown }>(
    'rocketchat_settings',
    { _id: 'Accounts_LoginExpiration' },
    { projection: { value: 1 }, limit: 1 },
  );
  const days = typeof setting?.value === 'number' && setting.value > 0 ? setting.value : 90;
  const oldest = new Date(Date.now() - days * 24 * 60 * 60 * 1000);
  return {
    'services.resume.loginTokens': {
      $elemMatch: {
        hashedToken: hash,
        // Personal access tokens carry no date of login and never expire.
        $or: [{ when: { $gte: oldest } }, { type: 'personalAccessToken' }],
      },
    },
  };
}

async function rolesByPermission(workspace: Workspace): Promise<Map<string, string[]>> {
  const documents = await workspace.find<{ _id: string; roles?: unknown }>(
    'rocketchat_permissions',
    { _id: { $in: [...permissionNames] } },
    { projection: { roles: 1 }, limit: permissionNames.length },
  );
  return new Map(documents.map(({ _id, roles }) => [_id, stringsOf(roles)]));
}

function rolesWith(
  permission: Permission,
  stored: ReadonlyMap<string, readonly string[]>,
  settings: ViewerSettings,
): readonly string[] {
  const roles = stored.get(permission);
  if (roles || permission !== 'view-engagement-dashboard') return roles ?? [];
  settings.onMissingPermission();
  return settings.fallbackRoles;
}

function stringsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
