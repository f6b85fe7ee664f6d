import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { administrator, people, startTestGateway, type TestGateway } from '../support/gateway.js';
import { openSocket } from './raw-socket.js';
import { restBase } from './requests.js';

// As much as fits into 16 kB beside the other headers.
const length = 15_500;
const repeated = (part: string) => part.repeat(Math.ceil(length / part.length)).slice(0, length);

/** Values on which backtracking and repeated scanning take long. */
const values: Record<string, string> = {
  'spaces before a quote': `application/json; a=${' '.repeat(length)}"`,
  'spaces before a letter': `a${' '.repeat(length)}a`,
  'tabs and semicolons': `a/b${repeated('\t;')}`,
  parameters: `a/b${repeated(';a=1')}`,
  'an open quote': `a/b; a="${repeated('\\"')}`,
  'a list': repeated('a/b,'),
  'a list with qualities': repeated('a/b;q=0.1 ,'),
  'empty entries': repeated(' ,'),
  addresses: repeated('1.1.1.1, '),
  colons: `[${repeated(':')}`,
  ranges: `bytes=${repeated('0-1,')}`,
  entityTags: repeated('W/"a", '),
};

const names = [
  'accept',
  'accept-charset',
  'accept-encoding',
  'accept-language',
  'accept-version',
  'access-control-request-headers',
  'access-control-request-method',
  'apollo-require-preflight',
  'apollographql-client-name',
  'authorization',
  'cache-control',
  'content-encoding',
  'content-type',
  'cookie',
  'forwarded',
  'host',
  'if-match',
  'if-modified-since',
  'if-none-match',
  'if-range',
  'if-unmodified-since',
  'origin',
  'range',
  'referer',
  'user-agent',
  'x-apollo-operation-name',
  'x-auth-token',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-request-id',
  'x-user-id',
];

const body = '{"query":"{ __typename }"}';
const requests = [
  { line: 'GET /graphql HTTP/1.1', body: '' },
  { line: 'GET /graphql?query=%7B__typename%7D HTTP/1.1', body: '' },
  { line: 'POST /graphql HTTP/1.1', body },
  { line: `GET ${restBase}/messages/origin HTTP/1.1`, body: '' },
  { line: `OPTIONS ${restBase}/messages/origin HTTP/1.1`, body: '' },
  { line: 'GET /docs/page.js HTTP/1.1', body: '' },
  { line: 'GET /graphql/ide/styles.css HTTP/1.1', body: '' },
  { line: 'GET /nothing HTTP/1.1', body: '' },
];

describe('no value of a header takes long to be parsed', () => {
  let gateway: TestGateway;
  before(async () => {
    gateway = await startTestGateway({
      TRUSTED_PROXIES: '1',
      CORS_ORIGINS: 'https://example.com',
      NODE_ENV: 'development',
      LOG_LEVEL: 'error',
    });
    await gateway.db.fill(people);
  });
  after(() => gateway[Symbol.asyncDispose]());

  /** Processor time of the request, in ms. */
  async function cost(request: (typeof requests)[number], name: string, value: string) {
    const given = {
      ...administrator,
      host: 'a',
      'content-type': 'application/json',
      [name]: value,
    };
    const lines = Object.entries(given).map((entry) => entry.join(': '));
    const start = process.cpuUsage();
    const { socket, closed } = await openSocket(gateway);
    socket.write(
      `${request.line}\r\n${lines.join('\r\n')}\r\ncontent-length: ${request.body.length}\r\nconnection: close\r\n\r\n${request.body}`,
    );
    assert.match(await closed, /^HTTP\/1\.1 [1-4]/);
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1000;
  }

  for (const name of names) {
    it(name, async () => {
      for (const request of requests) {
        for (const [what, value] of Object.entries(values)) {
          // The least of a few, since other work of the process may come in between.
          let least = Infinity;
          for (let tries = 0; tries < 5 && least > 100; tries += 1) {
            least = Math.min(least, await cost(request, name, value));
          }
          assert.ok(least <= 100, `${request.line} with ${what}: ${least} ms`);
        }
      }
    });
  }
});
