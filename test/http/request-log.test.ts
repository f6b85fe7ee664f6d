import assert from 'node:assert/strict';
import { test } from 'node:test';
import fastify, { LogController, type FastifyBaseLogger } from 'fastify';
import { pino } from 'pino';
import { recordRequests, requestId } from '../../http/request-log.js';

async function recorded(headers: Record<string, string>) {
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
  app.post('/asked', (request, reply) => {
    request.told.viewerId = 'alice';
    request.told.questions.add('newUsers').add('channels');
    return reply.code(418).send('a teapot');
  });
  app.get('/ready', (_request, reply) => reply.send('ready'));
  await app.inject({ url: '/ready' });
  const answer = await app.inject({
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
  return { line, told: JSON.parse(line) as Record<string, unknown>, answer };
}

test('a request leaves one line: who asked what, and how that ended; nothing it carried', async () => {
  const { line, told } = await recorded({});
  assert.doesNotMatch(line, /secret|teapot/);
  const { msg, method, path, status, durationMS, viewerId, questions } = told;
  assert.deepEqual(
    { msg, method, path, status, viewerId, questions },
    {
      msg: 'request',
      method: 'POST',
      path: '/asked',
      status: 418,
      viewerId: 'alice',
      questions: ['newUsers', 'channels'],
    },
  );
  assert.equal(typeof durationMS, 'number');
});

test('the id of a request is the one it came with, in the line and in the answer', async () => {
  const { told, answer } = await recorded({ 'x-request-id': 'proxy-1:23.a' });
  assert.equal(told.requestId, 'proxy-1:23.a');
  assert.equal(answer.headers['x-request-id'], 'proxy-1:23.a');
});

for (const given of ['', 'two words', 'x'.repeat(129), '{"a":1}']) {
  test(`an id such as "${given.slice(0, 20)}" is replaced by a new one`, async () => {
    const { told, answer } = await recorded({ 'x-request-id': given });
    assert.match(String(told.requestId), /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/);
    assert.equal(answer.headers['x-request-id'], told.requestId);
  });
}
