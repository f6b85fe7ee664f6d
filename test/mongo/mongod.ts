import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../support/free-port.js';

/** A MongoDB server of its own for one test, on a port of the loopback interface. */
export interface Mongod extends AsyncDisposable {
  readonly host: string;
  /** Its address, without a database or a user. */
  readonly url: string;
  /** Starts it, with its data, after it was killed. */
  start(): Promise<void>;
  kill(): Promise<void>;
  /** It accepts connections and responds to nothing until it is resumed. */
  pause(): void;
  resume(): void;
}

/** Starts `MONGOMS_SYSTEM_BINARY`, which `run.ts` always sets. */
export async function startMongod(...options: string[]): Promise<Mongod> {
  const { MONGOMS_SYSTEM_BINARY: binary } = process.env;
  assert.ok(binary, 'Run these tests with `npm run test:mongo`.');
  const port = await freePort();
  const host = `127.0.0.1:${port}`;
  const folder = await mkdtemp(join(tmpdir(), 'gateway-mongod-'));
  let running: ChildProcess | undefined;

  async function start(): Promise<void> {
    const child = spawn(
      binary ?? '',
      ['--port', String(port), '--bind_ip', '127.0.0.1', '--dbpath', folder, ...options],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    running = child;
    // A test run that is interrupted leaves no server behind.
    const killAtExit = () => child.kill('SIGKILL');
    process.once('exit', killAtExit);
    child.once('exit', () => process.off('exit', killAtExit));
    await isListening(child);
  }
  async function kill(): Promise<void> {
    const child = running;
    running = undefined;
    if (child?.kill('SIGKILL')) await once(child, 'exit');
  }
  await start();
  return {
    host,
    url: `mongodb://${host}`,
    start,
    kill,
    pause: () => void running?.kill('SIGSTOP'),
    resume: () => void running?.kill('SIGCONT'),
    async [Symbol.asyncDispose]() {
      await kill();
      await rm(folder, { recursive: true });
    },
  };
}

function isListening(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let output = '';
    child.stdout?.on('data', (chunk) => {
      output = (output + String(chunk)).slice(-20_000);
      if (output.includes('Waiting for connections')) resolve();
    });
    child.once('exit', () => {
      reject(new Error(`mongod ended before it was ready: ${output}`));
    });
  });
}
