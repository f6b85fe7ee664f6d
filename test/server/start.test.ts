import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { closeSync, constants, openSync } from 'node:fs';
import { get } from 'node:http';
import { connect, createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, test, type TestContext } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { administrator, memberWithoutPermission } from '../../embedded/demo/credentials.js';
import { startWireServer, type Interceptor } from '../../embedded/wire/server.js';
import { Store } from '../../embedded/wire/store.js';
import { startTestDatabase } from '../support/database.js';
import { permission, session, user } from '../support/documents.js';
import { freePort } from '../support/free-port.js';
import { administrator as asAdministrator, people } from '../support/gateway.js';
import { temporaryFolder, writeDump } from '../support/mongodump.js';

const main = fileURLToPath(new URL('../../server/main.js', import.meta.url));

// A machine that does much else is slow to start anything; what hangs fails all the same.
const timeoutMS = 60_000;

/** The process of `npm start`, with these settings and no others; its log may go elsewhere. */
function startGateway(
  t: TestContext,
  settings: Readonly<Record<string, string>>,
  output: number | 'pipe' = 'pipe',
) {
  const { PATH, HOME, TMPDIR } = process.env;
  const child = spawn(process.execPath, [main], {
    env: { PATH, HOME, TMPDIR, PORT: '0', ...settings },
    stdio: ['ignore', output, 'pipe'],
  });
  t.after(() => child.kill('SIGKILL'));
  const said = { stdout: '', stderr: '' };
  const stdout = child.stdout ?? new PassThrough();
  stdout.setEncoding('utf8').on('data', (text: string) => (said.stdout += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (said.stderr += text));
  const ended = once(child, 'close', { signal: AbortSignal.timeout(timeoutMS) }).then(
    ([code, signal]) => ({ code: code as unknown, signal: signal as unknown, ...said }),
  );
  ended.catch(() => undefined);

  return {
    said,
    ended,
    /** What stdout holds once that is said. */
    async says(expected: RegExp): Promise<string> {
      while (!expected.test(said.stdout)) {
        const outcome = await Promise.race([once(stdout, 'data'), ended]);
        if (!Array.isArray(outcome)) assert.fail(`The process ended first: ${said.stderr}`);
      }
      return said.stdout;
    },
    end: async (signal: NodeJS.Signals) => {
      child.kill(signal);
      const before = Date.now();
      return { ...(await ended), afterMS: Date.now() - before };
    },
  };
}

/** Ends before it serves: with code 1 and one line, which is returned. */
async function errorResponse(t: TestContext, settings: Record<string, string>): Promise<string> {
  const { code, stdout, stderr } = await startGateway(t, settings).ended;
  assert.deepEqual({ code, stdout }, { code: 1, stdout: '' }, stderr);
  assert.match(stderr, /^[^\n]+\n$/);
  return stderr.trimEnd();
}

/** The request that a printed curl command makes. */
async function runCurl(command: string): Promise<{ status: number; text: string }> {
  const [, ...words] = [...command.matchAll(/'([^']*)'|(\S+)/g)].map(
    ([, quoted, bare]) => quoted ?? bare ?? '',
  );
  const after = (flag: string) => words.filter((_, at) => words[at - 1] === flag);
  const url = words.find((word) => word.startsWith('http'));
  const [body] = after('-d');
  const response = await fetch(url ?? '', {
    headers: after('-H').map((header) => header.split(': ') as [string, string]),
    ...(body !== undefined && { method: 'POST', body }),
  });
  return { status: response.status, text: await response.text() };
}

function addressIn(stdout: string): string {
  return /listens on (http:\/\/\S+)/.exec(stdout)?.[1] ?? '';
}

