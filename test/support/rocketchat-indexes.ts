import type { IndexDescription } from 'mongodb';

/** The indexes that Rocket.Chat creates itself, except the one that lets documents expire. */
export const rocketChatIndexes: Readonly<Record<string, readonly IndexDescription[]>> = {
  rocketchat_sessions: [
    { key: { createdAt: -1 } },
    { key: { loginAt: -1 } },
    { key: { ip: 1, loginAt: 1 } },
    { key: { userId: 1, sessionId: 1 } },
    { key: { type: 1, year: 1, month: 1, day: 1 } },
    { key: { sessionId: 1, instanceId: 1, year: 1, month: 1, day: 1 } },
    { key: { searchTerm: 1 }, partialFilterExpression: { searchTerm: { $exists: true } } },
    { key: { loginToken: 1 }, partialFilterExpression: { loginToken: { $exists: true } } },
  ],
  rocketchat_analytics: [
    { key: { date: 1 } },
    { key: { 'room.t': 1, date: 1 }, partialFilterExpression: { type: 'messages' } },
  ],
};
