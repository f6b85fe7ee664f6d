import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createMetrics } from '../../http/metrics.js';
import { openSocket } from '../abuse/raw-socket.js';
import { dayOfMessages, room } from '../support/documents.js';
import { administrator, people, startTestGateway, type TestGateway } from '../support/gateway.js';
import { twoDays } from './tiny-workspace.js';

const json = '{"query":"{ __typename }"}';
const post = `content-type: application/json\r\ncontent-length: ${json.length}`;

/** What Node's server would answer by itself, and what it takes. */
const rows = [
  {
    what: 'headers that are too long',
    bytes: `GET /graphql HTTP/1.1\r\nhost: a\r\nx-a: ${'x'.repeat(20_000)}\r\n\r\n`,
    status: 431,
    message: /headers .* too long/,
  },
  { what: 'no HTTP', bytes: 'HELO gateway\r\n\r\n', status: 400, message: /not a valid HTTP/ },
  {
    what: 'chunks that are none',
    bytes: `POST /graphql HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n\r\n`,
    status: 400,
    message: /not a valid HTTP/,
  },
  {
    what: 'no host',
    bytes: 'GET /graphql HTTP/1.1\r\nconnection: close\r\n\r\n',
    status: 400,
    message: /header Host is missing/,
  },
  {
    what: 'a host that is none',
    bytes: 'GET /health HTTP/1.1\r\nhost: [a b\r\nconnection: close\r\n\r\n',
    status: 400,
    message: /header Host names no host/,
  },
  {
    what: 'a forwarded host that is none',
    bytes: `POST /graphql HTTP/1.1\r\nhost: a\r\nx-forwarded-host: b, [c d\r\nconnection: close\r\n${post}\r\n\r\n${json}`,
    status: 400,
    message: /header X-Forwarded-Host names no host/,
  },
  {
    what: 'a forwarded protocol that is none',
    bytes: `POST /graphql HTTP/1.1\r\nhost: a\r\nx-forwarded-proto: :\r\nconnection: close\r\n${post}\r\n\r\n${json}`,
    status: 400,
    message: /header X-Forwarded-Proto names no protocol/,
  },
  {
    what: 'an expectation',
    bytes: `POST /graphql HTTP/1.1\r\nhost: a\r\nexpect: 200-ok\r\nconnection: close\r\n${post}\r\n\r\n${json}`,
    status: 417,
    message: /100-continue/,
  },
  {
    what: 'a tunnel',
    bytes: 'CONNECT example.com:443 HTTP/1.1\r\nhost: a\r\n\r\n',
    status: 405,
    message: /CONNECT/,
  },
  {
    what: 'headers that arrive too slowly',
    bytes: 'GET /graphql HTTP/1.1\r\nhost: a\r\nx-a: ',
    status: 408,
    message: /took too long/,
  },
  {
    what: 'a body that arrives too slowly',
    bytes: `POST /graphql HTTP/1.1\r\nhost: a\r\n${post}\r\n\r\n{`,
    status: 408,
    message: /took too long/,
  },
];

describe('a request that no route handles', () => {
  let gateway: TestGateway;
  const metrics = createMetrics();
  before(async () => {
    gateway = await startTestGateway(
      { CLIENT_TIMEOUT_MS: '1000', TRUSTED_PROXIES: '1' },
      {},
      metrics,
    );
  });
  after(() => gateway[Symbol.asyncDispose]());

  const requests = () => gateway.log.filter((line) => line.includes('"msg":"request"'));
  /** How many requests the metrics have counted. */
  const counted = async () =>
    [...(await metrics.print()).matchAll(/^engagement_gateway_requests_total\{.*\} (\d+)$/gm)]
      .map(([, count]) => Number(count))
      .reduce((sum, count) => sum + count, 0);

  for (const { what, bytes, status, message } of rows) {
    it(`is answered, logged and counted as every other: ${what}`, async () => {
      const [lines, count] = [requests().length, await counted()];
      const { socket, closed } = await openSocket(gateway);
      socket.write(bytes);
      const text = await closed;
      const [head = '', body = ''] = text.split('\r\n\r\n');
      assert.match(head, new RegExp(`^HTTP/1\\.1 ${status} `));
      assert.equal(text.split('HTTP/1.1 ').length, 2);
      const headers = new Map(
        head.split('\r\n').map((line) => {
          const [name = '', value = ''] = line.split(/: (.*)/);
          return [name.toLowerCase(), value] as const;
        }),
      );
      assert.equal(headers.get('x-content-type-options'), 'nosniff');
      assert.match(headers.get('content-security-policy') ?? '', /default-src 'none'/);
      assert.match(headers.get('content-type') ?? '', /^application\/json/);
      const { errors } = JSON.parse(body) as { errors: { message: string }[] };
      assert.match(errors[0]?.message ?? '', message);

      await sleep(50);
      const [line = '', ...more] = requests().slice(lines);
      assert.deepEqual(more, []);
      const logged = JSON.parse(line) as { status: number; requestId: string };
      assert.equal(logged.status, status);
      assert.equal(logged.requestId, headers.get('x-request-id'));
      assert.equal(await counted(), count + 1);
    });
  }

  it('is not one on a connection on which nothing was sent', async () => {
    const lines = requests().length;
    const { closed } = await openSocket(gateway);
    assert.equal(await closed, '');
    assert.equal(requests().length, lines);
  });

  it('is never answered in the middle of another response', async () => {
    const usernames = Array.from({ length: 150_000 }, (_, at) => `${at}-${'x'.repeat(60)}`);
    await gateway.db.fill({
      ...people,
      rocketchat_analytics: [dayOfMessages()],
      rocketchat_room: [room({ usernames })],
    });
    const headers = Object.entries(administrator).map((header) => header.join(': '));
    // Not before all is there: a connection on which nothing is sent is closed after a second.
    const { socket, closed } = await openSocket(gateway);
    socket.write(
      `GET /api/v1/engagement-dashboard/channels/list?${twoDays} HTTP/1.1\r\nhost: a\r\n${headers.join('\r\n')}\r\n\r\n`,
    );
    await Promise.race([once(socket, 'data'), closed]);
    socket.pause();
    socket.write('nonsense\r\n\r\n');
    await sleep(300);
    socket.resume();
    const text = await closed;
    assert.match(text, /^HTTP\/1\.1 200 /);
    assert.equal(text.split('HTTP/1.1 ').length, 2);
  });
});

