import { setImmediate } from 'node:timers/promises';
import { deserialize } from 'bson';
import type { BsonDocument, Workspace } from '../data/workspace.js';
import {
  emptyRows,
  joinRows,
  type Rows,
  type SessionRows,
  type Table,
  type UserRows,
} from './rows.js';
import type { DaySource } from './writer.js';

/** Opens the workspace for reads that end with the signal and may take a while. */
export type OpenWorkspace = (signal: AbortSignal) => Workspace;

const collection = 'rocketchat_sessions';

/** The stored days of the workspace in MongoDB. Rejects with the errors of `data/errors.ts`. */
export function mongoDays(timeZone: string, open: OpenWorkspace): DaySource {
  return {
    timeZone,
    async rows<Name extends Table>(table: Name, day: string, signal: AbortSignal) {
      const parts: Rows<Name>[] = [];
      const workspace = open(signal);
      await workspace.stream(collection, pipelines[table](day), async (documents) => {
        const rows = emptyRows(table, documents.length);
        for (const [index, bytes] of documents.entries()) {
          // Not every pattern of MongoDB's is one of JavaScript's.
          const document = deserialize(bytes, { bsonRegExp: true });
          const onOdd = (reason: string) => {
            workspace.onSkipped(collection, reason, document._id);
          };
          if (table === 'sessions') {
            fillSession(rows as unknown as SessionRows, index, document, onOdd);
          } else fillUser(rows as unknown as UserRows, index, document, onOdd);
        }
        parts.push(rows);
        await setImmediate();
      });
      return joinRows(table, parts);
    },
    async earliestDay(signal) {
      const [first] = await open(signal).aggregate<{ year: number; month: number; day: number }>(
        collection,
        [
          {
            $match: {
              type: 'computed-session',
              $expr: { $and: ['$year', '$month', '$day'].map((part) => ({ $isNumber: part })) },
            },
          },
          { $sort: { year: 1, month: 1, day: 1 } },
          { $limit: 1 },
          { $project: { _id: 0, year: 1, month: 1, day: 1 } },
        ],
      );
      const digits = (value: number, length: number) => String(value).padStart(length, '0');
      return first && `${digits(first.year, 4)}-${digits(first.month, 2)}-${digits(first.day, 2)}`;
    },
  };
}

/**
 * Rocket.Chat’s `uniqueID` of the workspace, `undefined` where it is not stored. It does not change
 * when the database moves to another host.
 */
export async function workspaceId(workspace: Workspace): Promise<string | undefined> {
  const [setting] = await workspace.find<{ value?: unknown }>(
    'rocketchat_settings',
    { _id: 'uniqueID' },
    { projection: { _id: 0, value: 1 }, limit: 1 },
  );
  return typeof setting?.value === 'string' && setting.value !== '' ? setting.value : undefined;
}

const storedOn = (day: string) => {
  const [year, month, date] = day.split('-').map(Number);
  return { year, month, day: date };
};

/** What is read of the documents of a day. */
const pipelines: Record<Table, (day: string) => BsonDocument[]> = {
  sessions: (day) => [
    {
      $match: {
        type: { $in: ['session', 'computed-session'] },
        ...storedOn(day),
        mostImportantRole: { $ne: 'anonymous' },
        // Without a login a session is at no time.
        loginAt: { $type: 'date' },
      },
    },
    {
      $project: {
        ...{ type: 1, userId: 1 },
        ...{ loginAt: 1, closedAt: 1, logoutAt: 1, lastActivityAt: 1 },
      },
    },
  ],
  users: (day) => [
    { $match: { type: 'user_daily', ...storedOn(day) } },
    { $project: { userId: 1, mostImportantRole: 1 } },
  ],
};

/** Any value may be odd: what is not of its type counts as absent, and is reported. */
type StoredDocument = Readonly<Record<string, unknown>>;
type OnOdd = (reason: string) => void;

function fillSession(
  rows: SessionRows,
  index: number,
  document: StoredDocument,
  onOdd: OnOdd,
): void {
  const time = (field: string) => timeIn(document, field, onOdd);
  rows.user_id[index] = textIn(document, 'userId', onOdd);
  rows.login_at[index] = time('loginAt');
  rows.closed_at[index] = time('closedAt');
  rows.logout_at[index] = time('logoutAt');
  rows.last_activity_at[index] = time('lastActivityAt');
  rows.computed[index] = Number(document.type === 'computed-session');
}

function fillUser(rows: UserRows, index: number, document: StoredDocument, onOdd: OnOdd): void {
  rows.user_id[index] = textIn(document, 'userId', onOdd);
  rows.role[index] = textIn(document, 'mostImportantRole', onOdd);
}

function textIn(document: StoredDocument, field: string, onOdd: OnOdd): string | null {
  const value = document[field] ?? null;
  if (typeof value === 'string' || value === null) return value;
  onOdd(`${field} is not a string`);
  return null;
}

function timeIn(document: StoredDocument, field: string, onOdd: OnOdd): number {
  const value = document[field] ?? null;
  const time = value instanceof Date ? value.getTime() : NaN;
  if (Number.isNaN(time) && value !== null) onOdd(`${field} is not a date`);
  return time;
}
