import assert from 'node:assert/strict';
import { after, before, describe, it, mock } from 'node:test';
import { exportsByName } from '../../export/exports.js';
import {
  dayOfMessages,
  dayOfNewUsers,
  room,
  session,
  user,
  type Documents,
} from '../support/documents.js';
import { administrator, people, startTestGateway, type TestGateway } from '../support/gateway.js';
import { viewerDocuments, viewers } from '../support/viewers.js';

const now = Date.parse('2024-03-10T12:00:00Z');
const days = ['06', '07', '08', '09', '10'];
const names = [
  'plain',
  'with, comma',
  'of "quotes"',
  'two\nlines',
  '=1+1',
  '+1',
  '-1',
  '@a',
  '\ta',
];

const workspace: Documents = {
  ...people,
  users: [...(people.users ?? []), user({ _id: 'new', createdAt: '2024-03-05T00:00:00Z' })],
  rocketchat_sessions: days.map((day) =>
    session({
      type: day === '10' ? 'session' : 'computed-session',
      loginAt: `2024-03-${day}T10:00:00.000Z`,
      closedAt: day === '10' ? undefined : `2024-03-${day}T12:00:00.000Z`,
    }),
  ),
  rocketchat_analytics: [
    ...days.map((day) => dayOfNewUsers({ _id: `u${day}`, date: Number(`202403${day}`), users: 2 })),
    ...names.map((name, index) =>
      dayOfMessages({
        _id: `m${index}`,
        date: 20240308 + (index % 2),
        room: { _id: `room${index}`, t: 'c', name },
        messages: index - 1,
      }),
    ),
  ],
  rocketchat_room: names.map((name, index) => room({ _id: `room${index}`, t: 'c', name })),
};

type Cells = Readonly<Record<string, unknown>>;
const dates = 'start=2024-03-07&end=2024-03-11';

/** The cells of a CSV, read as RFC 4180 has it. */
function csvCells(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (const [, quoted, bare, separator] of text.matchAll(
    /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g,
  )) {
    row.push(quoted?.replaceAll('""', '"') ?? bare ?? '');
    if (separator === ',') continue;
    rows.push(row);
    row = [];
  }
  return rows;
}

