import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { listDays, readDay, type Archive } from '../../history/archive.js';
import { eraseUser } from '../../history/erasure.js';
import { keyedUserIds } from '../../history/user-ids.js';
import {
  archiveOf,
  runWriter,
  sessionsFile,
  sourceOf,
  storedBytes,
  storedDay,
  type Days,
} from './archives.js';
import { createMemoryStore } from './memory-store.js';

const at = (day: string, userId: string) => ({ userId, loginAt: Date.parse(day) });
const day = (name: string) => ({
  sessions: [at(name, 'anna'), at(name, 'ben'), at(name, 'anna')],
  users: [
    ['anna', 'admin'],
    ['ben', 'user'],
  ] as [string, string][],
});
const days: Days = { '2026-01-01': day('2026-01-01'), '2026-01-02': day('2026-01-02') };

const erase = (archive: Archive, userId: string, remove = false) =>
  eraseUser({ archive, userId, remove, onProgress: () => undefined });

/** All user ids in all files. */
async function idsIn(archive: Archive): Promise<string[]> {
  const ids: (string | null)[] = [];
  for (const { table, day } of await listDays(archive)) {
    ids.push(...((await readDay(archive, table, day))?.rows.user_id ?? []));
  }
  return ids.map(String).sort();
}

describe('erasing a user', () => {
  test('puts one random id in their place in all files, and leaves others alone', async () => {
    const archive = archiveOf(createMemoryStore());
    await runWriter(archive, sourceOf(days), '2026-01-07');
    const before = await idsIn(archive);
    const { rows, files, damaged } = await erase(archive, 'anna');
    assert.deepEqual([rows, files, damaged], [6, 4, []]);
    const after = await idsIn(archive);
    const surrogates = new Set(after.filter((id) => id.startsWith('erased:')));
    assert.equal(surrogates.size, 1);
    assert.deepEqual(after.map((id) => (surrogates.has(id) ? 'anna' : id)).sort(), before);
    for (const { name } of await archive.store.list()) assert.doesNotMatch(name, /anna/);
  });

  test('deletes their rows on request', async () => {
    const archive = archiveOf(createMemoryStore());
    await runWriter(archive, sourceOf(days), '2026-01-07');
    await erase(archive, 'anna', true);
    assert.deepEqual(await idsIn(archive), ['ben', 'ben', 'ben', 'ben']);
  });

  for (const remove of [false, true]) {
    test(`lasts while MongoDB still has their sessions (${remove ? '--remove' : 'random id'})`, async () => {
      const archive = archiveOf(createMemoryStore());
      await runWriter(archive, sourceOf(days), '2026-01-06');
      await erase(archive, 'anna', remove);
      const erased = (await storedDay(archive, '2026-01-01'))?.users;
      // The second day is new, and the first becomes final with what the second state has.
      await runWriter(archive, sourceOf(days), '2026-01-07');
      assert.deepEqual((await storedDay(archive, '2026-01-02'))?.users, ['ben']);
      const grown = { '2026-01-01': { sessions: [...day('').sessions, at('2026-01-01', 'carl')] } };
      await runWriter(archive, sourceOf(grown), '2026-02-10');
      const { state, users } = (await storedDay(archive, '2026-01-01')) ?? {};
      assert.equal(state, 'final');
      assert.deepEqual(users?.slice().sort(), [...(erased ?? []), 'carl'].sort());
    });
  }

  test('holds when it happens while a gateway is writing them', async () => {
    const archive = archiveOf(createMemoryStore());
    const source = sourceOf(days);
    let isErased = false;
    const racing = {
      ...source,
      rows: (async (table, name, signal) => {
        const rows = await source.rows(table, name, signal);
        if (!isErased) await erase(archive, 'anna');
        isErased = true;
        return rows;
      }) as typeof source.rows,
    };
    await runWriter(archive, racing, '2026-01-07');
    assert.deepEqual(await idsIn(archive), ['ben', 'ben', 'ben', 'ben']);
  });

  test('finds them under their keyed hash, and in older files as they are', async () => {
    const store = createMemoryStore();
    await runWriter(archiveOf(store), sourceOf(days), '2026-01-06');
    const keyed = { ...archiveOf(store), userIds: keyedUserIds('0123456789abcdef') };
    await runWriter(keyed, sourceOf(days), '2026-01-07');
    assert.equal((await erase(keyed, 'anna')).rows, 6);
    const ben = keyed.userIds.stored('ben');
    assert.deepEqual(
      (await idsIn(keyed)).filter((id) => !id.startsWith('erased:')),
      [ben, ben, ben, ben],
    );
  });

  test('names damaged files and goes on', async () => {
    const archive = archiveOf(createMemoryStore());
    await runWriter(archive, sourceOf(days), '2026-01-07');
    const { bytes, version } = await storedBytes(archive, '2026-01-01');
    await archive.store.write(sessionsFile('2026-01-01'), bytes.subarray(9), version);
    const { rows, damaged } = await erase(archive, 'anna');
    assert.deepEqual([rows, damaged], [4, [sessionsFile('2026-01-01')]]);
  });
});
