import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { administrator, people, startTestGateway } from '../support/gateway.js';
import { signedIn } from '../support/viewers.js';
import { openSocket } from './raw-socket.js';
import { restBase } from './requests.js';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const perKind = 5_000;
/** As many as a connection may have waiting. */
const together = 25;

const graphql = (body: object, headers: object = administrator) => {
  const text = JSON.stringify(body);
  const lines = Object.entries({
    ...headers,
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
  });
  return `POST /graphql HTTP/1.1\r\nhost: a\r\n${lines.map((line) => line.join(': ')).join('\r\n')}\r\n\r\n${text}`;
};
const hourly = 'chatBusierHourly(start: $start) { users }';

/** Requests of which each is like no other. */
const kinds: Record<string, (number: number) => string> = {
  operations: (number) => graphql({ query: `query Name${number} { a${number}: __typename }` }),
  variables: (number) =>
    graphql({
      query: `query ($start: Instant!) { ${hourly} }`,
      variables: { start: new Date(1.7e12 + number * 86_400).toISOString() },
    }),
  tokens: (number) =>
    graphql({ query: '{ viewer { userId } }' }, signedIn('admin', `guess ${number}`)),
  paths: (number) =>
    `GET ${number % 2 === 0 ? restBase : ''}/path${number}?n=${number} HTTP/1.1\r\nhost: host${number}\r\n\r\n`,
};

describe('20,000 requests, each like no other', () => {
  it('leave no memory behind', async () => {
    await using gateway = await startTestGateway({
      VIEWER_CACHE_MS: '60000',
      ANSWER_CACHE_MS: '60000',
      SETTLED_ANSWER_CACHE_MS: '60000',
      ANONYMOUS_RATE_LIMIT: '1000000',
      RATE_LIMIT_CALLS: '1000000',
      DAY_CACHE_MB: '8',
    });
    await gateway.db.fill(people);
    const connection = await openSocket(gateway);
    let responses = 0;
    let rest = '';
    connection.socket.on('data', (chunk: Buffer) => {
      const parts = (rest + chunk.toString('latin1')).split('HTTP/1.1 ');
      responses += parts.length - 1;
      rest = (parts.at(-1) ?? '').slice(-8);
    });
    const sendAll = async (first: number, count: number) => {
      for (const requestOf of Object.values(kinds)) {
        for (let at = first; at < first + count; at += together) {
          const until = responses + together;
          connection.socket.write(
            Array.from({ length: together }, (_, index) => requestOf(at + index)).join(''),
          );
          while (responses < until) {
            assert.ok(!connection.socket.destroyed, 'The connection was closed.');
            await setImmediate();
          }
        }
      }
    };

    await sendAll(0, perKind / 5);
    (gateway.log as string[]).length = 0;
    const before = memory();
    await sendAll(perKind, perKind);
    (gateway.log as string[]).length = 0;
    const after = memory();
    connection.socket.destroy();
    const grown = `${JSON.stringify(before)} grew to ${JSON.stringify(after)}`;
    assert.ok(after.heapMB - before.heapMB < 20, grown);
    assert.ok(after.rssMB - before.rssMB < 60, grown);
  });
});

function memory(): { readonly heapMB: number; readonly rssMB: number } {
  collectGarbage();
  const { heapUsed, external, rss } = process.memoryUsage();
  return { heapMB: (heapUsed + external) / 1e6, rssMB: rss / 1e6 };
}
