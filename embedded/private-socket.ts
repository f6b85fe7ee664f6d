import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where the embedded database listens. */
export interface PrivateSocket {
  readonly path: string;
  /** Deletes the socket; the end of the process does so too. */
  remove(): void;
}

/**
 * A socket that no other user of the machine can open, because its directory has mode 0700. On
 * Windows it is a named pipe, to which by default only its creator and administrators may write.
 */
export function privateSocket(platform = process.platform): PrivateSocket {
  if (platform === 'win32') {
    const path = String.raw`\\.\pipe\engagement-gateway-${randomUUID()}.sock`;
    return { path, remove: () => undefined };
  }
  const directory = mkdtempSync(join(tmpdir(), 'engagement-gateway-'));
  const remove = () => {
    process.removeListener('exit', remove);
    rmSync(directory, { recursive: true, force: true });
  };
  process.once('exit', remove);
  return { path: join(directory, 'mongodb.sock'), remove };
}