async function introspection(stdout: string): Promise<unknown> {
  const response = await fetch(`${addressIn(stdout)}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"query":"{ __schema { queryType { name } } }"}',
  });
  return ((await response.json()) as { data?: unknown }).data;
}

async function serveMongo(t: TestContext, intercept: Interceptor = () => undefined) {
  const server = await startWireServer({ store: new Store(), at: 0, intercept });
  t.after(() => server.close());
  return server;
}

const rows =
  '[{"users":3,"hour":22},{"users":3,"hour":20},{"users":4,"hour":18},{"users":2,"hour":16},' +
  '{"users":4,"hour":14},{"users":4,"hour":12},{"users":2,"hour":10},{"users":1,"hour":8},' +
  '{"users":1,"hour":6},{"users":1,"hour":4},{"users":0,"hour":2},{"users":0,"hour":0}]';
const lastLine = /User without the permission: .+\n/;

describe('the process', { concurrency: 2, timeout: 600_000 }, () => {
  test('prints calls that can be pasted, answers them, and ends at SIGTERM', async (t) => {
    const gateway = startGateway(t, {});
    const stdout = await gateway.says(lastLine);
    assert.match(stdout, /embedded workspace/);
    const [rest = '', graphql = '', ...more] = stdout.match(/^curl .+$/gm) ?? [];
    assert.deepEqual(more, []);
    assert.deepEqual(await runCurl(rest), {
      status: 200,
      text: `{"hours":${rows},"success":true}`,
    });
    const { status, text } = await runCurl(graphql);
    const { data } = JSON.parse(text) as { data?: unknown };
    assert.deepEqual(
      { status, data },
      { status: 200, data: { chatBusierHourly: JSON.parse(rows) as unknown } },
    );
    const asMember = Object.entries(administrator).reduce(
      (call, [key, value]) =>
        call.replace(value as string, memberWithoutPermission[key as keyof typeof administrator]),
      rest,
    );
    assert.equal((await runCurl(asMember)).status, 403);
    for (const { userId, token } of [administrator, memberWithoutPermission]) {
      assert.ok(stdout.includes(`x-user-id ${userId}, x-auth-token ${token}`));
    }
    assert.deepEqual(await introspection(stdout), { __schema: { queryType: { name: 'Query' } } });

    const { code, signal, stderr, afterMS } = await gateway.end('SIGTERM');
    assert.deepEqual({ code, signal, stderr }, { code: 0, signal: null, stderr: '' });
    assert.ok(afterMS < 5_000, `${afterMS} ms`);
    const logged = gateway.said.stdout.split('\n').filter((line) => line.startsWith('{'));
    assert.ok(logged.some((line) => line.includes('"status":200')));
    for (const { token } of [administrator, memberWithoutPermission]) {
      assert.ok(!logged.some((line) => line.includes(token)));
    }
  });

  test('does its main job on a dump, shows no schema in production, and ends at SIGINT', async (t) => {
    const folder = await temporaryFolder(t);
    await writeDump(folder, 'rocketchat', {
      users: [user({ _id: 'alice', personalToken: 'pat', roles: ['admin'] })],
      rocketchat_permissions: [permission('view-engagement-dashboard', ['admin'])],
      rocketchat_sessions: [
        session({ loginAt: '13:05', closedAt: '14:10' }),
        // Stored by a server in India, where it was the next day already.
        session({ loginAt: '20:00', closedAt: '20:30', timeZone: 'Asia/Kolkata' }),
      ],
    });
    const gateway = startGateway(t, { MONGO_DUMP: folder, NODE_ENV: 'production' });
    const stdout = await gateway.says(/listens on .*MONGO_DUMP.*\n/);
    const path = '/api/v1/engagement-dashboard/users/chat-busier/hourly-data';
    const response = await fetch(`${addressIn(stdout)}${path}?start=2024-03-06T00:00:00.000Z`, {
      headers: { 'x-user-id': 'alice', 'x-auth-token': 'pat' },
    });
    assert.equal(response.status, 200);
    const { hours } = (await response.json()) as { hours: { users: number; hour: number }[] };
    assert.deepEqual(
      hours.filter(({ users }) => users > 0),
      [
        { users: 1, hour: 20 },
        { users: 1, hour: 14 },
      ],
    );
    await gateway.says(/WORKSPACE_TIMEZONE is UTC, but 1 of the 2 /);
    assert.equal(await introspection(stdout), undefined);

    const { code, signal, stderr, afterMS } = await gateway.end('SIGINT');
    assert.deepEqual({ code, signal }, { code: 0, signal: null });
    assert.match(stderr, /^The dump in \S+ lacks [^\n]+\n$/);
    assert.ok(afterMS < 5_000, `${afterMS} ms`);
  });
});

describe('a process that receives a signal to end', { concurrency: 2, timeout: 600_000 }, () => {
  const hourly =
    '/api/v1/engagement-dashboard/users/chat-busier/hourly-data?start=2024-03-05T00:00:00.000Z';

  /** A process over a database whose queries take that long. */
  async function slowProcess(t: TestContext, queryMS: number, settings: Record<string, string>) {
    const queries = new EventEmitter();
    const db = await startTestDatabase({
      async intercept({ name }) {
        if (name !== 'aggregate') return undefined;
        queries.emit('query');
        await setTimeout(queryMS, undefined, { ref: false });
        return undefined;
      },
    });
    t.after(() => db[Symbol.asyncDispose]());
    await db.fill(people);
    const started = startGateway(t, { MONGO_URL: db.url, HOST: '127.0.0.1', ...settings });
    const address = addressIn(await started.says(/listens on .+\n/));
    // The zone of the stored days is looked at when the process starts.
    const call = (path: string) => fetch(`${address}${path}`, { headers: asAdministrator });
    return { ...started, address, call, untilQueried: () => once(queries, 'query') };
  }

  test('answers the requests in flight, closes idle connections, and ends with 0', async (t) => {
    const { address, call, end, untilQueried, said } = await slowProcess(t, 1000, {
      CLIENT_TIMEOUT_MS: '60000',
    });
    assert.equal((await call('/ready')).status, 200);
    const { hostname, port } = new URL(address);
    const unused = connect(Number(port), hostname).on('error', () => undefined);
    t.after(() => unused.destroy());
    await once(unused, 'connect');
    const metric = untilQueried();
    const result = call(hourly);
    await metric;
    const { code, stderr } = await end('SIGTERM');
    assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
    assert.equal((await result).status, 200);
    // Lines are gathered before they are written; none may be lost.
    assert.match(said.stdout, /hourly-data","status":200,/);
  });

  test('is not ready from then on, and answers as long as its settings say', async (t) => {
    const { call, end } = await slowProcess(t, 0, { SHUTDOWN_DELAY_MS: '1500' });
    const ended = end('SIGTERM');
    while ((await call('/ready')).status !== 503) await setTimeout(10);
    assert.equal((await call('/health')).status, 200);
    assert.equal((await call(hourly)).status, 200);
    assert.equal((await ended).code, 0);
  });

  test('ends as well when the reader of its log has gone', async (t) => {
    const pipe = join(await temporaryFolder(t), 'log');
    await promisify(execFile)('mkfifo', [pipe]);
    const reader = openSync(pipe, constants.O_RDONLY | constants.O_NONBLOCK);
    const writer = openSync(pipe, 'w');
    const port = String(await freePort());
    const { end } = startGateway(t, { PORT: port }, writer);
    closeSync(writer);

    // Over a connection of its own each, so that nothing delays the end.
    const run = (path: string) =>
      new Promise<number | undefined>((resolve) => {
        get(`http://127.0.0.1:${port}${path}`, { agent: false }, (result) => {
          result.resume().on('end', () => {
            resolve(result.statusCode);
          });
        }).on('error', () => {
          resolve(undefined);
        });
      });
    while ((await run('/health')) !== 200) await setTimeout(20);
    closeSync(reader);
    assert.equal(await run('/'), 404);
    // The line of this is rejected in the meantime, and that of the next at the end.
    await setTimeout(500);
    assert.equal(await run('/'), 404);
    const { code, stderr } = await end('SIGTERM');
    assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
  });

  test('does not wait for ever', async (t) => {
    const { call, end, untilQueried } = await slowProcess(t, 600_000, {
      REQUEST_TIMEOUT_MS: '600000',
      SHUTDOWN_TIMEOUT_MS: '500',
    });
    const metric = untilQueried();
    const result = call(hourly).then(
      ({ status }) => status,
      () => 'cut off',
    );
    await metric;
    assert.equal((await end('SIGINT')).signal, null);
    assert.equal(await result, 'cut off');
  });
});

