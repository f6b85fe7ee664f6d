import {
  dayOfMessages,
  dayOfNewUsers,
  room,
  session,
  userDaily,
  type Documents,
} from '../support/documents.js';
import { viewerDocuments } from '../support/viewers.js';

const general = { _id: 'general' };
const random = { _id: 'random' };
const staff = { _id: 'staff', t: 'p' };
const aliceAndBob = { _id: 'alicebob', t: 'd' };
const deleted = { _id: 'deleted' };
const visitor = { _id: 'visitor', t: 'l' };

/**
 * A week of a small company's chat, from 26 February to 5 March 2024 in UTC: overlapping, open and
 * nightly sessions, a day without anybody, a renamed room, a deleted one, a silent one, one of
 * livechat, a day of more deletions than messages. Every query has rows in `week`.
 */
export const smallWorkspace: Documents = {
  ...viewerDocuments,
  rocketchat_sessions: [
    session({ userId: 'alice', loginAt: '09:10', closedAt: '12:30' }),
    session({ userId: 'alice', loginAt: '11:00', closedAt: '17:45' }),
    session({ userId: 'bob', loginAt: '13:05', closedAt: '13:40' }),
    session({ userId: 'bob', loginAt: '22:10', closedAt: '+1d 01:00' }),
    session({ userId: 'carol', loginAt: '18:20' }),
    session({ userId: undefined, loginAt: '07:30', closedAt: '07:50' }),
    session({ userId: 'carol', loginAt: '-1d 08:00', closedAt: '-1d 10:00' }),
    session({ userId: 'bob', loginAt: '14:00', closedAt: '15:00', type: 'session' }),
    userDaily({ userId: 'alice' }),
    userDaily({ userId: 'bob' }),
    userDaily({ userId: 'carol' }),
    userDaily({ userId: 'visitor', mostImportantRole: 'anonymous' }),
    userDaily({ userId: 'carol', date: 20240304 }),
    userDaily({ userId: 'alice', date: 20240301 }),
    userDaily({ userId: undefined, date: 20240301 }),
    userDaily({ userId: 'bob', date: 20240226 }),
  ],
  rocketchat_analytics: [
    dayOfNewUsers({ date: 20240305, users: 2 }),
    dayOfNewUsers({ date: 20240304, users: 3 }),
    dayOfNewUsers({ date: 20240301, users: 1 }),
    dayOfNewUsers({ date: 20240227, users: 4 }),
    dayOfMessages({ room: general, messages: 40 }),
    dayOfMessages({ room: general, messages: 25, date: 20240304 }),
    dayOfMessages({ room: { ...general, name: 'lobby' }, messages: 30, date: 20240228 }),
    dayOfMessages({ room: random, messages: -3 }),
    dayOfMessages({ room: random, messages: 12, date: 20240302 }),
    dayOfMessages({ room: staff, messages: 18, date: 20240303 }),
    dayOfMessages({ room: staff, messages: 7, date: 20240226 }),
    dayOfMessages({ room: aliceAndBob, messages: 9 }),
    dayOfMessages({ room: deleted, messages: 5 }),
    dayOfMessages({ room: visitor, messages: 6 }),
  ],
  rocketchat_room: [
    room({ _id: 'general' }),
    room({ _id: 'random', name: undefined, fname: 'Random talk' }),
    room({ _id: 'staff', t: 'p' }),
    room({ _id: 'alicebob', t: 'd' }),
    room({ _id: 'silent' }),
    room({ _id: 'visitor', t: 'l' }),
  ],
};

/** Five days that hold most of it; the period before holds the rest. */
export const week = {
  start: '2024-03-01T00:00:00.000Z',
  end: '2024-03-05T23:59:59.999Z',
};

/** The end of its last day, for the queries that look back from `start`. */
export const lastDay = { start: '2024-03-05T23:59:59.999Z' };
