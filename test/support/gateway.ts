import type { AddressInfo } from 'node:net';
import type { HistoryDays } from '../../analytics/series/history-days.js';
import { createApp } from '../../server/app.js';
import { readConfig } from '../../config/config.js';
import { skippedValues } from '../../data/skipped-values.js';
import { createLog } from '../../http/log.js';
import type { Metrics } from '../../http/metrics.js';
import { startTestDatabase, type TestDatabase } from './database.js';
import { permission, user, type Documents } from './documents.js';

/** Credentials as headers. */
export type RequestHeaders = Readonly<Record<string, string>>;

export interface RestResult {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

export interface GraphqlResult {
  readonly status: number;
  /** The body as it came. */
  readonly text: string;
  readonly data: Record<string, unknown> | null | undefined;
  readonly errors: { message: string; extensions: Record<string, unknown> }[] | undefined;
}

/** A running gateway over a database of its own. */
export interface TestGateway extends AsyncDisposable {
  readonly url: string;
  readonly db: TestDatabase;
  /** The lines logged so far. */
  readonly log: readonly string[];
  /** A documented path below `/api/v1/engagement-dashboard`, with its query string. */
  rest(path: string, headers?: RequestHeaders, method?: string): Promise<RestResult>;
  graphql(
    query: string,
    headers?: RequestHeaders,
    variables?: Record<string, unknown>,
  ): Promise<GraphqlResult>;
}

export const administrator: RequestHeaders = {
  'x-user-id': 'admin',
  'x-auth-token': 'token of admin',
};

/** An administrator and the permission, which most workspaces have. */
export const people: Documents = {
  users: [user({ _id: 'admin', token: 'token of admin', roles: ['admin'] })],
  rocketchat_permissions: [permission('view-engagement-dashboard', ['admin'])],
};

/** Tests change what is stored between calls. */
const noStoreHeaders = {
  VIEWER_CACHE_MS: '0',
  ANSWER_CACHE_MS: '0',
  SETTLED_ANSWER_CACHE_MS: '0',
  DAY_CACHE_MB: '0',
};

/** Starts the gateway as production assembles it, with settings by their environment names. */
export async function startTestGateway(
  environment: Readonly<Record<string, string>> = {},
  database: Parameters<typeof startTestDatabase>[0] = {},
  metrics?: Metrics,
  history?: HistoryDays,
): Promise<TestGateway> {
  const config = readConfig({
    ...noStoreHeaders,
    RATE_LIMIT_CALLS: '0',
    QUERY_COST_LIMIT: '0',
    ANONYMOUS_RATE_LIMIT: '0',
    MONGO_URL: 'mongodb://set',
    ...environment,
  });
  const log: string[] = [];
  const logger = createLog('trace', { write: (line: string) => void log.push(line) });
  const db = await startTestDatabase({
    timeZone: config.workspaceTimeZone,
    roomKey: config.hidePrivateRooms ? config.privacyKey : undefined,
    onRead: metrics?.observeRead,
    onSkipped: skippedValues({ log: logger, count: metrics?.countSkipped }),
    ...database,
  });
  const app = await createApp({
    database: db.database,
    config,
    metrics,
    history,
    log: logger,
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;

  return {
    url,
    db,
    log,
    async rest(path, headers = {}, method = 'GET') {
      const response = await fetch(`${url}/api/v1/engagement-dashboard${path}`, {
        method,
        headers,
      });
      return { status: response.status, headers: response.headers, text: await response.text() };
    },
    async graphql(query, headers = {}, variables = {}) {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ query, variables }),
      });
      const text = await response.text();
      const { data, errors } = JSON.parse(text) as Pick<GraphqlResult, 'data' | 'errors'>;
      return { status: response.status, text, data, errors };
    },
    async [Symbol.asyncDispose]() {
      await app.close();
      await db[Symbol.asyncDispose]();
    },
  };
}
