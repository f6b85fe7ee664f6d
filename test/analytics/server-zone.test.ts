import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  agreementWith,
  newestLoginsPipeline,
  zoneAgreement,
  type DatedLogin,
} from '../../analytics/server-zone.js';
import { startTestDatabase } from '../support/database.js';
import { session, storedDate } from '../support/documents.js';

const hour = 3_600_000;

/** Logins every seven hours for some weeks up to a day, dated by the calendar of a zone. */
function loginsDatedIn(timeZone: string, last = '2024-04-10T12:00:00.000Z'): DatedLogin[] {
  return Array.from({ length: 100 }, (_, index) => {
    const loginAt = new Date(Date.parse(last) - index * 7 * hour);
    const { year, month, day } = storedDate(loginAt, timeZone);
    return { loginAt, date: year * 10_000 + month * 100 + day };
  });
}

test('days stored in the zone agree with it', () => {
  const logins = loginsDatedIn('America/Sao_Paulo');
  assert.deepEqual(agreementWith('America/Sao_Paulo', logins), {
    compared: 100,
    disagreeing: 0,
    betterZone: undefined,
  });
});

describe('days stored in another zone', () => {
  const rows = [
    ['UTC', 'Asia/Kolkata'],
    ['UTC', 'America/Sao_Paulo'],
    ['Asia/Kolkata', 'UTC'],
    // Their clocks changed within these weeks.
    ['UTC', 'Europe/Berlin'],
    ['UTC', 'America/New_York'],
    ['UTC', 'Pacific/Auckland'],
    ['America/New_York', 'Pacific/Kiritimati'],
  ] as const;
  for (const [said, written] of rows) {
    test(`${written} instead of ${said}: a zone is named that agrees with all of them`, () => {
      const logins = loginsDatedIn(written);
      const { compared, disagreeing, betterZone } = agreementWith(said, logins);
      assert.equal(compared, 100);
      assert.ok(disagreeing > 0);
      assert.equal(agreementWith(betterZone ?? 'UTC', logins).disagreeing, 0, betterZone);
    });
  }
});

test('no zone is named when none is better', () => {
  const contradictory = ['2024-04-10T12:00:00.000Z', '2024-04-10T12:00:00.001Z'].map((loginAt) => ({
    loginAt: new Date(loginAt),
    date: 20240401,
  }));
  assert.deepEqual(agreementWith('UTC', contradictory), {
    compared: 2,
    disagreeing: 2,
    betterZone: undefined,
  });
});

test('an empty workspace says nothing about its zone', () => {
  assert.deepEqual(agreementWith('UTC', []), {
    compared: 0,
    disagreeing: 0,
    betterZone: undefined,
  });
});

test('the sessions of a workspace are compared, without the copies made for later days', async () => {
  await using db = await startTestDatabase({ timeZone: 'Asia/Kolkata' });
  const timeZone = 'Asia/Kolkata';
  const open = { loginAt: '2024-03-05T20:00:00.000Z', timeZone };
  await db.fill({
    rocketchat_sessions: [
      session({ ...open, type: 'session' }),
      // The night after, it stands under the next day, with the same login.
      session({ ...open, type: 'session', day: 7, createdAt: '2024-03-06T19:35:00.000Z' }),
      session({ ...open, day: 8, createdAt: '2024-03-07T19:35:00.000Z' }),
      session({ loginAt: '2024-03-05T10:00:00.000Z', timeZone }),
    ],
  });
  const workspace = db.database.within({ deadline: Date.now() + 30_000 });
  assert.deepEqual(await zoneAgreement(workspace), {
    compared: 2,
    disagreeing: 0,
    betterZone: undefined,
  });
  const { disagreeing } = await zoneAgreement({ ...workspace, timeZone: 'UTC' });
  assert.equal(disagreeing, 1);
});

test('no more than the newest thousand sessions are read, and five fields of each', () => {
  const stages = newestLoginsPipeline();
  const limit = stages.find((stage) => '$limit' in stage);
  assert.deepEqual(limit, { $limit: 1000 });
  assert.deepEqual(Object.keys(stages.at(-1)?.$project ?? {}).sort(), [
    '_id',
    'createdAt',
    'day',
    'loginAt',
    'month',
    'year',
  ]);
});
