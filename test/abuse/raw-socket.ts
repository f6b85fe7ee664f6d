import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { TestGateway } from '../support/gateway.js';

/** A connection on which anything can be sent. */
export interface RawSocket {
  readonly socket: Socket;
  /** What has been received so far. */
  readonly received: () => string;
  /** Everything that was received, once the gateway has closed the connection. */
  readonly closed: Promise<string>;
}

/** Connects, and waits for that; a connection that is reset counts as closed. */
export async function openSocket({ url }: TestGateway): Promise<RawSocket> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  const chunks: Buffer[] = [];
  const received = () => Buffer.concat(chunks).toString('latin1');
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  socket.on('error', () => undefined);
  // Not `once` of `node:events`, which rejects when the connection is reset.
  const closed = new Promise<string>((resolve) => {
    socket.once('close', () => {
      resolve(received());
    });
  });
  await Promise.race([once(socket, 'connect'), closed]);
  return { socket, received, closed };
}

/** Sends this and no more, and waits for all that comes of it. */
export async function exchange(gateway: TestGateway, bytes: string | Uint8Array): Promise<string> {
  const { socket, closed } = await openSocket(gateway);
  socket.end(bytes);
  return closed;
}
