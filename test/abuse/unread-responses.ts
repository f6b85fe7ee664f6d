import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { dayOfMessages, room } from '../support/documents.js';
import { liveBytes } from '../support/live-bytes.js';
import { administrator, people, startTestGateway, type TestGateway } from '../support/gateway.js';
import { openSocket } from './raw-socket.js';
import { restBase } from './requests.js';

const day = 'start=2024-03-05T00:00:00.000Z&end=2024-03-05T00:00:00.000Z';

const query = `{ channels(start: "2024-03-05T00:00:00Z", end: "2024-03-05T00:00:00Z") { channels { room { a: usernames b: usernames } } } }`;

/** Every response that may be large: a request line and a body. */
const large: readonly (readonly [line: string, body?: string])[] = [
  ['GET /docs/swagger-ui-bundle.js'],
  ['GET /docs/swagger-ui.css'],
  ['GET /openapi.json'],
  ['GET /graphql/ide/main.js'],
  [`GET ${restBase}/channels/list?${day}&count=0`],
  ['POST /graphql', JSON.stringify({ query })],
];

describe('many requests on one connection whose responses are not read', () => {
  let gateway: TestGateway;
  before(async () => {
    gateway = await startTestGateway({
      NODE_ENV: 'development',
      ANSWER_CACHE_MS: '60000',
      VIEWER_CACHE_MS: '60000',
    });
    const names = Array.from({ length: 40_000 }, (_, at) => `${at}-${'x'.repeat(60)}`);
    await gateway.db.fill({
      ...people,
      rocketchat_analytics: [dayOfMessages()],
      rocketchat_room: [room({ usernames: names })],
    });
    for (const [line, body] of large) {
      const [method = '', path = ''] = line.split(' ');
      const headers = { 'content-type': 'application/json', ...administrator };
      const response = await fetch(`${gateway.url}${path}`, {
        method,
        body: body ?? null,
        headers,
      });
      assert.ok((await response.text()).length > 10_000, path);
    }
  });
  after(() => gateway[Symbol.asyncDispose]());

  for (const count of [25, 800]) {
    for (const [line, body = ''] of large) {
      it(`take no memory for each: ${count} of ${line}`, async () => {
        const { socket } = await openSocket(gateway);
        const bytesBefore = liveBytes().total;
        socket.pause();
        const headers = {
          ...administrator,
          host: 'a',
          ...(body && { 'content-type': 'application/json', 'content-length': body.length }),
        };
        const lines = Object.entries(headers).map((one) => one.join(': '));
        const request = `${line} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${body}`;
        socket.write(request.repeat(count));
        await sleep(500);
        const megabytes = (liveBytes().total - bytesBefore) / 1e6;
        socket.destroy();
        assert.ok(megabytes < 20, `${megabytes} MB`);
      });
    }
  }

  it('and those that are read come in order and complete', async () => {
    const { socket, closed } = await openSocket(gateway);
    const paths = ['/health', '/docs/page.js', '/nothing', '/openapi.json', '/health'];
    socket.write(
      paths
        .map((path, index) => {
          const last = index === paths.length - 1 ? 'connection: close\r\n' : '';
          return `GET ${path} HTTP/1.1\r\nhost: a\r\n${last}\r\n`;
        })
        .join(''),
    );
    const text = await closed;
    assert.deepEqual(
      [...text.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status),
      ['200', '200', '404', '200', '200'],
    );
  });
});
