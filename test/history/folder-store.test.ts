import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmod, mkdir, readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createFolderStore } from '../../history/folder-store.js';
import { StoreUnavailable } from '../../history/store.js';
import { observedFileSystem } from './observed-file-system.js';
import { temporaryFolder } from './temporary-folder.js';

const name = 'sessions/year=2026/month=10/2026-10-14.parquet';
const killedWriter = fileURLToPath(
  new URL(`killed-writer${extname(import.meta.url)}`, import.meta.url),
);
const filesBelow = async (folder: string) =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => entry.name);

/** The steps of creating a file and of replacing it, as the file system sees them. */
async function stepsOf(folder: string, replaces: string | undefined): Promise<string[]> {
  const steps: string[] = [];
  const store = createFolderStore(
    folder,
    observedFileSystem((step) => steps.push(step)),
  );
  assert.ok(await store.write(name, Buffer.from('new'), replaces));
  return steps;
}

/** Kills a process at that step; whether it had ended before. */
async function killAt(step: number, folder: string, version: string): Promise<boolean> {
  try {
    await promisify(execFile)(process.execPath, [
      ...process.execArgv,
      ...[killedWriter, folder, name, 'new content', version, String(step)],
    ]);
    return true;
  } catch (error) {
    assert.equal((error as { signal?: string }).signal, 'SIGKILL');
    return false;
  }
}

describe('a history in a folder', () => {
  test('syncs a file before it takes its name, and the folder after', async (t) => {
    const steps = await stepsOf(await temporaryFolder(t), undefined);
    const order = ['handle.writeFile', 'handle.sync', 'rename', 'handle.sync'];
    const relevant = steps.slice(steps.indexOf('handle.writeFile'));
    assert.deepEqual(
      relevant.filter((step) => order.includes(step)),
      order,
    );
  });

  test('has the old file or the new one after a writer is killed at any step', async (t) => {
    const folder = await temporaryFolder(t);
    const store = createFolderStore(folder);
    await store.write(name, Buffer.from('old content'), undefined);
    const outcomes = new Set<string>();
    for (let step = 0; ; step++) {
      const version = (await store.read(name))?.version ?? '';
      const isEnded = await killAt(step, folder, version);
      const content = (await store.read(name))?.bytes.toString();
      assert.ok(content === 'old content' || content === 'new content', content);
      outcomes.add(content);
      assert.deepEqual(
        (await store.list()).map((file) => file.name),
        [name],
      );
      if (isEnded) break;
    }
    assert.equal(outcomes.size, 2);
  });

  test('is written after a writer was killed while it made the first file', async (t) => {
    for (let step = 0; ; step++) {
      const folder = await temporaryFolder(t);
      if (await killAt(step, folder, '')) break;
      const store = createFolderStore(folder);
      const content = (await store.read(name))?.bytes.toString();
      assert.ok(content === undefined || content === 'new content', content);
      if (content === undefined) assert.ok(await store.write(name, Buffer.from('x'), undefined));
    }
  });

  test('loses temporary files of an hour ago when it is prepared, and no others', async (t) => {
    const folder = await temporaryFolder(t);
    const hours = (count: number) => new Date(Date.now() - count * 3_600_000);
    for (const [file, time] of [
      ['.old.tmp', hours(2)],
      ['.new.tmp', hours(0.5)],
      ['mine.tmp', hours(2)],
    ] as const) {
      await writeFile(join(folder, file), '');
      await utimes(join(folder, file), time, time);
    }
    await createFolderStore(folder).prepare();
    assert.deepEqual((await filesBelow(folder)).sort(), ['.new.tmp', 'mine.tmp']);
  });

  for (const code of ['ENOSPC', 'EACCES', 'EIO', 'EDQUOT']) {
    test(`is as it was after ${code} at any step before the file has its name`, async (t) => {
      const folder = await temporaryFolder(t);
      const plain = createFolderStore(folder);
      await plain.write(name, Buffer.from('old'), undefined);
      for (let failing = 0; ; failing++) {
        const version = (await plain.read(name))?.version;
        let failed = '';
        const store = createFolderStore(
          folder,
          observedFileSystem((step, { index }) => {
            if (index !== failing || step === 'handle.close') return;
            failed = step;
            throw Object.assign(new Error(code), { code });
          }),
        );
        const error: unknown = await store
          .write(name, Buffer.from('new'), version)
          .catch((error: unknown) => error);
        if (failed === '' && failing > 20) break;
        if (failed === '') continue;
        assert.ok(error instanceof StoreUnavailable);
        assert.match(error.message, new RegExp(`cannot be written \\(${code}`));
        const content = (await plain.read(name))?.bytes.toString();
        assert.ok(content === 'old' || content === 'new', content);
        if (failed !== 'rm') assert.deepEqual(await filesBelow(folder), ['2026-10-14.parquet']);
      }
    });
  }

  test('of a folder that does not exist is rejected with its name', async (t) => {
    const folder = join(await temporaryFolder(t), 'missing');
    await assert.rejects(createFolderStore(folder).prepare(), {
      name: 'StoreUnavailable',
      message: `The folder ${folder} cannot be written (ENOENT: it does not exist).`,
    });
  });

  test('of a folder without permission is rejected', async (t) => {
    const folder = await temporaryFolder(t);
    await mkdir(join(folder, 'history'));
    await chmod(join(folder, 'history'), 0o500);
    const userId = process.getuid?.() ?? 0;
    // The superuser may write everywhere: for the length of this test be someone else.
    if (userId === 0) {
      await chmod(folder, 0o755);
      process.seteuid?.(65_534);
    }
    try {
      await assert.rejects(createFolderStore(join(folder, 'history')).prepare(), /EACCES/);
    } finally {
      if (userId === 0) process.seteuid?.(0);
    }
  });

  test('is read by its owner and group alone', async (t) => {
    const folder = await temporaryFolder(t);
    await createFolderStore(folder).write(name, Buffer.from('x'), undefined);
    const { stat } = await import('node:fs/promises');
    assert.equal((await stat(join(folder, name))).mode & 0o007, 0);
    assert.equal((await readFile(join(folder, name))).toString(), 'x');
  });
});