describe('an export', () => {
  let gateway: TestGateway;
  before(async () => {
    mock.timers.enable({ apis: ['Date'], now });
    gateway = await startTestGateway();
    await gateway.db.fill(workspace);
  });
  after(async () => {
    await gateway[Symbol.asyncDispose]();
    mock.timers.reset();
  });

  const fetched = (path: string, headers = administrator, method = 'GET', from = gateway) =>
    fetch(`${from.url}/export/${path}`, { headers, method });

  async function textOf(path: string, from = gateway): Promise<string> {
    const response = await fetched(path, administrator, 'GET', from);
    const text = await response.text();
    assert.equal(response.status, 200, text);
    return text;
  }
  const rowsOf = async (path: string) => JSON.parse(await textOf(path)) as Cells[];

  async function engagement(selection: string, args: string): Promise<Record<string, never>> {
    const { data, errors } = await gateway.graphql(
      `{ engagement(${args}) { ${selection} } }`,
      administrator,
    );
    assert.equal(errors, undefined);
    return data?.engagement as Record<string, never>;
  }

  const period = 'period: { dates: { start: "2024-03-07", end: "2024-03-11" } }';
  const compared = `${period}, comparison: { to: PREVIOUS_SAME_WEEKDAYS }`;
  const query = `${dates}&comparison=previous-same-weekdays`;

  for (const [name, field, bucket, argument] of [
    ['new-users', 'newUsers', '1d', 'unit: DAY'],
    ['messages', 'messages', '2d', 'unit: DAY, size: 2'],
    ['messages', 'messages', '1w', 'unit: WEEK'],
    ['new-users', 'newUsers', '1M', 'unit: MONTH'],
    ['online-users', 'onlineUsers', '1h', 'unit: HOUR'],
    ['online-users', 'onlineUsers', '15m', 'unit: MINUTE, size: 15'],
    ['peak-concurrent-users', 'peakConcurrentUsers', '12h', 'unit: HOUR, size: 12'],
  ] as const) {
    it(`${name} has the buckets of ${field} of ${bucket}`, async () => {
      const { series } = await engagement(
        `series: ${field}(bucket: { ${argument} }) { buckets { start end count comparedCount state } }`,
        compared,
      );
      const { buckets } = series as unknown as { buckets: Record<string, string>[] };
      const rows = await rowsOf(`${name}.json?${query}&bucket=${bucket}`);
      assert.ok(rows.some(({ count }) => count !== null && count !== 0));
      assert.deepEqual(
        rows,
        buckets.map(({ start = '', end = '', count, comparedCount, state }) => ({
          start: start.replace('.000Z', '+00:00'),
          end: end.replace('.000Z', '+00:00'),
          time_zone: 'UTC',
          count,
          compared_count: comparedCount,
          state,
        })),
      );
    });
  }

  it('online-hours, active-users and retention have the rows of their fields', async () => {
    const { onlineHours, activeUsers, retention } = (await engagement(
      `onlineHours { days { date users state } }
       activeUsers { days { date daily weekly monthly stickiness state } }
       retention(cohort: JOINED, unit: DAY, periods: 3) {
         cohorts { cohort_start: firstDay cohort_end: lastDay size periods { index users ratio state } }
       }`,
      'period: { dates: { start: "2024-03-04", end: "2024-03-11" } }, timeZone: "Asia/Kolkata"',
    )) as unknown as {
      onlineHours: { days: (Cells & { users: unknown[] })[] };
      activeUsers: { days: Cells[] };
      retention: { cohorts: (Cells & { periods: Cells[] })[] };
    };
    const queryString = 'start=2024-03-04&end=2024-03-11&timeZone=Asia/Kolkata';
    const time_zone = 'Asia/Kolkata';
    assert.deepEqual(
      await rowsOf(`online-hours.json?${queryString}`),
      onlineHours.days.flatMap(({ users, ...day }) =>
        users.map((count, hour) => ({ ...day, hour, users: count, time_zone })),
      ),
    );
    assert.deepEqual(
      await rowsOf(`active-users.json?${queryString}`),
      activeUsers.days.map((day) => ({ ...day, time_zone })),
    );
    assert.deepEqual(
      await rowsOf(`retention.json?${queryString}&bucket=1d&cohort=joined&periods=3`),
      retention.cohorts.flatMap(({ periods, ...cohort }) =>
        periods.map((one) => ({ ...cohort, ...one })),
      ),
    );
  });

  it('rooms has every room, also where a page is shorter', async () => {
    const { rooms } = (await engagement(
      'rooms(count: 500) { rooms { room { id type name } messages comparedMessages share } }',
      compared,
    )) as unknown as { rooms: { rooms: (Cells & { room: Cells })[] } };
    const expected = rooms.rooms.map(({ room: { id, type, name }, ...counts }) => ({
      room_id: id,
      type,
      name,
      messages: counts.messages,
      compared_messages: counts.comparedMessages,
      share: counts.share,
    }));
    assert.equal(expected.length, names.length);
    assert.deepEqual(await rowsOf(`rooms.json?${query}`), expected);
    await using small = await startTestGateway({ MAX_PAGE_SIZE: '2' });
    await small.db.fill(workspace);
    assert.deepEqual(JSON.parse(await textOf(`rooms.json?${query}`, small)), expected);
  });

  it('has the same rows in every format', async () => {
    for (const [name, { columns }] of exportsByName) {
      const rows = await rowsOf(`${name}.json?${query}`);
      const lines = (await textOf(`${name}.ndjson?${query}`)).trimEnd().split('\n');
      assert.deepEqual(
        lines.map((line) => JSON.parse(line) as unknown),
        rows,
      );
      const [head, ...cells] = csvCells(await textOf(`${name}.csv?${query}`));
      assert.deepEqual(head, columns);
      const textOfCell = (value: unknown) =>
        typeof value === 'string'
          ? value.replace(/^[=+\-@\t]/, "'$&")
          : JSON.stringify(value).replace('null', '');
      assert.deepEqual(
        cells,
        rows.map((row) => columns.map((column) => textOfCell(row[column]))),
      );
    }
  });

  it('gives a spreadsheet no text to execute, and leaves negative numbers as they are', async () => {
    const text = await textOf(`rooms.csv?${dates}`);
    for (const name of ["'=1+1", "'+1", "'-1", "'@a", "'\ta"])
      assert.ok(text.includes(`,${name},`));
    assert.match(text, /room0,c,plain,-1,,/);
  });

  it('shows times with the offset of the zone, also on a day when its clock changes', async () => {
    const queryString = 'start=2024-03-31&end=2024-03-31&timeZone=Europe/Berlin&bucket=1h';
    const rows = await rowsOf(`online-users.json?${queryString}`);
    assert.deepEqual(
      rows.slice(0, 3).map(({ start, end }) => [start, end]),
      [
        ['2024-03-31T00:00:00+01:00', '2024-03-31T01:00:00+01:00'],
        ['2024-03-31T01:00:00+01:00', '2024-03-31T03:00:00+02:00'],
        ['2024-03-31T03:00:00+02:00', '2024-03-31T04:00:00+02:00'],
      ],
    );
  });

  it('takes instants in milliseconds, the end excluded, and keeps the milliseconds', async () => {
    const from = Date.parse('2024-03-09T10:00:00.250Z');
    const rows = await rowsOf(`online-users.json?from=${from}&to=${from + 3_600_000}&timeZone=UTC`);
    assert.deepEqual(
      rows.map(({ start, end }) => [start, end]),
      [
        ['2024-03-09T10:00:00.250+00:00', '2024-03-09T11:00:00+00:00'],
        ['2024-03-09T11:00:00+00:00', '2024-03-09T11:00:00.250+00:00'],
      ],
    );
  });

  it('is a file with a name and a type that no cache stores', async () => {
    const types = { csv: 'text/csv', ndjson: 'application/x-ndjson', json: 'application/json' };
    for (const [ending, type] of Object.entries(types)) {
      for (const method of ['GET', 'HEAD']) {
        for (const slash of ['', '/']) {
          const { status, headers, ...response } = await fetched(
            `messages.${ending}${slash}?${dates}`,
            administrator,
            method,
          );
          assert.equal(status, 200);
          assert.equal(headers.get('content-type'), `${type}; charset=utf-8`);
          assert.equal(headers.get('cache-control'), 'no-store');
          assert.equal(
            headers.get('content-disposition'),
            `attachment; filename="messages_2024-03-07_2024-03-11.${ending}"`,
          );
          assert.ok(response);
        }
      }
    }
    const head = await fetched(`messages.csv?${dates}`, administrator, 'HEAD');
    assert.equal(await head.text(), '');
    const { headers } = await fetched('messages.csv?start=2024-03-07&end=2024-03-07');
    assert.match(headers.get('content-disposition') ?? '', /"messages_2024-03-07\.csv"$/);
  });

  const invalid: readonly [query: string, message: string | RegExp][] = [
    [
      '',
      'Parameter "start": expected a date and "end", or "from" and "to" in milliseconds since 1970, got nothing.',
    ],
    ['start=2024-03-07', 'Parameter "end": expected a date beside "start", got nothing.'],
    ['end=2024-03-07', 'Parameter "start": expected a date beside "end", got nothing.'],
    ['from=0', 'Parameter "to": expected milliseconds since 1970 beside "from", got nothing.'],
    ['to=0', 'Parameter "from": expected milliseconds since 1970 beside "to", got nothing.'],
    [`${dates}&from=0&to=1`, 'Parameter "start": expected nothing beside "from" and "to".'],
    [`end=2024-03-07&from=0&to=1`, 'Parameter "end": expected nothing beside "from" and "to".'],
    ...['', '2024-3-7', '2024-02-30', 'today', '2024-03-07T00:00:00Z', '1709769600000'].map(
      (text): [string, RegExp] => [
        `start=${text}&end=2024-03-11`,
        /^Parameter "start": expected a date of the calendar such as "2024-03-05", got "/,
      ],
    ),
    [
      'start=2024-03-07&end=2024-03-06',
      'Parameter "end": expected a date that is not before "start".',
    ],
    [
      'start=2024-03-07&end=2025-12-31',
      'Parameters "start" and "end": expected at most 400 days (MAX_WINDOW_DAYS).',
    ],
    [
      `from=0&to=${2 ** 40}`,
      'Parameters "from" and "to": expected at most 400 days (MAX_WINDOW_DAYS).',
    ],
    [
      'start=9999-12-31&end=9999-12-31',
      'Parameters "start" and "end": expected a period between 0001-01-02 and 9999-12-30.',
    ],
    [
      'start=2011-12-30&end=2011-12-30&timeZone=Pacific/Apia',
      'Parameters "start" and "end": expected dates that exist; Pacific/Apia skips 2011-12-30.',
    ],
    ...['', 'x', '1.5', '1e3', '0x10', '9'.repeat(15), '2024-03-07'].map(
      (text): [string, RegExp] => [
        `from=${text}&to=1`,
        /^Parameter "from": expected milliseconds since 1970 such as 1709596800000, got "/,
      ],
    ),
    ['from=1&to=1', 'Parameter "to": expected an instant after "from", which excludes it.'],
    ...['', 'Mars/Olympus', '+05:30', 'Europe/Berlin%00'].map((text): [string, RegExp] => [
      `${dates}&timeZone=${text}`,
      /^Parameter "timeZone": expected a name of the IANA time zone database such as "Europe\/Berlin", got "/,
    ]),
    ...['', 'x', 'next', '-1'].map((text): [string, RegExp] => [
      `${dates}&comparison=${text}`,
      /^Parameter "comparison": expected previous, previous-same-weekdays, previous-year, or the first date of the other period, got "/,
    ]),
    [`${dates}&comparison=2024-02-30`, /^Parameter "comparison": expected a date of the calendar/],
    ...['', 'x', '1', 'd', '0d', '-1d', '1D', '7m', '5h', '2w', '2M', '1.5h', '1y'].map(
      (text): [string, RegExp] => [
        `${dates}&bucket=${text}`,
        /^Parameter "bucket": expected one of 1h, 2h, .*, 1M, a number of days such as 7d, got "/,
      ],
    ),
    [
      'start=2024-01-01&end=2024-12-31&bucket=15m',
      'Parameter "bucket": expected at most 10000 buckets in the period (MAX_BUCKETS).',
    ],
    [`${dates}&bucket=1d&bucket=1d`, 'Parameter "bucket": expected one value, got several.'],
    [
      `${dates}&cohort=joined`,
      /^Parameter "cohort": expected one of start, end, from, to, timeZone, comparison, bucket instead\.$/,
    ],
    [`${dates}&start[]=x`, /^Parameter "start\[\]": expected one of start, /],
    [`${dates}&__proto__=x`, /^Parameter "__proto__": expected one of start, /],
  ];
  it('rejects invalid input with one message that names the parameter and what is expected', async () => {
    for (const [queryString, message] of invalid)
      await rejects('online-users', queryString, message);
    for (const queryString of ['1h', '15m']) {
      await rejects(
        'new-users',
        `${dates}&bucket=${queryString}`,
        /^Parameter "bucket": .*, since Rocket.Chat stores these counts per day, got/,
      );
    }
    await rejects(
      'online-hours',
      `${dates}&bucket=1d`,
      'Parameter "bucket": expected 1h, got "1d".',
    );
    await rejects('rooms', `${dates}&bucket=1d`, /^Parameter "bucket": expected one of start/);
    await rejects(
      'retention',
      `${dates}&bucket=1h`,
      /^Parameter "bucket": expected one of 1w, 1d, 1M, got/,
    );
    await rejects(
      'retention',
      `${dates}&cohort=x`,
      'Parameter "cohort": expected joined or online, got "x".',
    );
    for (const periods of ['0', '25', 'x', '', '-1']) {
      await rejects(
        'retention',
        `${dates}&periods=${periods}`,
        /^Parameter "periods": expected a whole number from 1 to 24, got/,
      );
    }
  });

  async function rejects(
    name: string,
    queryString: string,
    message: string | RegExp,
  ): Promise<void> {
    const response = await fetched(`${name}.csv?${queryString}`);
    assert.equal(
      response.headers.get('content-type'),
      'application/json; charset=utf-8',
      queryString,
    );
    assert.equal(response.headers.get('content-disposition'), null);
    const { errors } = (await response.json()) as { errors: Record<string, unknown>[] };
    assert.equal(response.status, 400, queryString);
    assert.deepEqual(Object.keys(errors[0] ?? {}), ['message', 'extensions']);
    assert.deepEqual(errors[0]?.extensions, { code: 'BAD_USER_INPUT' });
    const [{ message: got }] = errors as [{ message: string }];
    if (typeof message === 'string') assert.equal(got, message);
    else assert.match(got, message);
  }

  it('exists under the names of the table alone, and is only read', async () => {
    for (const path of [
      '',
      'users.csv',
      'rooms',
      'rooms.xml',
      'rooms.csv.json',
      '__proto__.csv',
      'rooms%2Ecsv%00',
    ]) {
      const response = await fetched(path);
      assert.equal(response.status, 404, path);
      assert.match(
        await response.text(),
        /"errors":\[\{"message":"No file has this path: expected/,
      );
    }
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
      const response = await fetched('rooms.csv', administrator, method);
      assert.equal(response.status, 405);
      assert.equal(response.headers.get('allow'), 'GET, HEAD');
      assert.match(await response.text(), /METHOD_NOT_ALLOWED/);
    }
  });

  it('costs what the metric costs, and is limited as GraphQL is', async () => {
    await using limited = await startTestGateway({
      QUERY_COST_LIMIT: '12',
      ANONYMOUS_RATE_LIMIT: '1',
      PERSISTED_ONLY: 'true',
    });
    await limited.db.fill(workspace);
    const statuses = [];
    for (const headers of [administrator, administrator, administrator, {}, {}]) {
      const response = await fetched(`new-users.csv?${dates}`, headers, 'GET', limited);
      statuses.push(response.status);
      if (response.status === 429) assert.ok(Number(response.headers.get('retry-after')) > 0);
    }
    assert.deepEqual(statuses, [200, 200, 429, 401, 429]);
  });
});

describe('what a viewer may export', () => {
  let gateway: TestGateway;
  before(async () => {
    gateway = await startTestGateway();
    await gateway.db.fill({ ...viewerDocuments });
  });
  after(() => gateway[Symbol.asyncDispose]());

  const expected = {
    allowed: [400, 'BAD_USER_INPUT'],
    unauthenticated: [401, 'UNAUTHENTICATED'],
    forbidden: [403, 'FORBIDDEN'],
  } as const;
  for (const { name, headers, permissionCheck } of viewers) {
    it(`${name}: is checked before the query string`, async () => {
      for (const one of exportsByName.keys()) {
        const response = await fetch(`${gateway.url}/export/${one}.csv`, { headers });
        const { errors } = (await response.json()) as { errors: { extensions: object }[] };
        const [status, code] = expected[permissionCheck];
        assert.deepEqual([response.status, errors[0]?.extensions], [status, { code }]);
      }
    });
  }
});
