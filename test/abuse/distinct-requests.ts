import assert from 'node:assert/strict';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { administrator } from '../support/gateway.js';
import { signedIn } from '../support/viewers.js';
import { restBase } from './requests.js';

/** A quarter of 20,000 requests in CI, and of half as many in a plain `npm test`. */
const scale = process.env.RANDOM_REQUESTS === undefined ? 0.5 : 1;

/** Requests on one connection that wait for their responses, of 32 that may. */
const together = 25;

const graphql = (body: object, headers: object) => {
  const text = JSON.stringify(body);
  const lines = Object.entries({
    ...headers,
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
  });
  return `POST /graphql HTTP/1.1\r\nhost: a\r\n${lines.map((line) => line.join(': ')).join('\r\n')}\r\n\r\n${text}`;
};
const comment = '#'.repeat(1_000);
const types = Array.from({ length: 4_000 }, (_, at) => 'cpd'[at % 3]);
const dayMS = 24 * 60 * 60 * 1000;

/** Requests of which each is like no other, and how many of 5,000 they are. */
const kinds: readonly {
  share: number;
  requestOf: (number: number) => string;
  response: RegExp;
}[] = [
  {
    share: 1_000,
    response: /"__typename":"Query"/,
    requestOf: (number) => graphql({ query: `query Name${number} { __typename } ${comment}` }, {}),
  },
  {
    share: 100,
    response: /UNAUTHENTICATED/,
    requestOf: (number) =>
      graphql({ query: '{ viewer { username } }' }, signedIn('admin', `guess ${number}`)),
  },
  {
    share: 3_800,
    response: /API endpoint does not exist/,
    requestOf: (number) => {
      const path = number % 2 === 0 ? `${restBase}/users/new-users` : `/path${number}`;
      return `GET ${path}?n=${number} HTTP/1.1\r\nhost: host${number}\r\nx-forwarded-for: 2001:db8:0:${number.toString(16)}::1\r\n\r\n`;
    },
  },
  {
    share: 100,
    response: /"messages":\{"total":null\}/,
    requestOf: (number) =>
      graphql(
        {
          query: `query ($start: Instant!, $end: Instant!, $types: [RoomType!]) {
            engagement(period: { instants: { start: $start, end: $end } }) {
              messages(types: $types) { total }
            }
          }`,
          variables: {
            start: new Date(1.7e12 + number).toISOString(),
            end: new Date(1.7e12 + dayMS + number).toISOString(),
            types,
          },
        },
        administrator,
      ),
  },
];

describe('requests of which each is like no other', () => {
  it(`occupy no more memory after ${20_000 * scale} than after half of them`, async () => {
    const child = fork(fileURLToPath(new URL('./memory-gateway.js', import.meta.url)));
    try {
      const { url } = await reply<{ url: string }>(child);
      const measured: Memory[] = [];
      for (let quarter = 0; quarter < 4; quarter += 1) {
        await sendAll(url, quarter);
        child.send('measure');
        measured.push(await reply<Memory>(child));
      }
      const [, second, , fourth] = measured;
      const all = JSON.stringify(measured);
      assert.ok(second && fourth);
      assert.ok(fourth.live - second.live < 2.5e6, all);
      assert.ok(fourth.rss - second.rss < 100e6, all);
    } finally {
      child.kill();
    }
  });
});

interface Memory {
  readonly live: number;
  readonly rss: number;
}

async function reply<Message>(child: ChildProcess): Promise<Message> {
  const [message] = (await once(child, 'message')) as [Message];
  return message;
}

/** Sends a quarter of the requests by pipelining, each kind on a connection. */
async function sendAll(url: string, quarter: number): Promise<void> {
  const { hostname, port } = new URL(url);
  await Promise.all(
    kinds.map(async ({ share: ofAll, requestOf, response }) => {
      const share = ofAll * scale;
      const socket = connect(Number(port), hostname);
      let responses = 0;
      let rest = '';
      socket.on('data', (chunk: Buffer) => {
        const parts = (rest + chunk.toString('latin1')).split('HTTP/1.1 ');
        responses += parts.length - 1;
        rest = (parts.at(-1) ?? '').slice(-300);
      });
      for (let sent = 0; sent < share; sent += together) {
        const first = quarter * share + sent;
        socket.write(
          Array.from({ length: together }, (_, index) => requestOf(first + index)).join(''),
        );
        while (responses < sent + together) {
          assert.ok(!socket.destroyed, 'The connection was closed.');
          await once(socket, 'data');
        }
      }
      socket.destroy();
      assert.match(rest, response);
    }),
  );
}
