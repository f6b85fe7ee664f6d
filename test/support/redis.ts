import assert from 'node:assert/strict';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import type { TestContext } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { pino } from 'pino';
import { connectRedis, type Redis } from '../../engine/redis.js';
import { connectDatabase } from '../../data/mongo-workspace.js';
import { createApp } from '../../server/app.js';
import { readConfig } from '../../config/config.js';
import { sharedThrough } from '../../engine/shared-store.js';
import { freePort } from './free-port.js';
import { administrator } from './gateway.js';
import { watchReads } from './read-only.js';

const isMissing = spawnSync('redis-server', ['--version']).error !== undefined;

/** For the options of tests that need Redis: why they are skipped, or `false`; in CI they never are. */
export const skippedWithoutRedis =
  isMissing && process.env.CI !== 'true'
    ? 'There is no redis-server on the PATH, which this test would start.'
    : false;

/** A Redis for one test, on a port of the loopback interface; it writes nothing to disk. */
export interface RedisServer extends AsyncDisposable {
  readonly port: number;
  readonly url: string;
  /** Starts it, empty; again after it was killed. */
  start(): Promise<void>;
  kill(): Promise<void>;
  /** From then on it accepts connections and responds to no client, until it thaws. */
  freeze(): void;
  thaw(): void;
}

/** A Redis that has its port and does not run yet. */
export async function redisServer(): Promise<RedisServer> {
  if (isMissing) throw new Error('CI=true, and there is no redis-server on the PATH: install it.');
  const port = await freePort();
  let running: ChildProcess | undefined;

  async function kill(): Promise<void> {
    const child = running;
    running = undefined;
    if (child?.kill('SIGKILL')) await once(child, 'exit');
  }

  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    async start() {
      const where = ['--bind', '127.0.0.1', '--port', String(port), '--dir', tmpdir()];
      const child = spawn('redis-server', [...where, '--save', '', '--appendonly', 'no'], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      running = child;
      // Nothing is left behind by a test run that breaks off.
      process.once('exit', () => child.kill('SIGKILL'));
      await hasStarted(child);
    },
    kill,
    freeze: () => void running?.kill('SIGSTOP'),
    thaw: () => void running?.kill('SIGCONT'),
    [Symbol.asyncDispose]: kill,
  };
}

function hasStarted(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let output = '';
    child.stdout?.on('data', (chunk) => {
      output += String(chunk);
      if (output.includes('Ready to accept connections')) resolve();
    });
    child.once('exit', () => {
      reject(new Error(`redis-server ended before it was ready: ${output}`));
    });
  });
}

/** A gateway that shares its cache with others. */
export interface SharingGateway {
  readonly redis: Redis;
  /** What the log says of Redis. */
  readonly redisMessages: readonly string[];
  /** What it answers, in good time, to an administrator. */
  get(path: string): Promise<{ status: number; text: string; left: unknown }>;
  graphql(query: string): Promise<string>;
}

/** Settings by their names in the environment. */
export type Environment = Readonly<Record<string, string>>;

/** A gateway on a database and a Redis, put together as the entry point does, until the test ends. */
export async function startSharingGateway(
  t: TestContext,
  environment: Environment & { readonly MONGO_URL: string; readonly REDIS_URL: string },
): Promise<SharingGateway> {
  const config = readConfig({
    VIEWER_CACHE_MS: '60000',
    ANSWER_CACHE_MS: '60000',
    RATE_LIMIT_CALLS: '0',
    QUERY_COST_LIMIT: '0',
    ANONYMOUS_RATE_LIMIT: '0',
    ...environment,
  });
  const { mongoUrl = '', workspaceTimeZone, hidePrivateRooms, privacyKey } = config;
  const lines: string[] = [];
  const log = pino({ level: 'info' }, { write: (line: string) => void lines.push(line) });
  const watch = watchReads();
  const database = await connectDatabase({
    url: mongoUrl,
    timeZone: workspaceTimeZone,
    roomKey: hidePrivateRooms ? privacyKey : undefined,
    onCommand: watch.onCommand,
  });
  const redis = connectRedis(environment.REDIS_URL, log);
  const app = await createApp({
    database,
    config,
    log,
    shared: sharedThrough(redis, config, config.workspaceId ?? 'one workspace'),
  });
  t.after(async () => {
    await app.close();
    redis.close();
    await database.close();
    watch.assertReadOnly();
  });
  const headers = administrator;
  return {
    redis,
    get redisMessages() {
      return lines.flatMap((line) => /"msg":"(Redis[^"]*)"/.exec(line)?.slice(1) ?? []);
    },
    async get(url) {
      const result = await promptly(app.inject({ url, headers }));
      const left = result.headers['x-ratelimit-remaining'];
      return { status: result.statusCode, text: result.body, left };
    },
    graphql: async (query) =>
      (await promptly(app.inject({ method: 'POST', url: '/graphql', headers, payload: { query } })))
        .body,
  };
}

/** Rejects where an answer takes much longer than Redis may hold it up. */
async function promptly<Value>(promise: Promise<Value>): Promise<Value> {
  const over = new AbortController();
  const late = setTimeout(4000, undefined, { signal: over.signal }).then(
    () => assert.fail('There was no answer within four seconds.'),
    () => promise,
  );
  try {
    return await Promise.race([promise, late]);
  } finally {
    over.abort();
  }
}

/** Waits for something to become so. */
export async function until(isSo: () => unknown, otherwise: string, ms = 15_000): Promise<void> {
  const giveUp = Date.now() + ms;
  while (!(await isSo())) {
    assert.ok(Date.now() < giveUp, otherwise);
    await setTimeout(20);
  }
}

export const untilReady = ({ client }: Redis): Promise<void> =>
  until(() => client.isReady, 'Redis was never reached.');
