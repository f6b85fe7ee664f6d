import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createHistoryReader } from '../../history/reader.js';
import { StoreUnavailable } from '../../history/store.js';
import { archiveOf, runWriter, sessionsFile, sourceOf, storedBytes } from './archives.js';
import { createMemoryStore } from './memory-store.js';

async function written() {
  const archive = archiveOf(createMemoryStore());
  const day = (name: string) => ({ [name]: { sessions: [{ userId: 'a', loginAt: 0 }] } });
  await runWriter(archive, sourceOf({ ...day('2026-01-01'), ...day('2026-01-02') }), '2026-01-07');
  const logged: string[] = [];
  let time = 0;
  const reader = createHistoryReader(
    archive,
    { warn: (message) => logged.push(message) },
    () => time,
  );
  return { archive, logged, reader, wait: (timeMS: number) => (time += timeMS) };
}

describe('the history reader', () => {
  test('has the days with a file and their sessions', async () => {
    const { reader } = await written();
    assert.deepEqual([...(await reader.days())], ['2026-01-01', '2026-01-02']);
    assert.deepEqual((await reader.sessions('2026-01-01'))?.rows.user_id, ['a']);
    assert.equal(await reader.sessions('2026-01-03'), undefined);
    assert.equal(reader.newestDay(), '2026-01-02');
  });

  test('logs a damaged file once, counts it, and forgets it when it is sound again', async () => {
    const { archive, logged, reader } = await written();
    const { bytes, version } = await storedBytes(archive, '2026-01-01');
    await archive.store.write(sessionsFile('2026-01-01'), bytes.subarray(1), version);
    for (let read = 0; read < 3; read++)
      assert.equal(await reader.sessions('2026-01-01'), undefined);
    assert.equal(reader.damagedFiles(), 1);
    assert.equal(logged.length, 1);
    const broken = await storedBytes(archive, '2026-01-01');
    await archive.store.write(sessionsFile('2026-01-01'), bytes, broken.version);
    assert.deepEqual((await reader.sessions('2026-01-01'))?.rows.user_id, ['a']);
    assert.equal(reader.damagedFiles(), 0);
  });

  test('has no day of another workspace, and says so once', async () => {
    const { archive, logged } = await written();
    const reader = createHistoryReader(
      { ...archive, workspace: 'w2' },
      { warn: (message) => logged.push(message) },
    );
    for (let read = 0; read < 3; read++)
      assert.equal(await reader.sessions('2026-01-01'), undefined);
    assert.match(logged.join('\n'), /^\S+ belongs to the workspace w1, this one is w2\.$/);
    assert.equal(reader.damagedFiles(), 0);
  });

  test('keeps the days it knows while the store cannot be reached', async () => {
    const { archive, logged, reader, wait } = await written();
    await reader.days();
    const list = archive.store.list.bind(archive.store);
    archive.store.list = () => Promise.reject(new StoreUnavailable('The bucket is gone.'));
    archive.store.read = () => Promise.reject(new StoreUnavailable('The bucket is gone.'));
    wait(61_000);
    assert.equal((await reader.days()).size, 2);
    assert.equal(await reader.sessions('2026-01-01'), undefined);
    assert.deepEqual(logged, ['The bucket is gone.']);
    archive.store.list = list;
    await archive.store.remove(sessionsFile('2026-01-01'));
    assert.equal((await reader.days()).size, 2);
    wait(61_000);
    assert.equal((await reader.days()).size, 1);
  });
});
