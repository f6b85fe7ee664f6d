import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { DamagedFile, NewerSchema, readDayFile, writeDayFile } from '../../history/day-file.js';
import type { SessionRows } from '../../history/rows.js';
import { isIntact, seal } from '../../history/seal.js';
import { arbitrarySessions, manySessions, rowTexts, sessionRows, userRows } from './rows.js';

const about = {
  day: '2026-10-14',
  state: 'first',
  time_zone: 'Europe/Berlin',
  workspace: 'w1',
  user_ids: 'plain',
  gateway_version: '1.0.0',
} as const;
const write = (rows: SessionRows) => writeDayFile('sessions', rows, about);
const flip = (file: Buffer, at: number, mask: number) =>
  file.writeUInt8(file.readUInt8(at) ^ mask, at);
const shuffled = (rows: SessionRows): SessionRows => {
  const reverse = <Values extends { reverse(): Values; slice(): Values }>(values: Values) =>
    values.slice().reverse();
  return {
    user_id: [...rows.user_id].reverse(),
    login_at: reverse(rows.login_at),
    closed_at: reverse(rows.closed_at),
    logout_at: reverse(rows.logout_at),
    last_activity_at: reverse(rows.last_activity_at),
    computed: reverse(rows.computed),
  };
};

describe('a file of a day', () => {
  test('returns any rows, and the same bytes for them in any order', async () => {
    await fc.assert(
      fc.asyncProperty(arbitrarySessions, async (sessions) => {
        const rows = sessionRows(sessions);
        const file = await write(rows);
        const read = await readDayFile('sessions', file);
        assert.deepEqual(rowTexts(read.rows), rowTexts(rows));
        assert.deepEqual(read.metadata, { ...about, table: 'sessions', rows: sessions.length });
        assert.deepEqual(await write(shuffled(rows)), file);
      }),
      { numRuns: 200 },
    );
  });

  for (const count of [0, 1, 4_000, 9_001]) {
    test(`holds ${count} rows`, async () => {
      const rows = manySessions(count);
      assert.deepEqual(
        rowTexts((await readDayFile('sessions', await write(rows))).rows),
        rowTexts(rows),
      );
    });
  }

  test('holds users with their roles', async () => {
    const rows = userRows([
      ['b', 'user'],
      ['a', null],
      [null, 'admin'],
      ['a', null],
    ]);
    const read = await readDayFile('users', await writeDayFile('users', rows, about));
    assert.deepEqual(read.rows, {
      user_id: ['a', 'a', 'b', null],
      role: [null, null, 'user', 'admin'],
    });
  });

  test('is rejected with any one bit changed, and cut at any length', async () => {
    const file = await write(
      sessionRows([
        { userId: 'a', loginAt: 1 },
        { userId: null, loginAt: 2 },
      ]),
    );
    assert.ok(isIntact(file));
    for (let bit = 0; bit < file.length * 8; bit++) {
      const mask = 1 << (bit % 8);
      flip(file, bit >> 3, mask);
      assert.ok(!isIntact(file), `bit ${bit}`);
      flip(file, bit >> 3, mask);
    }
    for (let length = 0; length < file.length; length++) {
      assert.ok(!isIntact(file.subarray(0, length)), `length ${length}`);
    }
    assert.ok(!isIntact(Buffer.concat([file, Buffer.of(0)])));
    assert.ok(isIntact(file));
  });

  test('is read only when its seal fits', async () => {
    const file = await write(manySessions(10));
    flip(file, 8, 1);
    await assert.rejects(readDayFile('sessions', file), DamagedFile);
    await assert.rejects(readDayFile('sessions', Buffer.alloc(0)), DamagedFile);
  });

  test('of a newer schema version is distinguished from a damaged one', async () => {
    const file = await write(manySessions(1));
    const version = file.indexOf('engagement.schema_version\x18\x01') + 27;
    file.write('2', version);
    seal(file);
    await assert.rejects(readDayFile('sessions', file), NewerSchema);
  });

  test('of one table is not read as another', async () => {
    await assert.rejects(readDayFile('users', await write(manySessions(1))), DamagedFile);
  });
});
