import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { dayOfMessages, room } from '../support/documents.js';
import { administrator, people, startTestGateway, type TestGateway } from '../support/gateway.js';
import { openSocket, type RawSocket } from './raw-socket.js';
import { times } from './requests.js';

/** A busy machine may be late by much; a client that is never dropped is distinguished from that. */
const timeoutMS = 20_000;

/** What came until the gateway closed the connection, by itself. */
async function dropped({ closed, socket }: RawSocket): Promise<string> {
  const given = new AbortController();
  try {
    return await Promise.race([
      closed,
      sleep(timeoutMS, undefined, given).then(() => assert.fail('The client was never dropped.')),
    ]);
  } finally {
    given.abort();
    socket.destroy();
  }
}

/** Sends a little now and then until the connection is closed, so that it never stands still. */
async function drip({ socket }: RawSocket, bytes: string, everyMS = 50): Promise<void> {
  while (socket.writable) {
    socket.write(bytes);
    await sleep(everyMS);
  }
}

const names = Array.from({ length: 15_000 }, (_, at) => `${at}-${'x'.repeat(60)}`);

/** Its response has as many megabytes; the buffers between two processes hold some 4. */
const largeQuery = (megabytes: number) => `{
  channels(start: "2024-03-05T00:00:00Z", end: "2024-03-05T00:00:00Z") {
    channels { room { ${times(megabytes, 'a#: usernames')} } }
  }
}`;

describe('a client that takes its time is dropped', () => {
  let gateway: TestGateway;
  before(async () => {
    gateway = await startTestGateway({
      CLIENT_TIMEOUT_MS: '1000',
      REQUEST_TIMEOUT_MS: '1000',
      TRUSTED_PROXIES: '1',
    });
    await gateway.db.fill({
      ...people,
      rocketchat_analytics: [dayOfMessages()],
      rocketchat_room: [room({ usernames: names })],
    });
  });
  after(() => gateway[Symbol.asyncDispose]());

  // Together, since all of it is waiting.
  const slow: { what: string; head: string; byte: string }[] = [
    { what: 'with its headers', head: 'POST /graphql HTTP/1.1\r\nhost: a\r\nx-a: ', byte: 'a' },
    {
      what: 'with many headers',
      head: 'POST /graphql HTTP/1.1\r\nhost: a\r\n',
      byte: 'x-a: a\r\n',
    },
    { what: 'with the first line', head: 'GET /', byte: 'a' },
    {
      what: 'with its body',
      head: 'POST /graphql HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 90000\r\n\r\n{',
      byte: ' ',
    },
    {
      what: 'with its chunks',
      head: 'POST /graphql HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n',
      byte: '1\r\n \r\n',
    },
  ];
  describe('sending its request', { concurrency: true }, () => {
    for (const { what, head, byte } of slow) {
      it(what, async () => {
        const connection = await openSocket(gateway);
        connection.socket.write(head);
        void drip(connection, byte);
        assert.match(await dropped(connection), /^(HTTP\/1\.1 4|$)/);
      });
    }

    it('or none at all', async () => {
      assert.match(await dropped(await openSocket(gateway)), /^(HTTP\/1\.1 4|$)/);
    });
  });

  describe('reading its response', { concurrency: true }, () => {
    const credentials = Object.entries(administrator).map(([name, value]) => `${name}: ${value}`);
    const post = (query: string) => {
      const body = JSON.stringify({ query });
      return `POST /graphql HTTP/1.1\r\nhost: a\r\n${credentials.join('\r\n')}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
    };

    /** A connection that is not read does not notice that the other side has closed it; the log does. */
    async function assertDropped(connection: RawSocket, requestId: string, length: number) {
      const until = Date.now() + timeoutMS;
      const ends = () => gateway.log.filter((line) => line.includes(`"requestId":"${requestId}"`));
      while (ends().length === 0) {
        assert.ok(Date.now() < until, 'The client was never dropped.');
        await sleep(20);
      }
      assert.match(ends()[0] ?? '', /"status":"aborted"/);
      connection.socket.resume();
      const text = await dropped(connection);
      assert.match(text, /^HTTP\/1\.1 200 OK/);
      assert.ok(text.length < length, `${text.length} bytes came all the same`);
      assert.equal(ends().length, 1);
    }

    it('when it reads nothing', async () => {
      const connection = await openSocket(gateway);
      connection.socket.pause();
      connection.socket.write(
        post(largeQuery(15)).replace('host: a', 'host: a\r\nx-request-id: unread'),
      );
      await assertDropped(connection, 'unread', 14_000_000);
    });

    it('when it goes on sending requests', async () => {
      const connection = await openSocket(gateway);
      connection.socket.pause();
      connection.socket.write(
        post(largeQuery(8)).replace('host: a', 'host: a\r\nx-request-id: sends'),
      );
      void drip(connection, 'GET /health HTTP/1.1\r\nhost: a\r\n\r\n', 300);
      await assertDropped(connection, 'sends', 7_500_000);
    });
  });

  it('and one that is not has its answer, large as it is', async () => {
    const { data } = await gateway.graphql(largeQuery(15), administrator);
    const { channels } = data?.channels as { channels: { room: { a14: string[] } }[] };
    assert.equal(channels[0]?.room.a14.length, names.length);
  });
});

describe('connections beyond MAX_CONNECTIONS', () => {
  it('are closed at once, and those that are open work on', async () => {
    await using gateway = await startTestGateway({ MAX_CONNECTIONS: '3' });
    const request = 'GET /health HTTP/1.1\r\nhost: a\r\n\r\n';
    const open = [await openSocket(gateway), await openSocket(gateway), await openSocket(gateway)];
    const isAnswered = async ({ socket, received }: RawSocket) => {
      const before = received().length;
      socket.write(request);
      while (!received().slice(before).endsWith('{"status":"ok"}')) {
        if (socket.destroyed) return false;
        await sleep(5);
      }
      return true;
    };
    for (const connection of open) assert.ok(await isAnswered(connection));

    for (let tries = 0; tries < 5; tries += 1) {
      const beyond = await openSocket(gateway);
      beyond.socket.write(request);
      assert.equal(await dropped(beyond), '');
    }
    for (const connection of open) assert.ok(await isAnswered(connection));

    const [first] = open;
    first?.socket.end();
    await first?.closed;
    // The gateway may notice a little later than its client that a connection is closed.
    const until = Date.now() + timeoutMS;
    let next = await openSocket(gateway);
    while (!(await isAnswered(next))) {
      assert.ok(Date.now() < until, 'There was never room again.');
      next = await openSocket(gateway);
    }
    for (const { socket } of [...open, next]) socket.destroy();
  });
});
