import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { HttpQuestion } from './http-question.js';

/** What the bench asks of this process, one thing at a time. */
export interface LoadOrder {
  readonly url: string;
  readonly metric: HttpQuestion;
  readonly times: number;
}

/** The body that came every time, or what came instead. */
export type LoadReport = { readonly body: string } | { readonly failure: string };

// Enough for the server to find the next request whenever it is done with one.
const connections = 32;
const cached = new Map<string, { readonly sockets: readonly Socket[]; usedAt: number }>();
// Node's servers close what nobody has used for five seconds, unless they are told otherwise.
const idleMS = 3000;

process.on('message', (order: LoadOrder) => {
  void carryOut(order).then((report) => process.send?.(report));
});
process.on('disconnect', () => process.exit());

/** Each connection sends its next request when the answer to the last has come. */
async function carryOut({ url, metric, times }: LoadOrder): Promise<LoadReport> {
  try {
    const { host } = new URL(url);
    const { sockets } = await connectionsTo(host);
    const bytes = requestBytes(host, metric);
    const [first] = sockets as readonly [Socket];
    const body = await exchange(first, bytes);
    let left = times - 1;
    const askOn = async (socket: Socket) => {
      while (left-- > 0) {
        const again = await exchange(socket, bytes);
        if (again !== body) throw new Error(`${body} became ${again}`);
      }
    };
    await Promise.all(sockets.map(askOn));
    cached.set(host, { sockets, usedAt: Date.now() });
    return { body };
  } catch (error) {
    return { failure: error instanceof Error ? error.message : String(error) };
  }
}

async function connectionsTo(host: string): Promise<{ readonly sockets: readonly Socket[] }> {
  const known = cached.get(host);
  if (known && Date.now() - known.usedAt < idleMS) return known;
  for (const socket of known?.sockets ?? []) socket.destroy();
  return { sockets: await connected(host) };
}

async function connected(host: string): Promise<readonly Socket[]> {
  const [address, port] = host.split(':');
  const sockets = Array.from({ length: connections }, () =>
    connect({ host: address, port: Number(port), noDelay: true }),
  );
  await Promise.all(sockets.map((socket) => once(socket, 'connect')));
  return sockets;
}

function requestBytes(host: string, { method, path, headers, body = '' }: HttpQuestion): Buffer {
  const length = body === '' ? {} : { 'content-length': Buffer.byteLength(body) };
  const lines = Object.entries({ host, ...headers, ...length });
  return Buffer.from(
    [
      `${method} ${path} HTTP/1.1`,
      ...lines.map(([name, value]) => `${name}: ${value}`),
      '',
      body,
    ].join('\r\n'),
  );
}

/**
 * One request and the body of its answer. No HTTP client, since all of them take longer for a
 * request than the servers for an answer: every answer asked for has a length and is 200.
 */
function exchange(socket: Socket, bytes: Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const settle = (settled: () => void) => {
      socket.off('data', onData).off('close', onClose);
      settled();
    };
    const onClose = () => {
      settle(() => {
        reject(new Error('The server closed a connection.'));
      });
    };
    const onData = (chunk: Buffer) => {
      text += chunk.toString('latin1');
      const end = text.indexOf('\r\n\r\n') + 4;
      if (end < 4) return;
      const length = /\r\ncontent-length: (\d+)\r\n/i.exec(text)?.[1];
      if (!text.startsWith('HTTP/1.1 200 ') || length === undefined) {
        settle(() => {
          reject(new Error(text));
        });
      } else if (text.length >= end + Number(length)) {
        settle(() => {
          resolve(text.slice(end));
        });
      }
    };
    socket.on('data', onData).on('close', onClose);
    socket.write(bytes);
  });
}
