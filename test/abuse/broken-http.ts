import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { administrator } from '../support/gateway.js';
import { exchange, openSocket } from './raw-socket.js';
import { restBase, send } from './requests.js';
import { assertAnswered, share, startVictim, type Victim } from './unharmed.js';

describe('HTTP', () => {
  let victim: Victim;
  before(async () => {
    victim = await startVictim();
  });
  after(() => victim[Symbol.asyncDispose]());
  afterEach(() => victim.assertUnharmed());

  /** Every answer on a connection is one that a client's mistake, or its query, is given. */
  async function assertTalked(bytes: string | Uint8Array): Promise<void> {
    const text = await exchange(victim.gateway, bytes);
    assertAnswered({ status: 400, text });
    for (const [, status] of text.matchAll(/^HTTP\/1\.1 (\d+) /gm)) {
      if (status !== '100') assertAnswered({ status: Number(status), text });
    }
  }

  const json = '{"query":"{ __typename }"}';
  const jsonHeaders = `content-type: application/json\r\ncontent-length: ${json.length}`;

  describe('broken HTTP is answered, or dropped, and harms nothing', () => {
    const rows = {
      'no HTTP': 'HELO gateway\r\n\r\n',
      'a TLS greeting': '\x16\x03\x01\x02\x00\x01\x00\x01\xfc',
      'HTTP/2': 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
      'an end of line alone': 'GET /health HTTP/1.1\nhost: a\n\n',
      'no host': 'GET /graphql HTTP/1.1\r\n\r\n',
      'an old version without a host': `POST /graphql HTTP/1.0\r\n${jsonHeaders}\r\n\r\n${json}`,
      'a host of nothing': `POST /graphql HTTP/1.1\r\nhost:\r\n${jsonHeaders}\r\n\r\n${json}`,
      'a host that is none': `POST /graphql HTTP/1.1\r\nhost: [a b\r\n${jsonHeaders}\r\n\r\n${json}`,
      'a host with a query': `POST /graphql HTTP/1.1\r\nhost: a?b#c@d\r\n${jsonHeaders}\r\n\r\n${json}`,
      'an address elsewhere': 'GET http://[bad/graphql?query={a} HTTP/1.1\r\nhost: a\r\n\r\n',
      'a tunnel': 'CONNECT example.com:443 HTTP/1.1\r\nhost: a\r\n\r\n',
      'another protocol':
        'GET /graphql HTTP/1.1\r\nhost: a\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n',
      'NUL in the path': `GET ${restBase}/\0 HTTP/1.1\r\nhost: a\r\n\r\n`,
      'NUL in a header': 'GET /graphql HTTP/1.1\r\nhost: a\r\nx-user-id: \0\r\n\r\n',
      'a broken escape': `GET ${restBase}/channels/list%zz?start=%zz HTTP/1.1\r\nhost: a\r\n\r\n`,
      'two lengths': `POST /graphql HTTP/1.1\r\nhost: a\r\n${jsonHeaders}\r\ncontent-length: 3\r\n\r\n${json}`,
      'a length and chunks': `POST /graphql HTTP/1.1\r\nhost: a\r\n${jsonHeaders}\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`,
      'a negative length': 'POST /graphql HTTP/1.1\r\nhost: a\r\ncontent-length: -1\r\n\r\n',
      'a length beyond the body':
        'POST /graphql HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 99\r\n\r\n{',
      'a length beyond the limit':
        'POST /graphql HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 99999999999\r\n\r\n{',
      'chunks that are none':
        'POST /graphql HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n\r\n',
      'an unknown encoding':
        'POST /graphql HTTP/1.1\r\nhost: a\r\ntransfer-encoding: gzip\r\n\r\nx',
      'an expectation': `POST /graphql HTTP/1.1\r\nhost: a\r\nexpect: everything\r\n${jsonHeaders}\r\n\r\n${json}`,
      'credentials twice':
        'GET /graphql?query={__typename} HTTP/1.1\r\nhost: a\r\napollo-require-preflight: 1\r\nx-user-id: a\r\nx-user-id: b\r\nx-auth-token: c\r\nx-auth-token: d\r\n\r\n',
      'an accept of signs': `POST /graphql HTTP/1.1\r\nhost: a\r\naccept: ;;,,q=\r\n${jsonHeaders}\r\n\r\n${json}`,
      'a request behind a request': `POST /graphql HTTP/1.1\r\nhost: a\r\n${jsonHeaders}\r\n\r\n${json}GET /health HTTP/1.1\r\nhost: a\r\n\r\nnonsense`,
    };
    for (const [what, bytes] of Object.entries(rows)) {
      it(`such as ${what}`, () => assertTalked(Buffer.from(bytes, 'latin1')));
    }

    it('of random lines', () => {
      const line = fc.oneof(
        fc.constantFrom(
          'GET /graphql HTTP/1.1',
          'POST /graphql HTTP/1.1',
          `GET ${restBase}/channels/list?start=a HTTP/1.1`,
          'HEAD / HTTP/1.0',
          'host: a',
          jsonHeaders,
          'transfer-encoding: chunked',
          'connection: keep-alive',
          'expect: 100-continue',
          json,
          '',
          '0',
          '5',
        ),
        fc.string({ unit: 'binary-ascii', maxLength: 30 }),
        fc.string({ unit: 'binary', maxLength: 30 }),
      );
      const lines = fc.array(line, { maxLength: 8 }).map((all) => all.join('\r\n'));
      return fc.assert(fc.asyncProperty(lines, assertTalked), share);
    });

    it('of random bytes behind a head', () => {
      const bytes = fc
        .uint8Array({ maxLength: 300 })
        .map((body) =>
          Buffer.concat([
            Buffer.from(
              `POST /graphql HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n`,
            ),
            body,
          ]),
        );
      return fc.assert(fc.asyncProperty(bytes, assertTalked), share);
    });
  });

  describe('headers', () => {
    it('of any value harm nothing', () => {
      const names = [
        'x-user-id',
        'x-auth-token',
        'x-request-id',
        'x-forwarded-for',
        'x-forwarded-host',
        'accept',
        'content-type',
        'content-encoding',
        'origin',
        'cookie',
        'range',
        'if-none-match',
        'apollo-require-preflight',
      ];
      const text = fc
        .uint8Array({ max: 254, maxLength: 60 })
        .map((bytes) => Buffer.from(bytes.map((byte) => Math.max(byte, 32))).toString('latin1'))
        .map((value) => value.replaceAll('\x7f', ''));
      const headers = fc.dictionary(
        fc.constantFrom(...names),
        text.map((value) => value.trim()),
      );
      const paths = fc.constantFrom('/graphql?query={__typename}', `${restBase}/messages/origin`);
      return fc.assert(
        fc.asyncProperty(paths, headers, async (path, headers) => {
          assertAnswered(await send(victim.gateway, path, { headers }));
        }),
        share,
      );
    });

    for (const path of ['/graphql', `${restBase}/channels/list`]) {
      it(`that are too long or too many are rejected at ${path}`, async () => {
        const head = `GET ${path} HTTP/1.1\r\nhost: a\r\n`;
        for (const bytes of [
          `${head}x-auth-token: ${'x'.repeat(100_000)}\r\n\r\n`,
          `${head}${'a-name: a value\r\n'.repeat(5000)}\r\n`,
          `GET ${path}?${'x'.repeat(100_000)} HTTP/1.1\r\nhost: a\r\n\r\n`,
        ]) {
          const { socket, closed } = await openSocket(victim.gateway);
          socket.end(bytes);
          assert.match(await closed, /^HTTP\/1\.1 431 /);
          // A connection that is reset may lose the response.
          assert.equal(socket.errored, null);
        }
      });
    }

    it('of another type of body are rejected, whatever the body', async () => {
      for (const type of [
        '',
        'x',
        '/',
        'text/xml',
        'application/xml',
        'application/x-yaml',
        'application/graphql',
        'application/jsonx',
        'application/json;charset=\u00ff',
        'multipart/form-data',
      ]) {
        const headers = { 'content-type': type, ...administrator };
        const result = await send(victim.gateway, '/graphql', {
          method: 'POST',
          headers,
          body: json,
        });
        assertAnswered(result);
        if (!type.startsWith('application/json;')) assert.doesNotMatch(result.text, /"data"/, type);
      }
    });
  });
});
