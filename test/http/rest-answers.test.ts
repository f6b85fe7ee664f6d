import assert from 'node:assert/strict';
import { request, type IncomingMessage } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { dayOfMessages, room } from '../support/documents.js';
import { administrator, people, startTestGateway, type TestGateway } from '../support/gateway.js';
import { bodies, tinyWorkspace, twoDays } from './tiny-workspace.js';

const base = '/api/v1/engagement-dashboard';
const noSuchEndpoint = '{"status":"error","message":"API endpoint does not exist"}';

let gateway: TestGateway;

/** One request as it is written, without what `fetch` makes of paths, names of headers and bodies. */
async function send(method: string, path: string, headers: Record<string, string> = {}, body = '') {
  const message = await new Promise<IncomingMessage>((resolve, reject) => {
    const { hostname, port } = new URL(gateway.url);
    // Node frames the bodies of some methods only when it knows their length.
    const framed = { ...headers, 'content-length': Buffer.byteLength(body) };
    request({ hostname, port, method, path, headers: framed }, resolve)
      .on('error', reject)
      .end(body);
  });
  let text = '';
  for await (const chunk of message.setEncoding('utf8')) text += String(chunk);
  return { status: message.statusCode, headers: message.headers, text };
}

/** What every answer with a body says of itself. */
function assertJsonHeaders(
  { headers }: Awaited<ReturnType<typeof send>>,
  text: string,
  what: string,
) {
  assert.equal(headers['content-type'], 'application/json', what);
  assert.equal(headers['content-length'], String(Buffer.byteLength(text)), what);
  assert.equal(headers['cache-control'], 'no-store', what);
  assert.equal(headers.pragma, 'no-cache', what);
  assert.equal(headers['x-powered-by'], undefined, what);
}

before(async () => {
  gateway = await startTestGateway();
});
after(() => gateway[Symbol.asyncDispose]());

describe('an empty workspace', () => {
  before(() => gateway.db.fill(people));

  for (const { url, empty } of bodies) {
    it(`answers ${url.split('?')[0] ?? ''} with the documented keys and nothing in them`, async () => {
      const result = await gateway.rest(url, administrator);
      assert.deepEqual([result.status, result.text], [200, empty]);
    });
  }
});

describe('a tiny workspace', () => {
  before(() => gateway.db.fill(tinyWorkspace));

  for (const { url, tiny } of bodies) {
    it(`answers ${url.split('?')[0] ?? ''} byte for byte, HEAD without the body`, async () => {
      const result = await send('GET', `${base}${url}`, administrator);
      assert.deepEqual([result.status, result.text], [200, tiny]);
      assertJsonHeaders(result, tiny, 'GET');

      const head = await send('HEAD', `${base}${url}`, administrator);
      assert.deepEqual([head.status, head.text], [200, '']);
      assertJsonHeaders(head, tiny, 'HEAD');
    });
  }

  it('leaves keys out that the stored room does not have', async () => {
    await gateway.db.fill({
      ...people,
      rocketchat_analytics: [
        dayOfMessages({ room: { _id: 'old', name: undefined, usernames: undefined } }),
      ],
      rocketchat_room: [
        room({
          _id: 'old',
          name: undefined,
          fname: undefined,
          ts: undefined,
          _updatedAt: undefined,
        }),
      ],
    });
    assert.equal(
      (await gateway.rest(`/channels/list?${twoDays}`, administrator)).text,
      '{"channels":[{"room":{"_id":"old","t":"c"},"messages":1,"lastWeekMessages":0,"diffFromLastWeek":1}],"total":1,"offset":0,"count":1,"success":true}',
    );
    assert.equal(
      (await gateway.rest(`/messages/top-five-popular-channels?${twoDays}`, administrator)).text,
      '{"channels":[{"messages":1,"t":"c"}],"success":true}',
    );
    await gateway.db.fill(tinyWorkspace);
  });

  it('takes names of headers in any case and colons that are percent-encoded', async () => {
    const path = `${base}/users/chat-busier/weekly-data?start=2024-03-06T00%3A00%3a00.000Z`;
    for (const headers of [
      { 'X-User-Id': 'admin', 'X-Auth-Token': 'token of admin' },
      { 'X-USER-ID': 'admin', 'x-aUTH-tOKEN': 'token of admin' },
    ]) {
      const { status, text } = await send('GET', path, headers);
      assert.equal(status, 200);
      assert.equal(text, '{"month":[{"users":1,"day":5,"month":3,"year":2024}],"success":true}');
    }
  });
});

