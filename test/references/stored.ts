import type { BsonDocument } from '../../data/workspace.js';
import type { Documents } from '../support/documents.js';

/** What the reference implementations read of a session. */
export interface StoredSession {
  userId?: string;
  year: number;
  month: number;
  day: number;
  loginAt: Date;
  closedAt?: Date;
}

/** What the reference implementations read of a user's day. */
export interface StoredUserDaily {
  userId?: string;
  year: number;
  month: number;
  day: number;
  mostImportantRole?: string;
}

/** What the reference implementations read of a room's day. */
export interface StoredMessages {
  date: number;
  room: { _id: string; name?: string; t: string; usernames?: string[] };
  messages: number;
}

/** What the reference implementations read of a day's new users. */
export interface StoredNewUsers {
  date: number;
  users: number;
}

/** What the reference implementations read of a room. */
export interface StoredRoom {
  _id: string;
  t: string;
  name?: string;
  fname?: string;
  usernames?: string[];
  ts?: Date;
  _updatedAt?: Date;
}

function ofType(stored: BsonDocument[] | undefined, type: string): unknown[] {
  return (stored ?? []).filter((document) => document.type === type);
}

/** The sessions that the nightly job has computed; the others are counted nowhere. */
export function computedSessions(documents: Documents): StoredSession[] {
  return ofType(documents.rocketchat_sessions, 'computed-session') as StoredSession[];
}

/** The days on which somebody signed in was there: an anonymous visitor's do not count, a day without a role does. */
export function signedInUserDays(documents: Documents): StoredUserDaily[] {
  const days = ofType(documents.rocketchat_sessions, 'user_daily') as StoredUserDaily[];
  return days.filter((day) => day.mostImportantRole !== 'anonymous');
}

/** The rooms' days. */
export function daysOfMessages(documents: Documents): StoredMessages[] {
  return ofType(documents.rocketchat_analytics, 'messages') as StoredMessages[];
}

/** The days' new users. */
export function daysOfNewUsers(documents: Documents): StoredNewUsers[] {
  return ofType(documents.rocketchat_analytics, 'users') as StoredNewUsers[];
}

/** The rooms that still exist. */
export function rooms(documents: Documents): StoredRoom[] {
  return (documents.rocketchat_room ?? []) as unknown as StoredRoom[];
}
