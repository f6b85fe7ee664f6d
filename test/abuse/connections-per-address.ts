import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, it } from 'node:test';
import { administrator, people, startTestGateway, type TestGateway } from '../support/gateway.js';
import { until } from '../support/redis.js';
import { restBase, send } from './requests.js';

describe('MAX_CONNECTIONS_PER_ADDRESS', () => {
  it('closes connections of one address beyond it at once, and leaves those of others', async () => {
    await using gateway = await startTestGateway({ MAX_CONNECTIONS_PER_ADDRESS: '3' });
    const from = async (localAddress: string) => {
      const { port } = new URL(gateway.url);
      const socket = connect({ port: Number(port), host: '127.0.0.1', localAddress });
      socket.on('error', () => undefined);
      await once(socket, 'connect');
      socket.write('GET /health HTTP/1.1\r\nhost: a\r\n\r\n');
      const isServed = await Promise.race([
        once(socket, 'data').then(() => true),
        once(socket, 'close').then(() => false),
      ]);
      return { socket, isServed };
    };
    const open = [await from('127.0.0.2'), await from('127.0.0.2'), await from('127.0.0.2')];
    assert.deepEqual(
      open.map(({ isServed }) => isServed),
      [true, true, true],
    );
    assert.ok(!(await from('127.0.0.2')).isServed);
    const other = await from('127.0.0.3');
    assert.ok(other.isServed);

    open[0]?.socket.destroy();
    await until(async () => {
      const next = await from('127.0.0.2');
      next.socket.destroy();
      return next.isServed;
    }, 'There was never room again.');
    for (const { socket } of [...open, other]) socket.destroy();
  });

  it('counts the requests in flight of an address that a trusted proxy gives', async () => {
    let release = (): void => undefined;
    const released = new Promise<undefined>((resolve) => {
      release = () => {
        resolve(undefined);
      };
    });
    let waiting = 0;
    await using gateway = await startTestGateway(
      { MAX_CONNECTIONS_PER_ADDRESS: '2', TRUSTED_PROXIES: '1' },
      {
        intercept: ({ name }) => {
          if (name !== 'aggregate') return undefined;
          waiting += 1;
          return released;
        },
      },
    );
    await gateway.db.fill(people);
    const call = (address: string) => restCall(gateway, address);
    // An IPv6 network is one client.
    const held = [call('2001:db8::1'), call('2001:db8::2')];
    await until(() => waiting === 2, 'The requests never came.');

    const beyond = await call('[2001:db8::3]:4711');
    assert.equal(beyond.status, 429);
    assert.match(beyond.text, /^\{"success":false,"error":".*MAX_CONNECTIONS_PER_ADDRESS/);
    const { status, text } = await send(gateway, '/graphql?query={__typename}', {
      headers: { 'x-forwarded-for': '2001:db8::4', 'content-type': 'application/json' },
    });
    assert.equal(status, 429);
    assert.match(text, /"code":"TOO_MANY_REQUESTS"/);

    const other = call('192.0.2.1');
    await until(() => waiting === 3, 'The request of another address never came.');
    release();
    for (const one of [...held, other]) assert.equal((await one).status, 200);
    assert.equal((await call('2001:db8::4')).status, 200);
  });
});

function restCall(gateway: TestGateway, address: string) {
  const day = `2024-03-0${1 + (calls++ % 9)}T00:00:00.000Z`;
  return send(gateway, `${restBase}/messages/origin?start=${day}&end=${day}`, {
    headers: { ...administrator, 'x-forwarded-for': address },
  });
}

let calls = 0;
