import { createHmac } from 'node:crypto';

/** Whether the room's names are hidden when a workspace hides what is not public. */
export function isHidden(type: string, roomKey: string | undefined): roomKey is string {
  return roomKey !== undefined && type !== 'c';
}

/**
 * What stands for the id of a hidden room: the same for the same room and key, and nothing to go
 * back from. The id itself would reveal it: that of a direct room is spelt from its two members.
 */
export function hiddenRoomId(id: string, roomKey: string): string {
  return createHmac('sha256', roomKey).update(id).digest('base64url');
}
