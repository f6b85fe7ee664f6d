import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { AwsClient } from 'aws4fetch';
import { createS3Store } from '../../history/s3-store.js';
import type { HistoryStore } from '../../history/store.js';
import { freePort } from '../support/free-port.js';

export interface S3Server extends AsyncDisposable {
  /** A store in an empty bucket of its own, below a folder of it. */
  store(bucket: string): Promise<HistoryStore>;
  /** While set, every request gets this status, or no response for 0. */
  fail(status: number | undefined): void;
}

const access = { accessKeyId: 'test', secretAccessKey: 'secret', region: 'eu-central-1' };

/** A server with S3's API, and before it a proxy that can fail. */
export async function startS3Server(python: string): Promise<S3Server> {
  const port = await freePort();
  const process = spawn(python, ['-m', 'moto.server', '-H', '127.0.0.1', '-p', String(port)], {
    stdio: 'ignore',
  });
  const client = new AwsClient({ service: 's3', ...access });
  const origin = `http://127.0.0.1:${port}`;
  for (let attempt = 0; ; attempt++) {
    try {
      await fetch(`${origin}/moto-api/`);
      break;
    } catch (error) {
      if (attempt === 300) throw error;
      await setTimeout(100);
    }
  }
  let failing: number | undefined;
  const proxy = createServer((incoming, outgoing) => {
    if (failing === 0) return incoming.socket.destroy();
    if (failing !== undefined) return outgoing.writeHead(failing).end();
    const { method, url, headers } = incoming;
    const forwarded = request(
      { port, host: '127.0.0.1', method, path: url, headers },
      (response) => {
        outgoing.writeHead(response.statusCode ?? 500, response.headers);
        response.pipe(outgoing);
      },
    );
    incoming.pipe(forwarded);
    return undefined;
  }).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const { port: proxyPort } = proxy.address() as AddressInfo;
  return {
    async store(bucket) {
      const body = `<CreateBucketConfiguration><LocationConstraint>${access.region}</LocationConstraint></CreateBucketConfiguration>`;
      const { status } = await client.fetch(`${origin}/${bucket}`, { method: 'PUT', body });
      if (status !== 200) throw new Error(`no bucket: ${status}`);
      const url = `http://127.0.0.1:${proxyPort}/${bucket}/below/a%20folder&more/`;
      return createS3Store({ url, ...access, timeoutMS: 5_000 });
    },
    fail(status) {
      failing = status;
    },
    async [Symbol.asyncDispose]() {
      proxy.close();
      proxy.closeAllConnections();
      process.kill();
      if (process.exitCode === null) await once(process, 'exit');
    },
  };
}
