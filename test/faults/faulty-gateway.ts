import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectDatabase } from '../../data/mongo-workspace.js';
import { startWireServer } from '../../embedded/wire/server.js';
import { Store } from '../../embedded/wire/store.js';
import { createApp } from '../../server/app.js';
import { readConfig } from '../../config/config.js';
import { createLog } from '../../http/log.js';
import { dayOfMessages, room, type Documents } from '../support/documents.js';
import { startFaultProxy, type FaultProxy } from '../support/fault-proxy.js';
import { faultyServer, type FaultyServer } from '../support/faulty-server.js';
import { administrator, people } from '../support/gateway.js';

/** What an endpoint answered. */
export interface Outcome {
  readonly endpoint: string;
  readonly status: number;
  readonly text: string;
}

/** A gateway that reaches its database through a proxy, both of which fail when the test says so. */
export interface FaultyGateway extends AsyncDisposable {
  readonly proxy: FaultProxy;
  readonly server: FaultyServer;
  /** Queries both endpoints at once; fails where one of them leaves its caller waiting. */
  run(): Promise<readonly Outcome[]>;
  /** Queries one endpoint after the other, with `before` each. */
  runInTurn(before: () => unknown): Promise<readonly Outcome[]>;
  /** Does something while the database runs the queries of both endpoints, or on its last rows. */
  runAndMeanwhile(
    something: () => unknown,
    command?: 'find' | 'aggregate' | 'getMore',
  ): Promise<readonly Outcome[]>;
  /**
   * Queries until both endpoints answer as they should. The driver notices that a database is back when
   * it looks again, half a second after the last time at the earliest; an attempt to connect that
   * was swallowed is given up after `connectTimeoutMS`, and until then holds up those behind it.
   */
  untilHealthy(): Promise<void>;
}

const window = 'start=2024-03-04T00:00:00.000Z&end=2024-03-05T00:00:00.000Z';
const literalWindow = 'start: "2024-03-04T00:00:00.000Z", end: "2024-03-05T00:00:00.000Z"';