test('the days of the last weeks are read after the start, unless DAY_WARM_UP is false', async (t) => {
  const db = await startTestDatabase();
  t.after(() => db[Symbol.asyncDispose]());
  const loginAt = new Date(Date.now() - 10 * 86_400_000);
  await db.fill({ ...people, rocketchat_sessions: [session({ loginAt, closedAt: loginAt })] });
  for (const isWarm of [true, false]) {
    const port = String(await freePort());
    const gateway = startGateway(t, {
      MONGO_URL: db.url,
      METRICS_PORT: port,
      DAY_WARM_UP: String(isWarm),
    });
    await gateway.says(/listens on .+\n/);
    const cachedBytes = async () => {
      const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
      return Number(/^engagement_gateway_day_cache_bytes (\d+)$/m.exec(text)?.[1]);
    };
    for (let tries = 0; tries < (isWarm ? 500 : 20) && (await cachedBytes()) === 0; tries += 1) {
      await setTimeout(20);
    }
    assert.equal((await cachedBytes()) > 0, isWarm);
  }
});

describe(
  'what cannot be started is reported in a line, with exit code 1',
  { concurrency: 2, timeout: 600_000 },
  () => {
    test('wrong settings: one line each', async (t) => {
      const { code, stdout, stderr } = await startGateway(t, {
        PORT: 'eighty',
        LOG_LEVEL: 'loud',
        MONGO_URL: 'postgres://root:hunter2@host',
      }).ended;
      assert.deepEqual({ code, stdout }, { code: 1, stdout: '' });
      assert.deepEqual(
        stderr
          .trimEnd()
          .split('\n')
          .map((line) => line.split(':')[0]),
        ['MONGO_URL', 'PORT', 'LOG_LEVEL'],
      );
      assert.doesNotMatch(stderr, /hunter2/);
    });

    test('a history of the embedded workspace', async (t) => {
      const { code, stdout, stderr } = await startGateway(t, { HISTORY_DIR: '/tmp' }).ended;
      assert.deepEqual({ code, stdout }, { code: 1, stdout: '' });
      assert.match(stderr, /^HISTORY_DIR, HISTORY_S3_URL: expected MONGO_URL too, .+\n$/);
    });

    test('a port in use', async (t) => {
      const other = createServer().listen(0, '127.0.0.1');
      t.after(() => other.close());
      await once(other, 'listening');
      const { port } = other.address() as AddressInfo;
      const mongo = await serveMongo(t);
      const line = await errorResponse(t, {
        MONGO_URL: mongo.url(),
        HOST: '127.0.0.1',
        PORT: String(port),
        LOG_LEVEL: 'silent',
      });
      assert.equal(
        line,
        `Port ${port} at 127.0.0.1 is in use: free it or set another (PORT, METRICS_PORT).`,
      );
    });

    test('a host name that this machine does not have', async (t) => {
      const mongo = await serveMongo(t);
      const line = await errorResponse(t, {
        MONGO_URL: mongo.url(),
        HOST: 'nowhere.invalid',
        LOG_LEVEL: 'silent',
      });
      assert.match(line, /^HOST nowhere\.invalid /);
    });

    test('a MongoDB that does not respond, within seconds', async (t) => {
      const before = Date.now();
      const line = await errorResponse(t, {
        MONGO_URL: 'mongodb://root:hunter2@127.0.0.1:1/rocketchat',
      });
      assert.equal(line, 'MONGO_URL: 127.0.0.1:1: the connection is refused.');
      assert.ok(Date.now() - before < 30_000);
    });

    test('a MongoDB that rejects the credentials', async (t) => {
      const mongo = await serveMongo(t, ({ name }) =>
        name === 'saslStart'
          ? { ok: 0, code: 18, codeName: 'AuthenticationFailed', errmsg: 'Authentication failed.' }
          : undefined,
      );
      const line = await errorResponse(t, {
        MONGO_URL: `mongodb://root:hunter2@127.0.0.1:${mongo.port}/`,
      });
      assert.equal(
        line,
        `MONGO_URL: 127.0.0.1:${mongo.port} rejects the user name or the password (authSource may be missing).`,
      );
    });

    test('a dump that is not there', async (t) => {
      const folder = join(await temporaryFolder(t), 'nowhere');
      const line = await errorResponse(t, { MONGO_DUMP: folder });
      assert.equal(line, `The dump folder ${folder} does not exist.`);
    });
  },
);
