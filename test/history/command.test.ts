import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { runHistoryCommand } from '../../history/command.js';
import { archiveOf, runWriter, sessionsFile, sourceOf, storedBytes } from './archives.js';
import { createMemoryStore } from './memory-store.js';

async function smallArchive() {
  const archive = archiveOf(createMemoryStore());
  const day = { sessions: [{ userId: 'anna', loginAt: 0 }] };
  const source = sourceOf({ '2025-12-01': day, '2026-01-01': day });
  await runWriter(archive, source, '2026-01-06');
  await archive.store.remove(sessionsFile('2025-12-10'));
  await archive.store.remove(sessionsFile('2025-12-11'));
  await archive.store.remove(sessionsFile('2025-12-20'));
  return archive;
}

async function run(archive: ReturnType<typeof archiveOf>, ...args: string[]) {
  const lines: string[] = [];
  let progress = '';
  const code = await runHistoryCommand(args, archive, {
    line: (text) => lines.push(text),
    progress: (done, of) => (progress = `${done}/${of}`),
  });
  return { code, text: lines.join('\n'), progress };
}

describe('npm run history', () => {
  test('status reports days, gaps, size and damage', async () => {
    const archive = await smallArchive();
    const { code, text, progress } = await run(archive, 'status');
    assert.equal(code, 0);
    assert.equal(progress, '60/60');
    assert.match(text, /^Days +29, of which 0 final \(2025-12-01 to 2026-01-01\)$/m);
    assert.match(text, /^Gaps +2025-12-10 to 2025-12-11, 2025-12-20$/m);
    assert.match(text, /^Size +0\.\d MB in 60 files, 2 rows$/m);
    assert.match(text, /^Damaged +none$/m);
  });

  test('verify names each damaged file and fails', async () => {
    const archive = await smallArchive();
    assert.deepEqual(await run(archive, 'verify'), {
      code: 0,
      text: '60 of 60 files are sound.',
      progress: '60/60',
    });
    const { bytes, version } = await storedBytes(archive, '2026-01-01');
    await archive.store.write(sessionsFile('2026-01-01'), bytes.fill(1, 50, 51), version);
    const { code, text } = await run(archive, 'verify');
    assert.equal(code, 1);
    assert.match(
      text,
      /^sessions\/year=2026\/month=01\/2026-01-01\.parquet is damaged: .+\n59 of 60/,
    );
    assert.equal((await run(archive, 'status')).code, 1);
  });

  test('erase reports what it changed', async () => {
    const archive = await smallArchive();
    assert.match(
      (await run(archive, 'erase', 'anna')).text,
      /^2 rows in 2 files given to one random/,
    );
    assert.match((await run(archive, 'erase', 'anna')).text, /^0 rows in 0 files/);
  });

  for (const args of [
    [],
    ['erase'],
    ['erase', 'a', 'b'],
    ['status', 'x'],
    ['verify', '--remove'],
    ['erase', 'a', '--x'],
  ]) {
    test(`shows its usage for ${JSON.stringify(args)}`, async () => {
      const archive = await smallArchive();
      const { code, text } = await run(archive, ...args);
      assert.equal(code, 2);
      assert.match(text, /^Usage:/);
      assert.deepEqual(await archive.store.list('erased/'), []);
    });
  }
});