// Rooms of two types make two rows, the second of which `getMore` fetches.
const path = `/api/v1/engagement-dashboard/messages/origin?${window}`;
const query = `{ messageOrigins(${literalWindow}) { type messages } }`;
const results = [
  /^{"origins":\[{"messages":150,"t":"c"},.+\],"success":true}$/,
  /^{"data":{"messageOrigins":\[{"type":"\w+","messages":150},/,
];

const general = { _id: 'general' };
const staff = { _id: 'staff', t: 'p' };
const documents: Documents = {
  ...people,
  rocketchat_room: [room(general), room(staff)],
  rocketchat_analytics: [
    dayOfMessages({ room: general, messages: 150 }),
    dayOfMessages({ room: staff, messages: 7 }),
  ],
};

// A request that waits for the driver, which gives some things up only after many seconds, is sent
// from one that is a little late on a busy machine.
const marginMS = 3_000;
const recoveryMS = 20_000;

export async function startFaultyGateway(timeoutMS: number): Promise<FaultyGateway> {
  const server = faultyServer();
  const store = new Store();
  for (const [collection, rows] of Object.entries(documents)) {
    store.load('chat', collection, rows);
  }
  const wire = await startWireServer({ store, at: 0, intercept: server.intercept });
  const proxy = await startFaultProxy(wire.port);
  const mongoUrl = `mongodb://127.0.0.1:${proxy.port}/chat`;
  const config = readConfig({
    MONGO_URL: mongoUrl,
    REQUEST_TIMEOUT_MS: String(timeoutMS),
    VIEWER_CACHE_MS: '0',
    ANSWER_CACHE_MS: '0',
    SETTLED_ANSWER_CACHE_MS: '0',
    DAY_CACHE_MB: '0',
    RATE_LIMIT_CALLS: '0',
  });
  const database = await connectDatabase({ url: mongoUrl, timeZone: 'UTC' });
  const app = await createApp({ database, config, log: createLog('silent', process.stdout) });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;

  async function result(endpoint: string, at: string, request: RequestInit): Promise<Outcome> {
    const signal = AbortSignal.timeout(timeoutMS + marginMS);
    try {
      const response = await fetch(`${url}${at}`, { ...request, signal });
      return { endpoint, status: response.status, text: await response.text() };
    } catch (error) {
      throw new Error(`${endpoint} left its caller waiting`, { cause: error });
    }
  }
  const rest = () => result('REST', path, { headers: administrator });
  const graphql = () =>
    result('GraphQL', '/graphql', {
      method: 'POST',
      headers: { ...administrator, 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    });
  const run = () => Promise.all([rest(), graphql()]);

  return {
    proxy,
    server,
    run,
    async runInTurn(before) {
      await before();
      const first = await rest();
      await before();
      return [first, await graphql()];
    },
    async runAndMeanwhile(something, command = 'aggregate') {
      for (let tries = 0; tries < 5; tries += 1) {
        const held = server.hold(command);
        const outcomes = run();
        try {
          // On a machine that stands still for a while, the time may be up before that.
          const isAtWork = await Promise.race([
            held.arrived.then(() => true),
            outcomes.then(() => false),
          ]);
          if (!isAtWork) continue;
          await something();
        } finally {
          held.release();
        }
        return outcomes;
      }
      return assert.fail('The database received no query.');
    },
    async untilHealthy() {
      const giveUp = Date.now() + recoveryMS;
      for (;;) {
        const outcomes = await run();
        if (outcomes.every(({ status }) => status === 200)) {
          assertAnswered(outcomes);
          return;
        }
        for (const one of outcomes) if (one.status !== 200) assertExcused(one, [503, 504]);
        assert.ok(Date.now() < giveUp, 'The gateway never recovered.');
        await sleep(50);
      }
    },
    async [Symbol.asyncDispose]() {
      await app.close();
      await database.close();
      await proxy[Symbol.asyncDispose]();
      await wire.close();
    },
  };
}

/** Both endpoints gave the answer to the default query. */
export function assertAnswered(outcomes: readonly Outcome[]): void {
  for (const [index, { endpoint, status, text }] of outcomes.entries()) {
    assert.equal(status, 200, `${endpoint}: ${text}`);
    assert.match(text, results[index] ?? /^$/);
  }
}

const excuses: Record<number, { code: string; message: string }> = {
  503: { code: 'SERVICE_UNAVAILABLE', message: 'The workspace cannot be asked at the moment.' },
  504: { code: 'TIMEOUT', message: 'The workspace did not answer in time.' },
};

/** Every endpoint said what is wrong with one of these statuses, in the gateway's words and no others. */
export function assertAllExcused(
  outcomes: readonly Outcome[],
  ...statuses: readonly number[]
): void {
  for (const one of outcomes) assertExcused(one, statuses);
}

function assertExcused({ endpoint, status, text }: Outcome, statuses: readonly number[]): void {
  assert.ok(statuses.includes(status), `${endpoint}: ${status} ${text}`);
  const { code, message } = excuses[status] ?? assert.fail(`${endpoint}: ${status} ${text}`);
  if (endpoint === 'REST') {
    assert.equal(text, JSON.stringify({ success: false, error: message }));
    return;
  }
  const { data, errors, ...others } = JSON.parse(text) as Record<string, unknown>;
  assert.ok(data === undefined || data === null, text);
  assert.deepEqual(others, {});
  const [error, ...more] = errors as Record<string, unknown>[];
  assert.deepEqual(more, []);
  // Where in the caller's own query it went wrong is all that may stand beside.
  const shown = Object.entries(error ?? {}).filter(([key]) => !['locations', 'path'].includes(key));
  assert.deepEqual(Object.fromEntries(shown), { message, extensions: { code } });
}

/** What the process complains of from now on, though no request reported it. */
export function watchProcess(): readonly unknown[] {
  const complaints: unknown[] = [];
  process.on('unhandledRejection', (reason) => void complaints.push(reason));
  process.on('uncaughtExceptionMonitor', (error) => void complaints.push(error));
  process.on('warning', (warning) => {
    if (warning.name === 'MaxListenersExceededWarning') complaints.push(warning);
  });
  return complaints;
}
