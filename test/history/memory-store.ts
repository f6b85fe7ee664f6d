import { randomUUID } from 'node:crypto';
import type { HistoryStore, StoredFile } from '../../history/store.js';

/** A store for tests of what is written when: a real one syncs every file to the disk. */
export function createMemoryStore(): HistoryStore {
  const files = new Map<string, StoredFile>();
  return {
    prepare: () => Promise.resolve(),
    list: (below = '') =>
      Promise.resolve(
        [...files]
          .filter(([name]) => name.startsWith(below))
          .map(([name, { bytes }]) => ({ name, size: bytes.length })),
      ),
    read(name) {
      const file = files.get(name);
      return Promise.resolve(file && { ...file, bytes: Buffer.from(file.bytes) });
    },
    write(name, bytes, replaces) {
      if (files.get(name)?.version !== replaces) return Promise.resolve(false);
      files.set(name, { bytes, version: randomUUID() });
      return Promise.resolve(true);
    },
    remove(name) {
      files.delete(name);
      return Promise.resolve();
    },
  };
}
