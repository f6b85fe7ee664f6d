import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { BenchError } from '../scenario.js';

/** Sends a child a message and waits for the next one that it sends. */
export async function askChild(child: ChildProcess, message: string | object): Promise<unknown> {
  const result = nextMessage(child);
  child.send(message);
  return result;
}

/** @throws BenchError when the child ends instead. */
export async function nextMessage(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const onExit = () => {
      reject(new BenchError(`A process of the bench ended: ${child.spawnargs.join(' ')}`));
    };
    child.once('exit', onExit);
    child.once('message', (message) => {
      child.off('exit', onExit);
      resolve(message);
    });
  });
}

export async function endChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}
