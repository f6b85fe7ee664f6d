import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Temporal } from 'temporal-polyfill';
import { ForeignFile, listDays, readDay } from '../../history/archive.js';
import { NewerSchema } from '../../history/day-file.js';
import { createFolderStore } from '../../history/folder-store.js';
import { seal } from '../../history/seal.js';
import type { HistoryStore } from '../../history/store.js';
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
import { pythonWith } from './python.js';
import type { Session } from './rows.js';
import { startS3Server } from './s3-server.js';
import { temporaryFolder } from './temporary-folder.js';

const { python, skip } = pythonWith('moto.server');
const openArchive = () => archiveOf(createMemoryStore());

const plus = (day: string, days: number) => Temporal.PlainDate.from(day).add({ days }).toString();
const session = (day: string, userId: string | null, others: Partial<Session> = {}): Session => ({
  userId,
  loginAt: Date.parse(day),
  ...others,
});
/** As many days from the first, a session of one user on each. */
const everyDay = (first: string, count: number): Days =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index) => {
      const day = plus(first, index);
      return [day, { sessions: [session(day, 'a')], users: [['a', 'user']] }];
    }),
  );
const sessionDays = async (archive: { store: HistoryStore }) =>
  (await listDays(archiveOf(archive.store)))
    .filter(({ table }) => table === 'sessions')
    .map(({ day }) => day);

