import { fork } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../test/support/free-port.js';
import { BenchError } from '../scenario.js';
import { askChild, endChild } from './child.js';

/** A server in a process of its own, which tells how much CPU time it has used. */
export interface MeasuredServer {
  readonly url: string;
  /** User and system time of all its threads since it began, in microseconds. */
  cpuMicroseconds(): Promise<number>;
  /** What it holds, after a collection. */
  resources(): Promise<Resources>;
  close(): Promise<void>;
}

/** Memory in bytes: what the system has given it, and what of that is in use. */
export interface Resources {
  readonly rss: number;
  readonly inUse: number;
  /** Sockets, timers and whatever else keeps a process alive. */
  readonly handles: number;
}

export interface ServerOptions {
  /** The module that listens on 127.0.0.1 and the `PORT` of its environment. */
  readonly script: string;
  readonly environment: Readonly<Record<string, string>>;
  /** The descriptor that takes what it prints. */
  readonly output: number | 'ignore';
}

const measured = new URL('../peers/measured.mjs', import.meta.url).href;
const timeoutMS = 30_000;

/** Starts a server as plain JavaScript, as in production, and waits until it listens. */
export async function startServer(options: ServerOptions): Promise<MeasuredServer> {
  const port = await freePort();
  const child = fork(options.script, {
    // Nothing of this process: no loader, and no setting that somebody has in their shell.
    execArgv: ['--import', measured],
    env: { NODE_ENV: 'production', PORT: String(port), ...options.environment },
    stdio: ['ignore', options.output, 'inherit', 'ipc'],
  });
  const until = Date.now() + timeoutMS;
  while (!(await accepts(port))) {
    if (child.exitCode !== null || Date.now() > until) {
      await endChild(child);
      throw new BenchError(`The server ${options.script} did not start.`);
    }
    await sleep(20);
  }
  return {
    url: `http://127.0.0.1:${port}`,
    cpuMicroseconds: async () => (await askChild(child, 'cpu')) as number,
    resources: async () => (await askChild(child, 'resources')) as Resources,
    close: () => endChild(child),
  };
}

async function accepts(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
