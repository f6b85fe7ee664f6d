import type { AddressInfo } from 'node:net';
import { readConfig } from '../../config/config.js';
import { administrator, memberWithoutPermission } from '../../embedded/demo/credentials.js';
import type { BsonDocument } from '../../data/workspace.js';
import type { HistoryDays } from '../../analytics/series/history-days.js';
import { mongoDays } from '../../history/mongo-days.js';
import type { DaySource } from '../../history/writer.js';
import { createLog } from '../../http/log.js';
import { createApp } from '../../server/app.js';
import { startTestDatabase, type TestDatabase } from '../support/database.js';
import {
  dayOfMessages,
  dayOfNewUsers,
  permission,
  room,
  session,
  user,
  type Documents,
} from '../support/documents.js';

/** A gateway over a small workspace, as it stands in front of the embedded demo. */
export interface DashboardGateway extends AsyncDisposable {
  readonly url: string;
  readonly db: TestDatabase;
  /** What is stored. */
  readonly documents: Documents;
  /** Ends the gateway as a signal would; what is open is completed. */
  close(): Promise<void>;
}

export interface DashboardGatewayOptions {
  /** How soon a revoked token ends a stream. */
  readonly recheckMS?: number;
  /** Days that the database has no more, of a workspace whose older sessions are deleted. */
  readonly history?: (source: DaySource) => Promise<HistoryDays>;
}

/** Starts one, with settings by their environment names. */
export async function startDashboardGateway(
  environment: Readonly<Record<string, string>> = {},
  { recheckMS, history: storeHistory }: DashboardGatewayOptions = {},
): Promise<DashboardGateway> {
  const config = readConfig({
    NODE_ENV: 'production',
    VIEWER_CACHE_MS: '0',
    // What is stored hardly changes in a test, and each tab loads all of it.
    ANSWER_CACHE_MS: '60000',
    QUERY_COST_LIMIT: '0',
    ANONYMOUS_RATE_LIMIT: '0',
    // The machines that run tests are busy.
    REQUEST_TIMEOUT_MS: '20000',
    ...environment,
  });
  const db = await startTestDatabase({ timeZone: config.workspaceTimeZone });
  const documents = smallWorkspace(Date.now());
  await db.fill(documents);
  const log = createLog('silent', { write: () => undefined });
  const history = await storeHistory?.(
    mongoDays(config.workspaceTimeZone, (signal) =>
      db.database.within({ deadline: Date.now() + 20_000, isBackground: true, signal }),
    ),
  );
  if (history) await db.fill({ ...documents, rocketchat_sessions: recent(documents) });
  const app = await createApp({ database: db.database, config, log, history, recheckMS });
  await app.listen({ host: '127.0.0.1', port: 0 });
  let closed: Promise<void> | undefined;
  const close = () => (closed ??= app.close());
  return {
    url: `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`,
    db,
    documents,
    close,
    async [Symbol.asyncDispose]() {
      await close();
      await db[Symbol.asyncDispose]();
    },
  };
}

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const people = 40;
const rooms = 30;
/** Days of sessions before today; fewer than Rocket.Chat stores, so that the first is whole. */
const days = 40;
const countedDays = 120;

/** The sessions of the last days. */
const recent = ({ rocketchat_sessions: sessions = [] }: Documents) =>
  sessions.filter(({ loginAt }) => (loginAt as Date).getTime() > Date.now() - 10 * day);

/** Numbers of 0 to 1 that look random and are the same every time. */
function fraction(...seed: number[]): number {
  const x = Math.sin(seed.reduce((sum, part) => sum * 31 + part + 1, 7)) * 43_758.5453;
  return x - Math.floor(x);
}

/** Forty people in UTC who work on weekdays, some of them at night, and thirty rooms. */
function smallWorkspace(now: number): Documents {
  const today = Math.floor(now / day) * day;
  const dateOf = (start: number) =>
    Number(new Date(start).toISOString().slice(0, 10).replaceAll('-', ''));
  const isWeekend = (start: number) => [0, 6].includes(new Date(start).getUTCDay());
  const before = (count: number) =>
    Array.from({ length: count + 1 }, (_, ago) => today - ago * day);

  const sessions: BsonDocument[] = [];
  for (const start of before(days)) {
    for (let person = 0; person < people; person += 1) {
      if (fraction(start / day, person) > (isWeekend(start) ? 0.25 : 0.8)) continue;
      for (let index = 0; index <= person % 2; index += 1) {
        const loginAt = start + Math.floor((6 + 14 * fraction(start / day, person, index)) * hour);
        const length = Math.floor((10 + 300 * fraction(person, start / day, index)) * minute);
        if (loginAt + length > now) continue;
        sessions.push(
          session({
            type: start === today ? 'session' : 'computed-session',
            userId: `person-${person}`,
            loginAt: new Date(loginAt),
            closedAt: new Date(loginAt + length),
          }),
        );
      }
    }
  }
  const open = ['person-1', 'person-2', 'person-3'].map((userId) =>
    session({
      type: 'session',
      userId,
      loginAt: new Date(Math.max(today, now - 5 * minute)),
      lastActivityAt: undefined,
    }),
  );
  const types = ['c', 'c', 'p', 'd'];
  const roomsOf = Array.from({ length: rooms }, (_, index) => {
    const t = types[index % types.length] ?? 'c';
    return { _id: `room-${index}`, t, ...(t !== 'd' && { name: `room number ${index}` }) };
  });
  return {
    users: [
      user({
        _id: administrator.userId,
        username: 'ada',
        name: 'Ada',
        token: administrator.token,
        roles: ['admin'],
      }),
      user({
        _id: memberWithoutPermission.userId,
        username: 'eve',
        token: memberWithoutPermission.token,
      }),
      ...Array.from({ length: people }, (_, person) =>
        user({
          _id: `person-${person}`,
          createdAt: new Date(today - Math.floor(countedDays * day * fraction(person))),
        }),
      ),
    ],
    rocketchat_permissions: [permission('view-engagement-dashboard', ['admin'])],
    rocketchat_settings: [{ _id: 'Site_Name', value: 'Small workspace' }],
    rocketchat_sessions: [...sessions, ...open],
    rocketchat_room: roomsOf.map((one) => room(one)),
    rocketchat_analytics: before(countedDays).flatMap((start): BsonDocument[] => [
      dayOfNewUsers({ date: dateOf(start), users: Math.floor(4 * fraction(start / day)) }),
      ...roomsOf.flatMap((one, index): BsonDocument[] => {
        const messages = Math.floor(
          (isWeekend(start) ? 20 : 90) * fraction(start / day, index) - 5,
        );
        return messages === 0 ? [] : [dayOfMessages({ date: dateOf(start), room: one, messages })];
      }),
    ]),
  };
}
