import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { MongoClient, type CommandStartedEvent } from 'mongodb';
import { readConfig } from '../../config/config.js';
import { connectDatabase } from '../../data/mongo-workspace.js';
import type { BsonDocument } from '../../data/workspace.js';
import { createLog } from '../../http/log.js';
import { createApp } from '../../server/app.js';
import { literalQuery, metrics, url as pathOf, type Metric } from '../http/metrics.js';
import type { Documents } from '../support/documents.js';
import { administrator } from '../support/gateway.js';
import type { rocketChatIndexes } from '../support/rocketchat-indexes.js';
import { watchReads } from '../support/read-only.js';

/** A gateway as production assembles it, on a server of the test's choice. */
export interface RealGateway extends AsyncDisposable {
  readonly log: readonly string[];
  /** The response of one endpoint; rejects where it comes later than the deadline allows. */
  send(metric: Metric, endpoint: 'rest' | 'graphql'): Promise<{ status: number; text: string }>;
  /** The response of GraphQL to a query. */
  query(text: string): Promise<{ status: number; text: string }>;
  /** Sends every metric to both endpoints until all respond with 200. */
  untilHealthy(): Promise<void>;
  /** Resolves once `/ready` has this status. */
  untilReady(status: 200 | 503): Promise<void>;
}

export const requestTimeoutMS = 4000;
// A response that never comes is distinguished from one that is a little late on a busy machine.
const marginMS = 3000;
const recoveryMS = 30_000;

/** Nothing is cached, so that every request reads the database. */
const uncached = {
  VIEWER_CACHE_MS: '0',
  ANSWER_CACHE_MS: '0',
  SETTLED_ANSWER_CACHE_MS: '0',
  DAY_CACHE_MB: '0',
};

export async function startRealGateway(
  mongoUrl: string,
  {
    environment = {},
    onCommand,
  }: {
    environment?: Readonly<Record<string, string>>;
    onCommand?: (event: CommandStartedEvent) => void;
  } = {},
): Promise<RealGateway> {
  const config = readConfig({
    ...uncached,
    MONGO_URL: mongoUrl,
    REQUEST_TIMEOUT_MS: String(requestTimeoutMS),
    RATE_LIMIT_CALLS: '0',
    QUERY_COST_LIMIT: '0',
    ANONYMOUS_RATE_LIMIT: '0',
    ...environment,
  });
  const watch = watchReads();
  const database = await connectDatabase({
    url: mongoUrl,
    timeZone: 'UTC',
    onCommand: (event) => {
      watch.onCommand(event);
      onCommand?.(event);
    },
  });
  const log: string[] = [];
  const app = await createApp({
    database,
    config,
    log: createLog('info', { write: (line: string) => void log.push(line) }),
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;

  const request = async (path: string, init: RequestInit) => {
    const signal = AbortSignal.timeout(requestTimeoutMS + marginMS);
    const response = await fetch(url + path, { ...init, signal });
    return { status: response.status, text: await response.text() };
  };
  const query: RealGateway['query'] = (text) =>
    request('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...administrator },
      body: JSON.stringify({ query: text }),
    });
  const send: RealGateway['send'] = (metric, endpoint) =>
    endpoint === 'rest'
      ? request(`/api/v1/engagement-dashboard${pathOf(metric, metric.parameters)}`, {
          headers: administrator,
        })
      : query(literalQuery(metric, metric.parameters));
  return {
    log,
    send,
    query,
    async untilHealthy() {
      const until = Date.now() + recoveryMS;
      for (;;) {
        const responses = await Promise.all(
          metrics.flatMap((metric) => [send(metric, 'rest'), send(metric, 'graphql')]),
        );
        const failed = responses.find(({ status }) => status !== 200);
        if (!failed) return;
        assert.ok(Date.now() < until, `The gateway did not recover: ${failed.text}`);
        await sleep(50);
      }
    },
    async untilReady(status) {
      const until = Date.now() + recoveryMS;
      while ((await fetch(`${url}/ready`)).status !== status) {
        assert.ok(Date.now() < until, `/ready did not become ${status}.`);
        await sleep(100);
      }
    },
    async [Symbol.asyncDispose]() {
      await app.close();
      await database.close();
      watch.assertReadOnly();
    },
  };
}

/** Inserts documents into the database `rocketchat` of a server. */
export async function fill(
  url: string,
  documents: Documents,
  indexes: typeof rocketChatIndexes = {},
): Promise<void> {
  const client = await new MongoClient(url).connect();
  try {
    const database = client.db('rocketchat');
    for (const [collection, specifications] of Object.entries(indexes)) {
      await database.collection(collection).createIndexes([...specifications]);
    }
    for (const [collection, rows] of Object.entries(documents)) {
      await database.collection<BsonDocument>(collection).insertMany(rows);
    }
  } finally {
    await client.close();
  }
}

/** Requests that go on, a few at a time, until `stop`; their statuses by number of responses. */
export function sendContinuously(gateway: RealGateway) {
  const statuses = new Map<number, number>();
  let isStopped = false;
  const send = async (first: number) => {
    for (let at = first; !isStopped; at += 1) {
      const metric = metrics[at % metrics.length];
      assert.ok(metric);
      const { status } = await gateway.send(metric, at % 2 === 0 ? 'rest' : 'graphql');
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      await sleep(10);
    }
  };
  const all = Promise.all([0, 2, 4, 5, 7].map(send));
  return {
    statuses,
    /** Resolves once the response with this status has been seen again; fails when sending does. */
    async until(status: number): Promise<void> {
      const before = statuses.get(status) ?? 0;
      const until = Date.now() + recoveryMS;
      while ((statuses.get(status) ?? 0) <= before) {
        assert.ok(Date.now() < until, `There was no response with status ${status}.`);
        await Promise.race([sleep(20), all]);
      }
    },
    async stop(): Promise<ReadonlyMap<number, number>> {
      isStopped = true;
      await all;
      return statuses;
    },
  };
}

/** Only these statuses may a client see while a database fails. */
export function assertExpectedStatuses(statuses: ReadonlyMap<number, number>): void {
  const unexpected = [...statuses.keys()].filter((status) => ![200, 503, 504].includes(status));
  assert.deepEqual(unexpected, []);
}
