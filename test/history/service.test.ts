import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { pino } from 'pino';
import { Temporal } from 'temporal-polyfill';
import { ConfigError, readConfig } from '../../config/config.js';
import { listDays, readDay, fileName } from '../../history/archive.js';
import { createFolderStore } from '../../history/folder-store.js';
import { plainUserIds } from '../../history/user-ids.js';
import { startHistory } from '../../history/history-service.js';
import { startTestDatabase } from '../support/database.js';
import { session, userDaily, type Documents } from '../support/documents.js';
import { rowTexts, sessionRows, userRows } from './rows.js';
import { temporaryFolder } from './temporary-folder.js';

const today = Temporal.Now.plainDateISO('UTC');
const daysAgo = (days: number) => today.subtract({ days }).toString();
const uniqueId = { _id: 'uniqueID', value: 'w1' };

/** A gateway's history of these documents, with what it logs. */
async function start(t: TestContext, folder: string, documents: Documents) {
  // The first run begins at once.
  t.mock.method(Math, 'random', () => 0);
  const testDatabase = await startTestDatabase();
  t.after(() => testDatabase[Symbol.asyncDispose]());
  await testDatabase.fill(documents);
  const logged: string[] = [];
  const log = pino({ level: 'info' }, { write: (line: string) => logged.push(line) });
  const config = readConfig({ MONGO_URL: 'mongodb://host', HISTORY_DIR: folder });
  const history = await startHistory({ config, database: testDatabase.database, log });
  assert.ok(history);
  t.after(() => history.stop());
  return { history, logged };
}

async function until(condition: () => boolean): Promise<void> {
  for (let attempt = 0; !condition(); attempt++) {
    assert.ok(attempt < 1000, 'It never happened.');
    await setTimeout(20);
  }
}

describe('the history of a gateway', () => {
  test('has every document of the stored days, odd ones too, as its columns say', async (t) => {
    const folder = await temporaryFolder(t);
    const day = daysAgo(10);
    const at = (time: string) => `${day}T${time}Z`;
    const { history, logged } = await start(t, folder, {
      rocketchat_settings: [uniqueId],
      rocketchat_sessions: [
        session({ userId: 'a', loginAt: at('10:00') }),
        session({ userId: 'b', loginAt: at('11:00'), closedAt: at('11:30') }),
        session({ userId: 'b', type: 'session', loginAt: at('12:00'), logoutAt: at('12:30') }),
        { ...session({ loginAt: at('13:00') }), userId: undefined, closedAt: 'yesterday' },
        { ...session({ loginAt: at('14:00') }), userId: 7 },
        { ...session({ loginAt: at('15:00') }), loginAt: 'long ago' },
        session({ userId: 'guest', loginAt: at('16:00'), mostImportantRole: 'anonymous' }),
        userDaily({
          userId: 'a',
          date: Number(day.replaceAll('-', '')),
          mostImportantRole: 'admin',
        }),
      ],
    });
    await until(() => logged.some((line) => line.includes('files written')));
    const archive = { store: createFolderStore(folder), userIds: plainUserIds, workspace: 'w1' };
    const time = (text: string) => Date.parse(at(text));
    const sessions = await readDay(archive, 'sessions', day);
    assert.ok(sessions);
    assert.deepEqual(
      rowTexts({ ...sessions.rows, last_activity_at: sessions.rows.last_activity_at.fill(NaN) }),
      rowTexts(
        sessionRows([
          { userId: 'a', loginAt: time('10:00') },
          { userId: 'b', loginAt: time('11:00'), closedAt: time('11:30') },
          { userId: 'b', loginAt: time('12:00'), logoutAt: time('12:30'), computed: false },
          { userId: null, loginAt: time('13:00') },
          { userId: null, loginAt: time('14:00') },
        ]),
      ),
    );
    assert.deepEqual((await readDay(archive, 'users', day))?.rows, userRows([['a', 'admin']]));
    // The days after it are known to be empty; those before it are unknown.
    assert.deepEqual(
      (await listDays(archive)).filter(({ table }) => table === 'sessions').map((file) => file.day),
      [10, 9, 8, 7, 6, 5].map(daysAgo),
    );
    assert.equal(history.reader.newestDay(), daysAgo(5));
  });

  const rejections: [what: string, RegExp, Documents, (folder: string) => Promise<unknown>][] = [
    [
      'without the id of the workspace',
      /^HISTORY_DIR: the workspace has no setting uniqueID/,
      {},
      () => Promise.resolve(),
    ],
    [
      'in a folder that does not exist',
      /^HISTORY_DIR: The folder \S+ cannot be written \(ENOENT: it does not exist\)\.$/,
      { rocketchat_settings: [uniqueId] },
      () => Promise.resolve(),
    ],
    [
      'in a file',
      /^HISTORY_DIR: The folder \S+ cannot be written \(ENOTDIR: it is no folder\)\.$/,
      { rocketchat_settings: [uniqueId] },
      (folder) => writeFile(folder, ''),
    ],
  ];
  for (const [what, message, documents, prepare] of rejections) {
    test(`${what} stops the start with a message`, async (t) => {
      const folder = join(await temporaryFolder(t), 'history');
      await prepare(folder);
      await assert.rejects(start(t, folder, documents), (error) => {
        assert.ok(error instanceof ConfigError);
        assert.match(error.message, message);
        return true;
      });
    });
  }

  test('of another workspace stops the start with a message', async (t) => {
    const folder = await temporaryFolder(t);
    const sessions = [session({ userId: 'a', loginAt: `${daysAgo(10)}T10:00Z` })];
    const { logged } = await start(t, folder, {
      rocketchat_settings: [uniqueId],
      rocketchat_sessions: sessions,
    });
    await until(() => logged.some((line) => line.includes('files written')));
    await assert.rejects(
      start(t, folder, { rocketchat_settings: [{ _id: 'uniqueID', value: 'w2' }] }),
      /^ConfigError: HISTORY_DIR: \S+ belongs to the workspace w1, this one is w2\.$/,
    );
  });

  test('that cannot be written any more says so, and goes on', async (t) => {
    const folder = await temporaryFolder(t);
    const sessions = [session({ userId: 'a', loginAt: `${daysAgo(10)}T10:00Z` })];
    await mkdir(join(folder, 'sessions'));
    // A file where a folder is wanted: no user may write there.
    const name = fileName({ table: 'sessions', day: daysAgo(10) });
    await writeFile(join(folder, name.split('/').slice(0, 2).join('/')), '');
    const { history, logged } = await start(t, folder, {
      rocketchat_settings: [uniqueId],
      rocketchat_sessions: sessions,
    });
    await until(() => logged.some((line) => line.includes('cannot be')));
    assert.equal((await history.reader.days()).size, 0);
  });
});