describe('whatever is answered', () => {
  before(() => gateway.db.fill(people));
  const path = `${base}/users/chat-busier/hourly-data`;

  const rejected = [
    { what: 'a 401', url: path, headers: {}, status: 401 },
    { what: 'a 400', url: path, headers: administrator, status: 400 },
    {
      what: 'a broken escape in a value',
      url: `${path}?start=%E0%A4%A`,
      headers: administrator,
      status: 400,
    },
    {
      what: 'a lone percent sign',
      url: `${path}?start=%&%=%`,
      headers: administrator,
      status: 400,
    },
    { what: 'a 404 below the dashboard', url: `${base}/users`, headers: {}, status: 404 },
    { what: 'a 404 with a slash too many', url: `${path}//`, headers: {}, status: 404 },
    { what: 'a 404 elsewhere', url: '/api/v1/users.list?x=1', headers: administrator, status: 404 },
    { what: 'a broken escape in the path', url: `${base}/%E0%A4%A`, headers: {}, status: 404 },
  ];
  for (const { what, url, headers, status } of rejected) {
    it(`${what} has the headers of every answer, by HEAD as well`, async () => {
      const result = await send('GET', url, { ...headers });
      assert.equal(result.status, status);
      if (status === 404) assert.equal(result.text, noSuchEndpoint);
      assertJsonHeaders(result, result.text, 'GET');

      const head = await send('HEAD', url, { ...headers });
      assert.deepEqual([head.status, head.text], [status, '']);
    });
  }

  const written = [
    { type: 'application/json', body: '{"start": ' },
    { type: 'application/json', body: '' },
    { type: 'odd/type; charset=none', body: 'x'.repeat(100_000) },
    { type: undefined, body: 'start=now' },
  ];
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'PROPFIND']) {
    it(`${method} gets 405 on every path, whatever body comes with it`, async () => {
      for (const [index, { url }] of bodies.entries()) {
        const { type, body } = written[index % written.length] ?? {};
        const headers = {
          ...(index < 4 ? {} : administrator),
          ...(type && { 'content-type': type }),
        };
        const result = await send(method, `${base}${url}`, headers, body);
        assert.deepEqual([result.status, result.text], [405, noSuchEndpoint], url);
        assert.equal(result.headers.allow, 'GET, OPTIONS', url);
        assertJsonHeaders(result, noSuchEndpoint, url);
      }
    });
  }

  it('an unknown path gets 404 before its method or body is looked at', async () => {
    for (const method of ['POST', 'DELETE', 'OPTIONS']) {
      const headers = { 'content-type': 'application/json' };
      const result = await send(method, `${base}/nothing`, headers, '{');
      assert.deepEqual([result.status, result.text], [404, noSuchEndpoint], method);
      assert.equal(result.headers.allow, undefined, method);
    }
  });

  it('OPTIONS gets 200 and nothing else, without headers for other origins', async () => {
    for (const { url } of bodies) {
      const origin = { origin: 'https://example.org', 'access-control-request-method': 'GET' };
      const result = await send('OPTIONS', `${base}${url}`, origin);
      assert.deepEqual([result.status, result.text], [200, ''], url);
      assert.equal(result.headers['cache-control'], 'no-store', url);
      assert.equal(result.headers['access-control-allow-origin'], undefined, url);
    }
  });
});
