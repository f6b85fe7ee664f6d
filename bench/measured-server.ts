import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../test/support/free-port.js';
import { BenchError } from './scenario.js';

/** A server in a process of its own. */
export interface MeasuredServer {
  readonly url: string;
  /** User and system time of all its threads since it started, in microseconds. */
  cpuTime(): Promise<number>;
  close(): Promise<void>;
}

const measured = new URL('./peers/measured.mjs', import.meta.url).href;
const startMS = 60_000;

/**
 * Starts a server as plain JavaScript, as in production, with its output in a file.
 * @param script Listens on 127.0.0.1 and the `PORT` of its environment.
 */
export async function startServer(
  script: string,
  environment: Readonly<Record<string, string>>,
  logFile: string,
): Promise<MeasuredServer> {
  const port = await freePort();
  const log = openSync(logFile, 'a');
  const child = fork(script, {
    // No loader and no setting of this process.
    execArgv: ['--import', measured],
    env: { NODE_ENV: 'production', HOST: '127.0.0.1', PORT: String(port), ...environment },
    stdio: ['ignore', log, 'inherit', 'ipc'],
  });
  closeSync(log);
  const until = Date.now() + startMS;
  while (!(await accepts(port))) {
    if (child.exitCode !== null || Date.now() > until) {
      await endChild(child);
      throw new BenchError(`The server ${script} did not start.`);
    }
    await sleep(20);
  }
  return {
    url: `http://127.0.0.1:${port}`,
    cpuTime: async () => (await responseOf(child, 'cpu')) as number,
    close: () => endChild(child),
  };
}

async function accepts(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  const isOpen = await once(socket, 'connect').then(
    () => true,
    () => false,
  );
  socket.destroy();
  return isOpen;
}

/** Sends a child a message and waits for the next one that it sends. @throws BenchError when it ends instead. */
export async function responseOf(child: ChildProcess, message: string | object): Promise<unknown> {
  const listening = new AbortController();
  const { signal } = listening;
  const ended = once(child, 'exit', { signal }).then(() => {
    throw new BenchError(`A process of the benchmark ended: ${child.spawnargs.join(' ')}`);
  });
  child.send(message);
  try {
    const [response] = (await Promise.race([once(child, 'message', { signal }), ended])) as [
      unknown,
    ];
    return response;
  } finally {
    listening.abort();
  }
}

export async function endChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}
