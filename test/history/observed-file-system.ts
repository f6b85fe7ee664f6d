import * as fileSystem from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import type { FileSystem } from '../../history/folder-store.js';

/** Sees every call before it is made; may throw instead of it, or end the process. */
export type Observer = (
  step: string,
  call: { index: number; bytes?: Buffer; handle?: FileHandle },
) => unknown;

/** The real file system, observed: the steps are named as its functions, `handle.sync` and so on. */
export function observedFileSystem(observe: Observer): FileSystem {
  let index = 0;
  const wrap = <Target extends object>(target: Target, prefix: string): Target =>
    new Proxy(target, {
      get(object, name, receiver) {
        const value: unknown = Reflect.get(object, name, receiver);
        if (typeof value !== 'function') return value;
        return async (...args: unknown[]) => {
          const [bytes] = args;
          await observe(prefix + String(name), {
            index: index++,
            ...(Buffer.isBuffer(bytes) && { bytes }),
            ...(prefix !== '' && { handle: object as unknown as FileHandle }),
          });
          const result: unknown = await (value as (...args: unknown[]) => unknown).apply(
            object,
            args,
          );
          return name === 'open' ? wrap(result as FileHandle, 'handle.') : result;
        };
      },
    });
  return wrap<FileSystem>({ ...fileSystem }, '');
}
