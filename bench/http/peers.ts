import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { BenchError } from '../scenario.js';

const folder = new URL('../peers/', import.meta.url);

export type PeerName = 'apollo-express' | 'mercurius' | 'fastify';

/** The module of a server to compare with. */
export function peerScript(name: PeerName): string {
  return fileURLToPath(new URL(`${name}.mjs`, folder));
}

/**
 * Installs what the peers depend on, exactly as locked, unless it is there.
 * @throws BenchError when it cannot be had.
 */
export async function installPeers(): Promise<void> {
  // Npm writes this file last.
  if (existsSync(new URL('node_modules/.package-lock.json', folder))) return;
  console.log('Installing the servers to compare with, once …\n');
  try {
    await promisify(execFile)('npm', ['ci', '--ignore-scripts', '--no-fund', '--no-audit'], {
      cwd: folder,
      shell: process.platform === 'win32',
    });
  } catch (error) {
    const { stderr } = error as { stderr?: string };
    throw new BenchError(`\`npm ci\` in bench/peers failed.\n${stderr ?? ''}`);
  }
}