describe('a request of HTTP/1.0 without a host', () => {
  const head = 'HTTP/1.0\r\n';
  for (const [path, request] of [
    ['GraphQL', `POST /graphql ${head}${post}\r\n\r\n${json}`],
    ['a page', `GET /openapi.json ${head}\r\n`],
  ] as const) {
    it(`is handled by ${path}`, async () => {
      await using gateway = await startTestGateway();
      const { socket, closed } = await openSocket(gateway);
      socket.write(request);
      assert.match(await closed, /^HTTP\/1\.1 200 /);
    });
  }
});

describe('the paths', () => {
  let gateway: TestGateway;
  before(async () => {
    gateway = await startTestGateway({ CORS_ORIGINS: 'https://example.com' });
  });
  after(() => gateway[Symbol.asyncDispose]());
  const send = (path: string, init: RequestInit = {}) =>
    fetch(`${gateway.url}${path}`, { redirect: 'manual', ...init });
  const restPath = '/api/v1/engagement-dashboard/users/new-users';

  const withSlash: [path: string, init: RequestInit, status: number][] = [
    ['/health/', {}, 200],
    ['/ready/', {}, 200],
    [
      '/graphql/',
      { method: 'POST', headers: { 'content-type': 'application/json' }, body: json },
      200,
    ],
    [`${restPath}/?start=a`, {}, 401],
    [`${restPath}/`, { method: 'POST' }, 405],
    ['/nothing/', {}, 404],
    [`${restPath}//`, {}, 404],
    [restPath.replace('/users/', '/users%2f'), {}, 404],
  ];
  for (const [path, init, status] of withSlash) {
    it(`may end with a slash: ${init.method ?? 'GET'} ${path}`, async () => {
      assert.equal((await send(path, init)).status, status);
    });
  }

  for (const page of ['docs', 'dashboard']) {
    it(`lead from /${page}/ to the page whose files are relative to /${page}`, async () => {
      const { status, headers } = await send(`/${page}/`);
      assert.deepEqual([status, headers.get('location')], [308, `../${page}`]);
      const html = await (await send(`/${page}`)).text();
      for (const [, address = ''] of html.matchAll(/(?:src|href)="(?!data:)([^"]*)"/g)) {
        const behindPrefix = new URL(address, `https://example.com/prefix/${page}`).pathname;
        assert.match(behindPrefix, new RegExp(`^/prefix/${page}/`));
        assert.equal((await send(behindPrefix.replace('/prefix', ''))).status, 200);
      }
    });
  }

  it('of the description are relative to where it is loaded', async () => {
    assert.match(await (await send('/docs/page.js')).text(), /url: 'openapi\.json'/);
    const { servers } = (await (await send('/openapi.json')).json()) as {
      servers: { url: string }[];
    };
    const [server] = servers;
    assert.equal(
      new URL(server?.url ?? '', 'https://example.com/prefix/openapi.json').pathname,
      '/prefix/api',
    );
  });

  it('say which headers of the request their response depends on', async () => {
    const varies = async (path: string) => {
      const response = await send(path, { headers: { origin: 'https://example.com' } });
      if (path.startsWith('/graphql')) {
        assert.equal(response.headers.get('cache-control'), 'no-store');
      }
      return response.headers.get('vary')?.toLowerCase();
    };
    // What may not be stored depends on nothing but the origin.
    assert.equal(await varies(`/graphql?query=${encodeURIComponent('{ __typename }')}`), 'origin');
    assert.equal(await varies('/openapi.json'), 'origin, accept-encoding');
    assert.equal(await varies('/dashboard'), 'origin, accept-encoding');
  });

  it('reject a body that is encoded, and name the encoding', async () => {
    for (const encoding of ['gzip', 'br', 'gzip, identity']) {
      const response = await send('/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'content-encoding': encoding },
        body: json,
      });
      assert.equal(response.status, 415);
      assert.equal(response.headers.get('accept-encoding'), 'identity');
      assert.match(
        await response.text(),
        new RegExp(`"The body is encoded as .*${encoding}.*Content-Encoding`),
      );
    }
    const plain = { 'content-type': 'application/json', 'content-encoding': 'Identity' };
    assert.equal(
      (await send('/graphql', { method: 'POST', headers: plain, body: json })).status,
      200,
    );
  });
});