describe('the history writer', () => {
  test('writes a day when it is five days old, and all missing ones back to 44 days', async () => {
    const archive = openArchive();
    const source = sourceOf(everyDay('2026-01-01', 100));
    assert.equal((await runWriter(archive, source, '2026-03-15')).written, 80);
    const days = await sessionDays(archive);
    assert.deepEqual([days[0], days.at(-1), days.length], ['2026-01-30', '2026-03-10', 40]);
    assert.equal((await runWriter(archive, source, '2026-03-15')).written, 0);
    // The next day one is due for the first time, and one for the last.
    assert.equal((await runWriter(archive, source, '2026-03-16')).written, 4);
    assert.equal((await sessionDays(archive)).at(-1), '2026-03-11');
  });

  test('writes a day once more, as final, when it is forty days old', async () => {
    const archive = openArchive();
    const source = sourceOf(everyDay('2026-01-01', 1));
    const versions = new Map<string, [age: number, state: string | undefined]>();
    for (let age = 0; age <= 50; age++) {
      await runWriter(archive, source, plus('2026-01-01', age));
      const file = await archive.store.read(sessionsFile('2026-01-01'));
      if (!file || versions.has(file.version)) continue;
      versions.set(file.version, [age, (await storedDay(archive, '2026-01-01'))?.state]);
    }
    assert.deepEqual(
      [...versions.values()],
      [
        [5, 'first'],
        [40, 'final'],
      ],
    );
  });

  test('is final at once for a day of forty days or more', async () => {
    const archive = openArchive();
    await runWriter(archive, sourceOf(everyDay('2026-01-01', 100)), '2026-02-14');
    const states = [];
    for (const age of [44, 40, 39, 5]) {
      states.push((await storedDay(archive, plus('2026-02-14', -age)))?.state);
    }
    assert.deepEqual(states, ['final', 'final', 'first', 'first']);
  });

  test('leaves a gap after sixty days offline, and nothing else', async () => {
    const archive = openArchive();
    const source = sourceOf(everyDay('2026-01-01', 200));
    await runWriter(archive, source, '2026-02-14');
    await runWriter(archive, source, plus('2026-02-14', 60));
    const days = new Set(await sessionDays(archive));
    const expected = Array.from({ length: 100 }, (_, index) => plus('2026-01-01', index)).filter(
      (day) => day <= '2026-02-09' || day >= plus('2026-02-14', 60 - 44),
    );
    assert.deepEqual([...days], expected);
  });

  test('keeps a file rather than replacing it by fewer rows', async () => {
    const archive = openArchive();
    const day = '2026-01-10';
    const full = { [day]: { sessions: [session(day, 'a'), session(day, 'b')] } };
    const part = { [day]: { sessions: [session(day, 'b')] } };
    await runWriter(archive, sourceOf(full), plus(day, 5));
    const { logged } = await runWriter(archive, sourceOf(part), plus(day, 40));
    assert.deepEqual(await storedDay(archive, day), { state: 'first', users: ['a', 'b'] });
    assert.match(logged.join('\n'), /2026-01-10\.parquet stays as it is: .* only 1 rows/);
  });

  test('has what was closed on the ninth day', async () => {
    const archive = openArchive();
    const day = '2026-01-10';
    const closedAt = Date.parse(plus(day, 9));
    await runWriter(archive, sourceOf({ [day]: { sessions: [session(day, 'a')] } }), plus(day, 5));
    const closed = { [day]: { sessions: [session(day, 'a', { closedAt })] } };
    await runWriter(archive, sourceOf(closed), plus(day, 39));
    assert.ok(Number.isNaN((await readDay(archive, 'sessions', day))?.rows.closed_at[0]));
    await runWriter(archive, sourceOf(closed), plus(day, 40));
    assert.deepEqual(
      (await readDay(archive, 'sessions', day))?.rows.closed_at,
      Float64Array.of(closedAt),
    );
  });

  test('writes an empty day only while MongoDB has an older one', async () => {
    const archive = openArchive();
    const days: Days = { '2026-01-10': { sessions: [session('2026-01-10', 'a')] } };
    await runWriter(archive, sourceOf(days), '2026-02-20');
    assert.deepEqual((await sessionDays(archive))[0], '2026-01-10');
    assert.deepEqual((await storedDay(archive, '2026-01-11'))?.users, []);
    const empty = openArchive();
    await runWriter(empty, sourceOf({}), '2026-02-20');
    assert.deepEqual(await sessionDays(empty), []);
  });

  test('stores sessions without a user', async () => {
    const archive = openArchive();
    const day = '2026-01-10';
    await runWriter(archive, sourceOf({ [day]: { sessions: [session(day, null)] } }), plus(day, 5));
    assert.deepEqual((await storedDay(archive, day))?.users, [null]);
  });

  test('writes a damaged file again while MongoDB has the day, and says so', async () => {
    const archive = openArchive();
    const day = '2026-01-10';
    const source = sourceOf({ [day]: { sessions: [session(day, 'a')] } });
    await runWriter(archive, source, plus(day, 5));
    const { bytes, version } = await storedBytes(archive, day);
    await archive.store.write(sessionsFile(day), bytes.subarray(0, -9), version);
    const { logged } = await runWriter(archive, source, plus(day, 6));
    assert.match(logged.join('\n'), /2026-01-10\.parquet is damaged: .* written again/);
    assert.deepEqual((await storedDay(archive, day))?.users, ['a']);
  });

  test('deletes days older than its limit, and no others', async () => {
    const archive = openArchive();
    const source = sourceOf(everyDay('2026-01-01', 100));
    await runWriter(archive, source, '2026-02-14');
    const { deleted } = await runWriter(archive, sourceOf({}), '2026-03-15', 60);
    assert.equal(deleted, 2 * 13);
    assert.equal((await sessionDays(archive))[0], '2026-01-14');
  });

  test('stores keyed hashes, and reads what was stored before as if it had been hashed', async () => {
    const plain = openArchive();
    const source = sourceOf(everyDay('2026-01-01', 2));
    await runWriter(plain, source, '2026-01-06');
    const keyed = { ...plain, userIds: keyedUserIds('0123456789abcdef') };
    await runWriter(keyed, source, '2026-01-07');
    const hash = keyed.userIds.stored('a');
    assert.deepEqual((await storedDay(keyed, '2026-01-01'))?.users, [hash]);
    assert.deepEqual((await storedDay(keyed, '2026-01-02'))?.users, [hash]);
    const raw = await keyed.store.read(sessionsFile('2026-01-02'));
    assert.ok(raw && !raw.bytes.includes('0123456789abcdef'));
    // Without the key, or with another, the ids of the files would be those of other people.
    for (const archive of [plain, { ...plain, userIds: keyedUserIds('another key of it') }]) {
      await assert.rejects(readDay(archive, 'sessions', '2026-01-02'), /PRIVACY_KEY/);
    }
  });

  test('stops at a file of another workspace or a newer schema, and leaves it alone', async () => {
    const source = sourceOf(everyDay('2026-01-01', 100));
    const archive = openArchive();
    await runWriter(archive, source, '2026-02-14');
    const other = { ...archive, workspace: 'w2' };
    await assert.rejects(runWriter(other, source, '2026-02-15'), ForeignFile);
    const name = sessionsFile('2026-02-09');
    const { bytes, version } = await storedBytes(archive, '2026-02-09');
    bytes.write('2', bytes.indexOf('engagement.schema_version\x18\x01') + 27);
    seal(bytes);
    await archive.store.write(name, bytes, version);
    await assert.rejects(runWriter(archive, source, '2026-02-15'), NewerSchema);
    assert.deepEqual((await archive.store.read(name))?.bytes, bytes);
  });

  for (const [zone, change] of [
    ['America/Sao_Paulo', '2018-11-04'],
    ['Europe/Berlin', '2026-03-29'],
    ['Europe/Berlin', '2026-10-25'],
    ['Pacific/Apia', '2011-12-30'],
    ['Asia/Kolkata', '2026-05-01'],
  ] as const) {
    test(`counts days on the calendar of ${zone} around ${change}`, async () => {
      const source = sourceOf(everyDay(plus(change, -60), 120), zone);
      for (const hours of [-25, -24, -1, 0, 1, 23, 24, 25]) {
        const archive = openArchive();
        const now = Temporal.PlainDate.from(change).toZonedDateTime(zone).add({ hours });
        await runWriter(archive, source, new Date(now.epochMilliseconds));
        const today = now.toPlainDate();
        const days = await sessionDays(archive);
        assert.deepEqual(
          [days[0], days.at(-1), days.length],
          [today.subtract({ days: 44 }).toString(), today.subtract({ days: 5 }).toString(), 40],
        );
      }
    });
  }
});

describe('three writers at once', () => {
  const source = sourceOf(everyDay('2026-01-01', 20));
  async function writeThreeTimes(archive: ReturnType<typeof archiveOf>) {
    await Promise.all([1, 2, 3].map(() => runWriter(archive, source, '2026-01-30')));
    const days = await sessionDays(archive);
    assert.deepEqual(
      days,
      Array.from({ length: 25 }, (_, index) => plus('2026-01-01', index)),
    );
    for (const day of days) assert.ok((await storedDay(archive, day))?.users);
  }
  test('leave each day once and sound in a folder', async (t) => {
    await writeThreeTimes(archiveOf(createFolderStore(await temporaryFolder(t))));
  });
  test('leave each day once and sound in a bucket', { skip }, async () => {
    await using server = await startS3Server(python);
    await writeThreeTimes(archiveOf(await server.store('shared')));
  });
});
