import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { administrator, startTestGateway, type TestGateway } from '../support/gateway.js';
import { expectedBody, metrics, url } from './metrics.js';
import { smallWorkspace } from './small-workspace.js';

const valid = '2024-03-05T00:00:00.000Z';
const startFails = 'Match error: Failed Match.Where validation in field start';
const endFails = 'Match error: Failed Match.Where validation in field end';
const startMissing = "Match error: Missing key 'start'";

/** Paths that take both ends of a window, and those that take `start` alone. */
const windowed = metrics.filter(({ parameters }) => parameters.end !== undefined);
const startOnly = metrics.filter(({ parameters }) => parameters.end === undefined);

/** What `new Date(text).toISOString() === text` does not hold for, as it stands in a query string. */
const noDates = [
  '',
  'invalid-date',
  '2024-01-01',
  '2024-01-01T00:00:00Z',
  '2024-01-01T00:00:00.000%2B00:00',
  '2024-01-01T00:00:00.000z',
  '2024-01-01%2000:00:00.000Z',
  '2023-05-T00:00:00.000Z',
  '2024-02-30T00:00:00.000Z',
  '1704067200000',
  '%2B002024-01-01T00:00:00.000Z',
  '%2B275760-09-13T00:00:00.001Z',
  // A plus sign is a space unless it is encoded.
  '+275760-09-13T00:00:00.000Z',
  '{"$gt":""}',
  '%00',
  '%zz',
];

/** Queries of both kinds of path in which `start` is at fault. */
const faultsOfStart = [
  { query: '', error: startMissing },
  { query: 'START=x&Start=x&start%20=x', error: startMissing },
  { query: `start=${valid}&start=${valid}`, error: startFails },
  { query: `start=${valid}&start=`, error: startFails },
  { query: `start[]=${valid}`, error: startFails },
  { query: `start%5B%5D=${valid}`, error: startFails },
  { query: `start[0]=${valid}`, error: startFails },
  { query: `start[x]=${valid}`, error: startFails },
  { query: `start[$gt]=`, error: startFails },
  { query: `start%5B%24ne%5D=1`, error: startFails },
  { query: `start[a][b]=1`, error: startFails },
  { query: `start=${valid}&start[]=${valid}`, error: startFails },
  { query: 'start', error: startFails },
];

/** Queries in which both keys or the second decide; the first in the string is validated first. */
const faultsOfEither = [
  { query: `start=${valid}`, error: "Match error: Missing key 'end'" },
  { query: `end=${valid}`, error: startMissing },
  { query: 'end=', error: endFails },
  { query: 'end[]=x', error: endFails },
  { query: `start=${valid}&end=${valid}&end=${valid}`, error: endFails },
  { query: `start=${valid}&end[$gte]=${valid}`, error: endFails },
  { query: 'start=x&end=y', error: startFails },
  { query: 'end=y&start=x', error: endFails },
  { query: `end=${valid}&start=x`, error: startFails },
  { query: `start=${valid}&end=y&start=${valid}`, error: startFails },
  { query: `end=y&start=${valid}&start=${valid}`, error: endFails },
];

/** What is left alone beside valid parameters. */
const extras = [
  'foo=1&foo=2&foo[bar]=3',
  'offset=5&count=2x',
  '__proto__=1&constructor[prototype][x]=1&hasOwnProperty=2',
  '[start]=x&start2=x&=x&&%',
  `$where=1&%24or[]=1`,
];

let gateway: TestGateway;
const run = (path: string, query: string) => gateway.rest(`${path}?${query}`, administrator);

async function assertRejected(path: string, query: string, error: string): Promise<void> {
  const { status, text } = await run(path, query);
  assert.equal(text, JSON.stringify({ success: false, error }), `${path}?${query}`);
  assert.equal(status, 400, `${path}?${query}`);
}

before(async () => {
  gateway = await startTestGateway();
  await gateway.db.fill(smallWorkspace);
});
after(() => gateway[Symbol.asyncDispose]());

