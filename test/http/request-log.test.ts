import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type AddressInfo } from 'node:net';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import fastify, { LogController, type FastifyBaseLogger } from 'fastify';
import { pino } from 'pino';
import { recordRequests, requestIds } from '../../http/request-log.js';

function loggedServer(trustedProxies = 1) {
  const lines: string[] = [];
  const log: FastifyBaseLogger = pino(
    { level: 'info' },
    { write: (line: string) => void lines.push(line) },
  );
  const app = fastify({
    loggerInstance: log,
    genReqId: requestIds(trustedProxies),
    logController: new LogController({
      disableRequestLogging: true,
      requestIdLogLabel: 'requestId',
    }),
  });
  recordRequests(app, undefined);
  return { app, lines };
}

async function recorded(headers: Record<string, string>, trustedProxies = 1) {
  const { app, lines } = loggedServer(trustedProxies);
  app.post('/requested', (request, reply) => {
    request.logFields.viewerId = 'alice';
    request.logFields.metrics.push('newUsers', 'channels');
    return reply.code(418).send('a teapot');
  });
  app.get('/ready', (_request, reply) => reply.send('ready'));
  await app.inject({ url: '/ready' });
  const result = await app.inject({
    method: 'POST',
    url: '/requested?start=secret-in-query&x-auth-token=secret-token',
    headers: {
      'x-user-id': 'secret-user',
      'x-auth-token': 'secret-token',
      cookie: 'secret=1',
      ...headers,
    },
    payload: { query: 'secret-body' },
  });
  assert.equal(lines.length, 1);
  const [line = ''] = lines;
  return { line, logFields: JSON.parse(line) as Record<string, unknown>, result };
}

test('a request leaves one line: who requested what, and how that ended; nothing it carried', async () => {
  const { line, logFields } = await recorded({});
  assert.doesNotMatch(line, /secret|teapot/);
  const { msg, method, path, status, durationMS, viewerId, metrics } = logFields;
  assert.deepEqual(
    { msg, method, path, status, viewerId, metrics },
    {
      msg: 'request',
      method: 'POST',
      path: '/requested',
      status: 418,
      viewerId: 'alice',
      metrics: ['newUsers', 'channels'],
    },
  );
  assert.equal(typeof durationMS, 'number');
});

test('a path in the log has no user, host or query in it, and no more than 256 characters', async () => {
  const { app, lines } = loggedServer();
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  const pathsOf = async (target: string) => {
    lines.length = 0;
    await fetchTarget(port, target);
    return lines.map((line) => (JSON.parse(line) as { path: string }).path);
  };
  assert.deepEqual(await pathsOf('http://user:pass@example.com/path?secret=1'), ['/path']);
  assert.deepEqual(await pathsOf('HTTPS://user:pass@example.com'), ['']);
  assert.deepEqual(await pathsOf('http://user:p@example.com?secret'), ['']);
  assert.deepEqual(await pathsOf(`/${'x'.repeat(10_000)}`), [`/${'x'.repeat(255)}…`]);
  await app.close();
});

/** Sends a request with that target, as it stands, and waits for its end. */
async function fetchTarget(port: number, target: string): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  socket.write(`GET ${target} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n`);
  socket.resume();
  await once(socket, 'close');
}

test('the id of a request is the one it came with, in the line and in the answer', async () => {
  const { logFields, result } = await recorded({ 'x-request-id': 'proxy-1:23.a' });
  assert.equal(logFields.requestId, 'proxy-1:23.a');
  assert.equal(result.headers['x-request-id'], 'proxy-1:23.a');
});

test('without a trusted proxy that id is the client’s word, and replaced by a new one', async () => {
  const { logFields } = await recorded({ 'x-request-id': 'proxy-1:23.a' }, 0);
  assert.notEqual(logFields.requestId, 'proxy-1:23.a');
});

for (const given of ['', 'two words', 'x'.repeat(129), '{"a":1}']) {
  test(`an id such as "${given.slice(0, 20)}" is replaced by a new one`, async () => {
    const { logFields, result } = await recorded({ 'x-request-id': given });
    assert.match(String(logFields.requestId), /^[\da-f]{32}$/);
    assert.equal(result.headers['x-request-id'], logFields.requestId);
  });
}

test('a request behind a response that closes the connection is not begun', async () => {
  const { app, lines } = loggedServer();
  let begun = 0;
  app.get('/last', (_request, reply) => reply.header('connection', 'close').send('the end'));
  app.get('/behind', (_request, reply) => {
    begun += 1;
    return reply.send();
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1');
  socket.write('GET /last HTTP/1.1\r\nhost: a\r\n\r\nGET /behind HTTP/1.1\r\nhost: a\r\n\r\n');
  socket.resume();
  await once(socket, 'close');
  await app.close();
  assert.equal(begun, 0);
  const requests = lines.filter((line) => line.includes('"msg":"request"'));
  assert.equal(requests.length, 2);
  assert.match(requests[0] ?? '', /"path":"\/last","status":200/);
  assert.match(requests[1] ?? '', /"path":"\/behind","status":"aborted"/);
});

test('requests whose client disconnects leave a line each, also those behind another one', async (t) => {
  const { app, lines } = loggedServer();
  const arrived: unknown[] = [];
  app.post('/slow', ({ body }) => {
    arrived.push(body);
    return new Promise(() => undefined);
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1');
  t.after(() => {
    socket.destroy();
    return app.close();
  });
  const requests = () => lines.filter((line) => line.includes('"msg":"request"'));
  const headers = 'host: a\r\ncontent-type: application/json\r\ncontent-length: 2';
  socket.write(`POST /slow HTTP/1.1\r\n${headers}\r\n\r\n{}`.repeat(12));
  while (arrived.length === 0) await setTimeout(5);
  await setTimeout(50);
  assert.equal(arrived.length, 1);
  assert.equal(requests().length, 0);

  socket.destroy();
  while (requests().length < 12) await setTimeout(5);
  await setTimeout(50);
  assert.equal(requests().length, 12);
  for (const line of requests()) assert.match(line, /"path":"\/slow","status":"aborted"/);
});
