import { dayOfMessages, room, type Documents } from '../support/documents.js';
import { people } from '../support/gateway.js';

/** A room as the tests speak of it: what was written in it on the day and on the day before. */
export interface Row {
  id: string;
  type: string;
  name: string | null;
  fname?: string;
  usernames?: string[];
  createdAt: string;
  updatedAt: string;
  messages: number;
  previousMessages: number;
}

const at = (day: number) => `2024-01-${String(day).padStart(2, '0')}T00:00:00.000Z`;

/** Rooms with ties in every column, and names that would be patterns. */
export const rows: readonly Row[] = [
  { id: 'r3', type: 'c', name: 'general', messages: 9, previousMessages: 2 },
  { id: 'r1', type: 'c', name: 'Random', messages: 9, previousMessages: 9 },
  { id: 'r2', type: 'p', name: 'board', fname: 'The Board', messages: 0, previousMessages: 4 },
  { id: 'r7', type: 'p', name: 'c++ (new)', messages: 3, previousMessages: 3 },
  { id: 'r5', type: 'd', name: null, usernames: ['anna', 'Ben'], messages: 9, previousMessages: 0 },
  { id: 'r4', type: 'd', name: null, usernames: ['carl'], messages: -2, previousMessages: 4 },
  { id: 'r6', type: 'c', name: '50%_off|[x]', messages: 3, previousMessages: 1 },
  { id: 'r8', type: 'c', name: 'zürich.a', messages: 3, previousMessages: 2 },
].map((row, index) => ({
  ...row,
  createdAt: at(1 + (index % 3)),
  updatedAt: at(10 + ((index * 5) % 4)),
}));

/** These rooms as they are stored, and one in which nothing was written. */
export const documents: Documents = {
  ...people,
  rocketchat_analytics: rows.flatMap(({ id, type, messages, previousMessages }) => [
    dayOfMessages({ room: { _id: id, t: type }, messages }),
    dayOfMessages({ room: { _id: id, t: type }, messages: previousMessages, date: 20240304 }),
  ]),
  rocketchat_room: [
    ...rows.map(({ id, type, name, fname, usernames, createdAt, updatedAt }) =>
      room({
        _id: id,
        t: type,
        name: name ?? undefined,
        fname,
        usernames,
        ts: createdAt,
        _updatedAt: updatedAt,
      }),
    ),
    room({ _id: 'silent' }),
  ],
};

/** What each column sorts by. */
export const columns: Record<string, (row: Row) => number | string> = {
  MESSAGES: ({ messages }) => messages,
  PREVIOUS_MESSAGES: ({ previousMessages }) => previousMessages,
  CHANGE: ({ messages, previousMessages }) => messages - previousMessages,
  NAME: ({ name }) => (name ?? '').toLowerCase(),
  CREATED_AT: ({ createdAt }) => createdAt,
  UPDATED_AT: ({ updatedAt }) => updatedAt,
};

/** The ids in the order of a column; equal ones by id in either direction. */
export function sorted(by: string, sign: 1 | -1): string[] {
  const valueOf = columns[by] ?? (() => 0);
  const order = (a: number | string, b: number | string) => Number(a > b) - Number(a < b);
  return [...rows]
    .sort((a, b) => sign * order(valueOf(a), valueOf(b)) || order(a.id, b.id))
    .map(({ id }) => id);
}
