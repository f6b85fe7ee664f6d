import assert from 'node:assert/strict';
import { connect, type AddressInfo } from 'node:net';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import fastify, { LogController, type FastifyBaseLogger } from 'fastify';
import { pino } from 'pino';
import { recordRequests, requestId } from '../../http/request-log.js';

function loggedServer() {
  const lines: string[] = [];
  const log: FastifyBaseLogger = pino(
    { level: 'info' },
    { write: (line: string) => void lines.push(line) },
  );
  const app = fastify({
    loggerInstance: log,
    genReqId: requestId,
    logController: new LogController({
      disableRequestLogging: true,
      requestIdLogLabel: 'requestId',
    }),
  });
  recordRequests(app, undefined);
  return { app, lines };
}

async function recorded(headers: Record<string, string>) {
  const { app, lines } = loggedServer();
  app.post('/asked', (request, reply) => {
    request.logFields.viewerId = 'alice';
    request.logFields.metrics.add('newUsers').add('channels');
    return reply.code(418).send('a teapot');
  });
  app.get('/ready', (_request, reply) => reply.send('ready'));
  await app.inject({ url: '/ready' });
  const result = await app.inject({
    method: 'POST',
    url: '/asked?start=secret-in-query&x-auth-token=secret-token',
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

test('a request leaves one line: who asked what, and how that ended; nothing it carried', async () => {
  const { line, logFields } = await recorded({});
  assert.doesNotMatch(line, /secret|teapot/);
  const { msg, method, path, status, durationMS, viewerId, metrics } = logFields;
  assert.deepEqual(
    { msg, method, path, status, viewerId, metrics },
    {
      msg: 'request',
      method: 'POST',
      path: '/asked',
      status: 418,
      viewerId: 'alice',
      metrics: ['newUsers', 'channels'],
    },
  );
  assert.equal(typeof durationMS, 'number');
});

test('the id of a request is the one it came with, in the line and in the answer', async () => {
  const { logFields, result } = await recorded({ 'x-request-id': 'proxy-1:23.a' });
  assert.equal(logFields.requestId, 'proxy-1:23.a');
  assert.equal(result.headers['x-request-id'], 'proxy-1:23.a');
});

for (const given of ['', 'two words', 'x'.repeat(129), '{"a":1}']) {
  test(`an id such as "${given.slice(0, 20)}" is replaced by a new one`, async () => {
    const { logFields, result } = await recorded({ 'x-request-id': given });
    assert.match(String(logFields.requestId), /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/);
    assert.equal(result.headers['x-request-id'], logFields.requestId);
  });
}

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
  while (arrived.length < 12) await setTimeout(5);
  assert.equal(requests().length, 0);

  socket.destroy();
  while (requests().length < 12) await setTimeout(5);
  await setTimeout(50);
  assert.equal(requests().length, 12);
  for (const line of requests()) assert.match(line, /"path":"\/slow","status":"aborted"/);
});
