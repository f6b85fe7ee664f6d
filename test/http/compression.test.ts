import assert from 'node:assert/strict';
import { request } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { dayOfMessages, room } from '../support/documents.js';
import { administrator, people, startTestGateway, type TestGateway } from '../support/gateway.js';

const rooms = Array.from({ length: 300 }, (_, index) => ({
  _id: `room${index}`,
  t: 'c',
  name: `room number ${index}`,
}));
const instants = 'start=2024-03-01T00:00:00.000Z&end=2024-03-07T00:00:00.000Z';
const engagement =
  '{ engagement(period: { dates: { start: "2024-03-01", end: "2024-03-07" } }) { rooms(count: 100) { rooms { room { id name } messages } } } }';

interface Raw {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

/** What is answered to exactly these headers: fetch would decompress it. */
function raw(
  { url }: TestGateway,
  path: string,
  { body, method, ...headers }: Readonly<Record<string, string>> = {},
): Promise<Raw> {
  return new Promise((resolve, reject) => {
    const sent = request(`${url}${path}`, { method: method ?? 'GET', headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        // The stream of today would not end.
        if (path === '/graphql' && headers.accept === 'text/event-stream') response.destroy();
      });
      response.on('close', () => {
        resolve({
          status: response.statusCode,
          headers: response.headers,
          body: Buffer.concat(chunks),
        });
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

const graphql = (query: string) => ({
  method: 'POST',
  'content-type': 'application/json',
  body: JSON.stringify({ query }),
});

describe('a response of 1 kB or more', () => {
  let gateway: TestGateway;
  before(async () => {
    // A response that is cached says when it was computed.
    gateway = await startTestGateway({ ANSWER_CACHE_MS: '60000' });
    await gateway.db.fill({
      ...people,
      rocketchat_analytics: rooms.map((one, index) =>
        dayOfMessages({ _id: `m${index}`, date: 20240305, room: one, messages: index }),
      ),
      rocketchat_room: rooms.map((one) => room(one)),
    });
  });
  after(() => gateway[Symbol.asyncDispose]());

  const api = '/api/v1/engagement-dashboard';
  const responses: Readonly<Record<string, [path: string, sent?: Record<string, string>]>> = {
    'of GraphQL': ['/graphql', graphql(engagement)],
    'of a REST path': [`${api}/channels/list?${instants}&count=50`],
    'of a list that is streamed': [`${api}/channels/list?${instants}&count=0`],
    'of an export': ['/export/rooms.csv?start=2024-03-01&end=2024-03-07'],
    'of an export without an end in sight': [
      '/export/rooms.ndjson?start=2024-03-01&end=2024-03-07&comparison=previous',
    ],
  };
  for (const [what, [path, sent]] of Object.entries(responses)) {
    it(`${what} is compressed as its client accepts it`, async () => {
      await raw(gateway, path, { ...administrator, ...sent });
      const plain = await raw(gateway, path, { ...administrator, ...sent });
      assert.equal(plain.status, 200);
      assert.equal(plain.headers['content-encoding'], undefined);
      assert.match(String(plain.headers.vary), /\baccept-encoding$/);
      assert.ok(plain.body.byteLength > 4_000);
      for (const [accepted, encoding, decompress] of [
        ['br', 'br', brotliDecompressSync],
        ['gzip', 'gzip', gunzipSync],
        ['gzip, deflate, br, zstd', 'br', brotliDecompressSync],
        ['br;q=0.5, GZIP', 'gzip', gunzipSync],
        ['*', 'br', brotliDecompressSync],
        ['br;q=0, gzip;q=0', undefined, undefined],
        ['deflate', undefined, undefined],
        ['identity, br;q=0.5', undefined, undefined],
        ['', undefined, undefined],
      ] as const) {
        const { status, headers, body } = await raw(gateway, path, {
          ...administrator,
          ...sent,
          'accept-encoding': accepted,
        });
        assert.equal(status, 200);
        assert.equal(headers['content-encoding'], encoding, accepted);
        assert.match(String(headers.vary), /\baccept-encoding$/);
        const length = headers['content-length'];
        if (length !== undefined) assert.equal(Number(length), body.byteLength);
        assert.equal((decompress?.(body) ?? body).toString(), plain.body.toString(), accepted);
        if (encoding) assert.ok(body.byteLength < plain.body.byteLength / 2, accepted);
      }
    });
  }

  it('has the same headers for HEAD, and no body', async () => {
    for (const path of [
      `${api}/channels/list?${instants}`,
      '/export/rooms.csv?start=2024-03-01&end=2024-03-07',
    ]) {
      const sent = { ...administrator, 'accept-encoding': 'br' };
      const { headers: get } = await raw(gateway, path, sent);
      const head = await raw(gateway, path, { ...sent, method: 'HEAD' });
      assert.equal(head.body.byteLength, 0);
      // The length of a stream is not known.
      const differing = ['date', 'x-request-id', 'transfer-encoding'];
      const names = Object.keys({ ...get, ...head.headers }).filter(
        (name) => !differing.includes(name) && get[name] !== head.headers[name],
      );
      assert.deepEqual(names, []);
    }
  });

  it('is not one that is shorter, nor a stream of events, which is never delayed', async () => {
    const all = { ...administrator, 'accept-encoding': 'gzip, br' };
    for (const [path, sent] of [
      ['/health', {}],
      ['/graphql', graphql('{ viewer { id } }')],
      [`${api}/channels/list?${instants}&count=1`, {}],
    ] as const) {
      const { headers } = await raw(gateway, path, { ...all, ...sent });
      assert.equal(headers['content-encoding'], undefined, path);
      assert.doesNotMatch(String(headers.vary), /accept-encoding/i, path);
    }
    const stream = await raw(gateway, '/graphql', {
      ...all,
      ...graphql('subscription { today { date hours } }'),
      accept: 'text/event-stream',
    });
    assert.equal(stream.headers['content-encoding'], undefined);
    assert.match(stream.body.toString(), /^event: next\ndata: \{"data":\{"today"/);
  });
});
