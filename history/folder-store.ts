import { randomUUID } from 'node:crypto';
import * as nodeFileSystem from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { StoreUnavailable, type HistoryStore } from './store.js';

/** The functions of `node:fs/promises` that the store uses. */
export type FileSystem = Pick<
  typeof nodeFileSystem,
  'mkdir' | 'open' | 'readdir' | 'rename' | 'rm' | 'stat'
>;

/** A temporary file this old belongs to a process that no longer writes it. */
const abandonedAfterMS = 60 * 60 * 1000;
const temporary = /^\..+\.tmp$/;

/** A history in a folder that exists. Files can be read by the owner’s group, by no one else. */
export function createFolderStore(
  folder: string,
  fileSystem: FileSystem = nodeFileSystem,
): HistoryStore {
  const { mkdir, open, readdir, rename, rm, stat } = fileSystem;
  const pathOf = (name: string) => join(folder, ...name.split('/'));

  async function versionOf(path: string): Promise<string | undefined> {
    const found = await absent(stat(path, { bigint: true }));
    return found && version(found);
  }

  /** Makes the entries of a folder durable: a rename alone may be lost with the power. */
  async function syncFolder(path: string): Promise<void> {
    const handle = await open(path, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  }

  async function makeFolder(path: string): Promise<void> {
    const first = await mkdir(path, { recursive: true, mode: 0o750 });
    if (first === undefined) return;
    for (let made = path; made.length >= first.length; made = dirname(made)) {
      await syncFolder(dirname(made));
    }
  }

  async function replace(
    path: string,
    bytes: Buffer,
    replaces: string | undefined,
  ): Promise<boolean> {
    await makeFolder(dirname(path));
    const draft = join(dirname(path), `.${randomUUID()}.tmp`);
    try {
      const handle = await open(draft, 'wx', 0o640);
      try {
        await handle.writeFile(bytes);
        await handle.sync();
      } finally {
        await handle.close();
      }
      if ((await versionOf(path)) !== replaces) return false;
      await rename(draft, path);
    } finally {
      await rm(draft, { force: true });
    }
    await syncFolder(dirname(path));
    return true;
  }

  async function entries(from: string): Promise<string[]> {
    // Not `withFileTypes`: its entries name their folder differently across releases of Node.
    const paths = await readdir(from, { recursive: true });
    return paths.map((path) => join(from, path));
  }

  async function prepare(): Promise<void> {
    const draft = join(folder, `.${randomUUID()}.tmp`);
    await (await open(draft, 'wx')).close();
    await rm(draft);
    for (const path of await entries(folder)) {
      if (!temporary.test(path.slice(path.lastIndexOf(sep) + 1))) continue;
      const { mtimeMs } = (await absent(stat(path))) ?? { mtimeMs: Infinity };
      if (mtimeMs < Date.now() - abandonedAfterMS) await rm(path, { force: true });
    }
  }

  async function list(below: string) {
    const files = [];
    const paths = await absent(entries(pathOf(below)));
    // The folder itself must be there, or its files would be taken for deleted.
    if (!paths) await stat(folder);
    for (const path of paths ?? []) {
      if (temporary.test(path.slice(path.lastIndexOf(sep) + 1))) continue;
      const found = await absent(stat(path));
      if (!found?.isFile()) continue;
      files.push({ name: relative(folder, path).split(sep).join('/'), size: found.size });
    }
    return files;
  }

  async function read(path: string) {
    const handle = await absent(open(path, 'r'));
    if (!handle) return undefined;
    try {
      const found = await handle.stat({ bigint: true });
      return { bytes: await handle.readFile(), version: version(found) };
    } finally {
      await handle.close();
    }
  }

  return {
    prepare: () => reported('be written', prepare()),
    list: (below = '') => reported('be read', list(below)),
    read: (name) => reported('be read', read(pathOf(name))),
    write: (name, bytes, replaces) =>
      reported('be written', replace(pathOf(name), bytes, replaces)),
    remove: (name) => reported('be written', rm(pathOf(name), { force: true })),
  };

  async function reported<Value>(purpose: string, work: Promise<Value>): Promise<Value> {
    try {
      return await work;
    } catch (error) {
      const { code = String(error) } = error as NodeJS.ErrnoException;
      throw new StoreUnavailable(
        `The folder ${folder} cannot ${purpose} (${code}${hints[code] ?? ''}).`,
        { cause: error },
      );
    }
  }
}

const hints: Partial<Record<string, string>> = {
  ENOSPC: ': no space is left',
  EDQUOT: ': its quota is used up',
  EACCES: ': this user lacks the permission',
  EPERM: ': this user lacks the permission',
  EROFS: ': it is mounted read-only',
  ENOENT: ': it does not exist',
  ENOTDIR: ': it is no folder',
};

/** The value, or `undefined` where the file does not exist. */
async function absent<Value>(work: Promise<Value>): Promise<Value | undefined> {
  try {
    return await work;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

const version = ({ ino, mtimeNs, size }: { ino: bigint; mtimeNs: bigint; size: bigint }) =>
  `${ino}-${mtimeNs}-${size}`;
