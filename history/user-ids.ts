import { createHash, createHmac, randomUUID } from 'node:crypto';

/** How user ids are stored. */
export interface UserIds {
  /** `plain`, or `keyed` and a fingerprint of the key, as in the metadata of a file. */
  readonly kind: string;
  /** The form in which an id of Rocket.Chat is stored. */
  stored(id: string): string;
}

export const plainUserIds: UserIds = { kind: 'plain', stored: (id) => id };

/** Ids as HMAC-SHA256 with a key, in base64url: without the key no id can be found from its hash. */
export function keyedUserIds(key: string): UserIds {
  const stored = (id: string) => createHmac('sha256', key).update(id).digest('base64url');
  // The fingerprint is no hash of an id: no id has a line break.
  return { kind: `keyed ${stored('fingerprint\n').slice(0, 8)}`, stored };
}

/** What stands for an erased user, the same in all files; nothing leads back to the id. */
export const surrogate = () => `${surrogatePrefix}${randomUUID()}`;
export const isSurrogate = (id: string | null) => id?.startsWith(surrogatePrefix) ?? false;
const surrogatePrefix = 'erased:';

/** The empty file that prevents a user from being written again. Its name holds a hash of the id. */
export const erasureName = (id: string) =>
  `${erasureFolder}${createHash('sha256').update(`erased user\n${id}`).digest('hex')}`;
export const erasureFolder = 'erased/';