describe('the dates in a query string', () => {
  for (const { path, parameters } of metrics) {
    it(`are exactly what toISOString prints, on ${path}`, async () => {
      for (const text of noDates)
        await assertRejected(path, `start=${text}&end=${valid}`, startFails);
      if (parameters.end === undefined) return;
      for (const text of noDates)
        await assertRejected(path, `start=${valid}&end=${text}`, endFails);
    });

    it(`are named when they are missing or no text, on ${path}`, async () => {
      for (const { query, error } of faultsOfStart) {
        await assertRejected(path, query, error);
        if (query !== '' && parameters.end)
          await assertRejected(path, `${query}&end=${valid}`, error);
      }
    });
  }

  for (const { path } of windowed) {
    it(`are validated in the order of the string, then of the keys, on ${path}`, async () => {
      for (const { query, error } of faultsOfEither) await assertRejected(path, query, error);
    });
  }

  for (const { path } of startOnly) {
    it(`are one alone on ${path}, where end is ignored`, async () => {
      for (const end of ['end=x', 'end[$gt]=', 'end=1&end=2']) {
        assert.equal((await run(path, `${end}&start=${valid}`)).status, 200, end);
      }
    });
  }
});

describe('other keys in a query string', () => {
  for (const metric of metrics) {
    it(`change nothing on ${metric.path}`, async () => {
      const expected = expectedBody(metric, smallWorkspace, metric.parameters);
      for (const extra of extras.filter(
        (one) => metric.field !== 'channels' || !one.includes('count'),
      )) {
        const { text } = await gateway.rest(
          `${url(metric, metric.parameters)}&${extra}`,
          administrator,
        );
        assert.deepEqual(JSON.parse(text), expected, extra);
      }
      const [path, query = ''] = url(metric, metric.parameters).split('?');
      const encoded = await run(path ?? '', query.replaceAll('start', 'st%61rt'));
      assert.deepEqual(JSON.parse(encoded.text), expected);
    });
  }
});

describe('a window that ends before it starts', () => {
  const start = '2024-03-05T12:00:00.000Z';
  const ends = [
    { early: 'half a day', end: '2024-03-05T00:00:00.000Z', rejected: false },
    { early: 'a day', end: '2024-03-04T12:00:00.000Z', rejected: false },
    { early: 'nearly two days', end: '2024-03-03T12:00:00.001Z', rejected: false },
    { early: 'two days', end: '2024-03-03T12:00:00.000Z', rejected: true },
    { early: 'a year', end: '2023-03-05T12:00:00.000Z', rejected: true },
  ];
  for (const { early, end, rejected } of ends) {
    it(`by ${early} is ${rejected ? 'rejected by the queries per day alone' : 'answered'}`, async () => {
      for (const metric of windowed) {
        const { status, text } = await gateway.rest(url(metric, { start, end }), administrator);
        if (rejected && ['newUsers', 'messagesSent'].includes(metric.field)) {
          assert.equal(status, 400, metric.path);
          assert.deepEqual(Object.keys(JSON.parse(text) as object), ['success', 'error']);
          assert.match(text, /end.* before .*start/, metric.path);
        } else {
          const expected = expectedBody(metric, smallWorkspace, { start, end });
          assert.deepEqual([status, JSON.parse(text)], [200, expected], metric.path);
        }
      }
    });
  }
});

for (const timeZone of ['UTC', 'America/Sao_Paulo', 'Pacific/Kiritimati']) {
  describe(`the first and last instants there are, for a server in ${timeZone}`, () => {
    const first = '-271821-04-20T00:00:00.000Z';
    const last = '+275760-09-13T00:00:00.000Z';
    const beforeChrist = '-000001-12-31T23:59:59.999Z';
    const windows = [
      { start: first, end: first },
      { start: last, end: last },
      { start: first, end: last },
      { start: beforeChrist, end: '0000-01-01T00:00:00.000Z' },
      { start: '9999-12-31T23:59:59.999Z', end: '+010000-01-01T00:00:00.000Z' },
    ];
    let there: TestGateway;
    before(async () => {
      there =
        timeZone === 'UTC' ? gateway : await startTestGateway({ WORKSPACE_TIMEZONE: timeZone });
      await there.db.fill(smallWorkspace);
    });
    after(() => (there === gateway ? undefined : there[Symbol.asyncDispose]()));

    for (const metric of metrics) {
      it(`are dates to ${metric.path}`, async () => {
        for (const window of windows) {
          const { status, text } = await there.rest(url(metric, window), administrator);
          assert.equal(status, 200, `${JSON.stringify(window)} ${text}`);
          assert.match(text, /,"success":true\}$/);
        }
        const backwards = await there.rest(url(metric, { start: last, end: first }), administrator);
        const isPerDay = ['newUsers', 'messagesSent'].includes(metric.field);
        assert.equal(backwards.status, isPerDay ? 400 : 200, backwards.text);
      });
    }
  });
}
