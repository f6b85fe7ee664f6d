import assert from 'node:assert/strict';
import { after, before, describe, it, mock } from 'node:test';
import { Temporal } from 'temporal-polyfill';
import { historyDays, type HistorySessions } from '../../analytics/series/history-days.js';
import { sessionRows } from '../history/rows.js';
import { session } from '../support/documents.js';
import { administrator, people, startTestGateway, type TestGateway } from '../support/gateway.js';
import { literalQuery, metrics, url } from './metrics.js';
import { smallWorkspace } from './small-workspace.js';

const now = Date.parse('2024-03-10T12:00:00Z');

/** The days from 10 January to 5 March: alice on the 10th and 12th, no file of the 11th. */
const days = new Set(
  Array.from({ length: 56 }, (_, index) =>
    Temporal.PlainDate.from('2024-01-10').add({ days: index }).toString(),
  ).filter((day) => day !== '2024-01-11'),
);
const damaged = '2024-01-13';
const notFinal = '2024-01-14';

function storedSessions(day: string): HistorySessions {
  const loginAt = Date.parse(`${day}T10:00:00Z`);
  const isOnline = day === '2024-01-10' || day === '2024-01-12';
  return {
    metadata: { state: day === notFinal ? 'first' : 'final' },
    rows: sessionRows(isOnline ? [{ userId: 'alice', loginAt, closedAt: loginAt + 1 }] : []),
  };
}

const history = historyDays(
  {
    days: () => Promise.resolve(days),
    sessions: (day) => Promise.resolve(day === damaged ? undefined : storedSessions(day)),
    storedId: (userId) => userId,
  },
  'UTC',
  1_000_000,
);

describe('engagement with a history', () => {
  let gateway: TestGateway;
  before(async () => {
    mock.timers.enable({ apis: ['Date'], now });
    gateway = await startTestGateway({}, {}, undefined, history);
    await gateway.db.fill({
      ...people,
      rocketchat_sessions: [
        ...['06', '07', '08', '09'].map((day) =>
          session({ userId: 'alice', loginAt: `2024-03-${day}T10:00:00.000Z` }),
        ),
        session({ userId: 'bob', loginAt: new Date(now).toISOString() }),
      ],
    });
  });
  after(async () => {
    await gateway[Symbol.asyncDispose]();
    mock.timers.reset();
  });

  async function onlineUsers(start: string, end: string) {
    const { data, errors } = await gateway.graphql(
      `{ engagement(period: { dates: { start: "${start}", end: "${end}" } }) {
        onlineUsers(bucket: { unit: DAY }) {
          total
          buckets { count state }
          coverage { start end isComplete reason missing }
        }
      } }`,
      administrator,
    );
    assert.equal(errors, undefined);
    return (data?.engagement as { onlineUsers: Record<string, unknown> }).onlineUsers;
  }

  it('counts the days of files, and reports which are missing and why', async () => {
    assert.deepEqual(await onlineUsers('2024-01-09', '2024-01-15'), {
      total: 1,
      buckets: [
        { count: null, state: 'UNKNOWN' },
        { count: 1, state: 'FINAL' },
        { count: null, state: 'UNKNOWN' },
        { count: 1, state: 'FINAL' },
        { count: null, state: 'UNKNOWN' },
        { count: 0, state: 'PROVISIONAL' },
        { count: 0, state: 'FINAL' },
      ],
      coverage: {
        start: '2024-01-10T00:00:00.000Z',
        end: '2024-01-16T00:00:00.000Z',
        isComplete: false,
        reason:
          'People online: 2 days have no records, the first of them 2024-01-11. Their files in the history are missing or damaged.',
        missing: ['2024-01-11', '2024-01-13'],
      },
    });
  });

  it('is complete across the first day of the database', async () => {
    const { total, coverage } = await onlineUsers('2024-03-01', '2024-03-09');
    assert.equal(total, 1);
    assert.deepEqual(coverage, {
      start: '2024-03-01T00:00:00.000Z',
      end: '2024-03-10T00:00:00.000Z',
      isComplete: true,
      reason: null,
      missing: [],
    });
  });

  it('counts who comes online at this very moment', async () => {
    const { total, buckets } = await onlineUsers('2024-03-07', '2024-03-10');
    assert.equal(total, 2);
    assert.deepEqual((buckets as unknown[]).at(-1), { count: 1, state: 'PROVISIONAL' });
  });

  it('knows nothing of a period whose days are all missing', async () => {
    const { total, buckets, coverage } = await onlineUsers('2024-01-11', '2024-01-11');
    assert.equal(total, null);
    assert.deepEqual(buckets, [{ count: null, state: 'UNKNOWN' }]);
    assert.deepEqual(
      { ...(coverage as object), reason: '' },
      { start: null, end: null, isComplete: false, reason: '', missing: ['2024-01-11'] },
    );
  });
});

describe('Rocket.Chat’s nine metrics and their paths', () => {
  it('have the same bytes with a history and without one, and never read it', async () => {
    const unreadable = () => {
      throw new Error('The history was read.');
    };
    const history = { days: unreadable, sessions: unreadable, storedId: unreadable };
    await using plain = await startTestGateway();
    await using other = await startTestGateway(
      {},
      {},
      undefined,
      historyDays(history, 'UTC', 1_000),
    );
    await plain.db.fill(smallWorkspace);
    await other.db.fill(smallWorkspace);
    for (const metric of metrics) {
      const [a, b] = await Promise.all(
        [plain, other].map(async (gateway) => ({
          rest: (await gateway.rest(url(metric, metric.parameters), administrator)).text,
          graphql: (await gateway.graphql(literalQuery(metric, metric.parameters), administrator))
            .data,
        })),
      );
      assert.match(a?.rest ?? '', /"success":true/);
      assert.deepEqual(b, a);
    }
  });
});
