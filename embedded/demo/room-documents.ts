import type { Document } from '../../data/workspace.js';
import type { Random } from './random.js';
import type { Room } from './rooms.js';

/** What a room's rows in the statistics add up to. */
export interface Talk {
  messages: number;
  lastMessageAt: number | undefined;
}

/** The room's document, given the talk of the recorded days; of rooms older than those, older messages are invented. */
export function roomDocument(room: Room, talk: Talk, opened: number, random: Random): Document {
  const { id, t, name, fname, usernames, prid, teamId, ro, owner, createdAt, usersCount } = room;
  const earlier = createdAt < opened ? Math.round(room.liveliness * random.between(40, 160)) : 0;
  const lastMessageAt =
    talk.lastMessageAt ?? (earlier > 0 ? Math.floor(random.between(createdAt, opened)) : undefined);
  return {
    _id: id,
    t,
    ...(name === undefined ? {} : { name }),
    ...(fname === undefined ? {} : { fname }),
    ...(usernames === undefined ? {} : { usernames }),
    ...(prid === undefined ? {} : { prid }),
    ...(teamId === undefined ? {} : { teamId }),
    ro,
    u: { _id: owner.id, username: owner.username, name: owner.name },
    ts: new Date(createdAt),
    usersCount,
    msgs: talk.messages + earlier,
    ...(lastMessageAt === undefined ? {} : { lm: new Date(lastMessageAt) }),
    _updatedAt: new Date(lastMessageAt ?? createdAt),
  };
}
