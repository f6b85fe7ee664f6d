import assert from 'node:assert/strict';
import { test } from 'node:test';
import fastify, { LogController, type FastifyBaseLogger } from 'fastify';
import { pino } from 'pino';
import { logRequests } from '../../server/log.js';

test('a request leaves one line: method, path, status and time, and nothing it carried', async () => {
  const lines: string[] = [];
  const log: FastifyBaseLogger = pino(
    { level: 'trace' },
    { write: (line: string) => void lines.push(line) },
  );
  const app = fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
  });
  logRequests(app);
  app.post('/asked', (_request, reply) => reply.code(418).send('a teapot'));

  await app.inject({
    method: 'POST',
    url: '/asked?start=secret-in-query&x-auth-token=secret-token',
    headers: { 'x-user-id': 'secret-user', 'x-auth-token': 'secret-token', cookie: 'secret=1' },
    payload: { query: 'secret-body' },
  });

  assert.equal(lines.length, 1);
  const [line = ''] = lines;
  assert.doesNotMatch(line, /secret|teapot/);
  const { msg, method, path, status, durationMS } = JSON.parse(line) as Record<string, unknown>;
  assert.deepEqual(
    { msg, method, path, status },
    { msg: 'request', method: 'POST', path: '/asked', status: 418 },
  );
  assert.equal(typeof durationMS, 'number');
});
