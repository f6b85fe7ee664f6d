import assert from 'node:assert/strict';
import { after, before, describe, it, mock } from 'node:test';
import fc from 'fast-check';
import { arbitraryEngagement } from '../support/arbitrary-engagement.js';
import {
  dayOfMessages,
  dayOfNewUsers,
  room,
  session,
  type Documents,
} from '../support/documents.js';
import { expectedAnswer, operationOf } from '../support/engagement-queries.js';
import { administrator, people, startTestGateway, type TestGateway } from '../support/gateway.js';
import { signedIn, viewerDocuments, viewers } from '../support/viewers.js';

/** How many random queries are sent over HTTP. */
const runs = Number(process.env.RANDOM_SERIES_HTTP ?? 300);
const queriesEach = 10;

const now = Date.parse('2024-03-10T12:00:00Z');
const bucket = '(bucket: { unit: DAY })';

/** A user online from 10:00 to 12:00 on each of the four days before now, and on the day itself. */
const workspace: Documents = {
  ...people,
  rocketchat_sessions: ['06', '07', '08', '09', '10'].map((day) =>
    session({
      type: day === '10' ? 'session' : 'computed-session',
      loginAt: `2024-03-${day}T10:00:00.000Z`,
      closedAt: day === '10' ? undefined : `2024-03-${day}T12:00:00.000Z`,
    }),
  ),
  rocketchat_analytics: ['06', '07', '08', '09', '10'].flatMap((day) => [
    dayOfMessages({ _id: `m-${day}`, date: Number(`202403${day}`), messages: 10 }),
    dayOfNewUsers({ _id: `u-${day}`, date: Number(`202403${day}`), users: 2 }),
  ]),
  rocketchat_room: [room()],
};

describe('engagement over HTTP', () => {
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

  async function engagement(
    selection: string,
    args = 'period: { lastDays: 4 }',
    headers = administrator,
  ) {
    const query = `{ engagement(${args}) { ${selection} } }`;
    const answer = await gateway.graphql(query, headers);
    return { ...answer, engagement: answer.data?.engagement as Record<string, unknown> };
  }

  it('repeats the name of a time zone as it was given, and the workspace’s where none is', async () => {
    for (const [given, expected] of [
      ['', 'UTC'],
      [', timeZone: null', 'UTC'],
      [', timeZone: "Asia/Calcutta"', 'Asia/Calcutta'],
      [', timeZone: "europe/kyiv"', 'europe/kyiv'],
    ] as const) {
      const { engagement: answer } = await engagement(
        'timeZone onlineHours { timeZone }',
        `period: { lastDays: 1 }${given}`,
      );
      assert.deepEqual(answer, { timeZone: expected, onlineHours: { timeZone: expected } });
    }
  });

  it('counts today before any nightly job, and compares it with the elapsed part of yesterday', async () => {
    const { engagement: answer } = await engagement(
      `onlineUsers${bucket} { total comparison { total difference ratio } buckets { count comparedCount state } }
       messages${bucket} { total comparison { total } buckets { count state } }`,
      'period: { lastDays: 1 }, comparison: {}',
    );
    assert.deepEqual(answer, {
      onlineUsers: {
        total: 1,
        comparison: { total: 1, difference: 0, ratio: 0 },
        buckets: [{ count: 1, comparedCount: 1, state: 'PROVISIONAL' }],
      },
      messages: {
        total: 10,
        comparison: { total: null },
        buckets: [{ count: 10, state: 'PROVISIONAL' }],
      },
    });
  });

  it('says since when records exist, and leaves unknown what lies before', async () => {
    const { engagement: answer } = await engagement(
      `newUsers${bucket} { total buckets { count state } coverage { start end isComplete reason } }`,
      'period: { dates: { start: "2024-03-05", end: "2024-03-06" } }',
    );
    assert.deepEqual(answer, {
      newUsers: {
        total: 2,
        buckets: [
          { count: null, state: 'UNKNOWN' },
          { count: 2, state: 'FINAL' },
        ],
        coverage: {
          start: '2024-03-06T00:00:00.000Z',
          end: '2024-03-07T00:00:00.000Z',
          isComplete: false,
          reason: 'New users: stored without gaps since 2024-03-06T00:00:00.000Z only.',
        },
      },
    });
  });

  it('names the workspace, its zone and the coverage of its records', async () => {
    await gateway.db.fill({
      ...workspace,
      rocketchat_settings: [{ _id: 'Site_Name', value: 'Example' }],
    });
    const { data } = await gateway.graphql(
      `{ workspace { name timeZone people { start end isComplete reason } newUsers { start } hidesPrivateRooms } }`,
      administrator,
    );
    assert.deepEqual(data?.workspace, {
      name: 'Example',
      timeZone: 'UTC',
      people: {
        start: '2024-03-06T00:00:00.000Z',
        end: '2024-03-10T12:00:00.000Z',
        isComplete: true,
        reason: null,
      },
      newUsers: { start: '2024-03-06T00:00:00.000Z' },
      hidesPrivateRooms: false,
    });
    await gateway.db.fill(workspace);
  });

  it('shows no id and no name of a user', async () => {
    const { text } = await engagement(
      `onlineUsers { total buckets { count } } onlineHours { days { users } } activeUsers { days { daily } }
       retention(cohort: ONLINE) { cohorts { size periods { users } } } peakConcurrentUsers { total }`,
    );
    assert.doesNotMatch(text, /alice|admin/);
  });

  it('computes what it can where documents are odd', async () => {
    const odd = { date: 20240308, type: 'messages', room: { _id: 'general', t: 'c' } };
    await gateway.db.fill({
      ...workspace,
      rocketchat_settings: [{ _id: 'Site_Name', value: 7 }],
      rocketchat_sessions: [
        ...(workspace.rocketchat_sessions ?? []),
        { ...session(), _id: 'o1', loginAt: 'yesterday' },
        { ...session(), _id: 'o2', userId: 7 },
        { ...session(), _id: 'o3', month: 13, day: 0 },
        { ...session(), _id: 'o4', year: 'MMXXIV' },
        {
          ...session({ loginAt: '2024-03-09T10:00:00Z' }),
          _id: 'o5',
          closedAt: 12,
          logoutAt: null,
        },
      ],
      rocketchat_analytics: [
        ...(workspace.rocketchat_analytics ?? []),
        ...[NaN, Infinity, '5', null, { $x: 1 }].map((messages, index) => ({
          ...odd,
          _id: `odd-${index}`,
          messages,
        })),
        { ...odd, _id: 'odd-room', room: 7, messages: 1 },
        { ...odd, _id: 'odd-type', room: { _id: 'x', t: ['c'] }, messages: 1 },
        { ...odd, _id: 'odd-date', date: 'x', messages: 1 },
        { ...odd, _id: 'no-date', date: 20240299, messages: 1 },
      ],
      rocketchat_room: [{ _id: 'general', t: 'c', name: 5, ts: 'x', usernames: 'all' }],
      users: [...(people.users ?? []), { _id: 'u', type: 'user', createdAt: 'x' }],
    });
    const everything = `
      newUsers { total } messages { total } messagesByRoomType { types { type messages } }
      onlineUsers { total } peakConcurrentUsers { total } onlineHours { days { users } }
      activeUsers { days { daily } } retention { cohorts { size } }
      rooms { rooms { room { id name createdAt usernames } messages } }`;
    const { errors, engagement: answer } = await engagement(everything);
    assert.equal(errors, undefined);
    assert.deepEqual(answer.messages, { total: 42 });
    assert.deepEqual(answer.messagesByRoomType, {
      types: [
        { type: 'c', messages: 40 },
        { type: 'd', messages: 0 },
        { type: 'p', messages: 0 },
      ],
    });
    assert.deepEqual(answer.rooms, {
      rooms: [
        { room: { id: 'general', name: null, createdAt: null, usernames: null }, messages: 40 },
      ],
    });
    const { errors: others } = await gateway.graphql(
      '{ today { activeUsers messages } workspace { name } }',
      administrator,
    );
    assert.equal(others, undefined);
    await gateway.db.fill(workspace);
  });

  describe('a value that cannot be used is named, with what was expected', () => {
    const long = 'dates: { start: "2023-02-01", end: "2024-03-07" }';
    const period = 'period: { lastDays: 4 }';
    const invalid: readonly {
      args?: string;
      selection?: string;
      expected: RegExp;
    }[] = [
      { args: '', expected: /"period"/ },
      { args: 'period: {}', expected: /"period": expected exactly one of/ },
      { args: 'period: null', expected: /"period"/ },
      { args: 'period: { lastDays: null }', expected: /"period": expected exactly one of/ },
      { args: `period: { lastDays: 1, ${long} }`, expected: /"period": expected exactly one of/ },
      { args: 'period: { lastDays: 0 }', expected: /"period.lastDays": .* 1 to 400/ },
      { args: 'period: { lastDays: -1 }', expected: /"period.lastDays"/ },
      { args: 'period: { lastDays: 401 }', expected: /"period.lastDays"/ },
      { args: 'period: { lastDays: 1.5 }', expected: /"period.lastDays"/ },
      { args: 'period: { lastDays: "7" }', expected: /"period.lastDays"/ },
      { args: 'period: { weeks: 7 }', expected: /"period.weeks"/ },
      { args: 'period: 7', expected: /"period"/ },
      { args: `period: { ${long} }`, expected: /"period": expected at most 400 days/ },
      {
        args: 'period: { dates: { start: "2024-03-02", end: "2024-03-01" } }',
        expected: /"period.dates.end"/,
      },
      {
        args: 'period: { dates: { start: "2024-02-30", end: "2024-03-01" } }',
        expected: /"period.dates.start": expected a date of the calendar .* got "2024-02-30"/,
      },
      {
        args: 'period: { dates: { start: "2024-3-1", end: "2024-03-01" } }',
        expected: /"period.dates.start": expected a date/,
      },
      {
        args: 'period: { dates: { start: 20240301, end: "2024-03-01" } }',
        expected: /"period.dates.start": expected a date/,
      },
      { args: 'period: { dates: { start: "2024-03-01" } }', expected: /"period.dates"/ },
      {
        args: 'period: { dates: { start: "0000-01-01", end: "0000-01-02" } }',
        expected: /"period": expected a period between 0001-01-02 and 9999-12-30/,
      },
      {
        args: 'period: { dates: { start: "9999-12-31", end: "9999-12-31" } }',
        expected: /"period": expected a period between 0001-01-02 and 9999-12-30/,
      },
      {
        args: 'period: { dates: { start: "2011-12-30", end: "2011-12-30" } }, timeZone: "Pacific/Apia"',
        expected: /"period": expected dates that exist; Pacific\/Apia skips 2011-12-30/,
      },
      {
        args: 'period: { dates: { start: "2011-12-31", end: "2011-12-31" } }, timeZone: "Pacific/Apia", comparison: {}',
        expected: /"comparison": expected dates that exist/,
      },
      {
        args: 'period: { instants: { start: "2024-03-01T00:00:00Z", end: "2024-03-01T00:00:00Z" } }',
        expected: /"period.instants.end"/,
      },
      {
        args: 'period: { instants: { start: "2024-03-01", end: "2024-03-02T00:00:00Z" } }',
        expected: /"period.instants.start": expected an instant/,
      },
      {
        args: 'period: { instants: { start: "2023-01-01T00:00:00Z", end: "2024-03-01T00:00:00Z" } }',
        expected: /"period": expected at most 400 days/,
      },
      ...['+05:30', 'PST', '', 'Mars/Phobos', '2024-01-01T00:00[Europe/Berlin]', 'Z'].map(
        (zone) => ({
          args: `${period}, timeZone: "${zone}"`,
          expected: /"timeZone": expected a name of the IANA time zone database/,
        }),
      ),
      { args: `${period}, timeZone: 5`, expected: /"timeZone"/ },
      { args: `${period}, timeZone: ["UTC"]`, expected: /"timeZone"/ },
      { args: `${period}, comparison: { to: NEXT }`, expected: /"comparison.to"/ },
      { args: `${period}, comparison: { to: null }`, expected: /"comparison.to"/ },
      { args: `${period}, comparison: { start: "today" }`, expected: /"comparison.start"/ },
      { args: `${period}, comparison: { start: "0001-01-01" }`, expected: /"comparison"/ },
      { args: `${period}, comparison: true`, expected: /"comparison"/ },
      ...[
        ['HOUR', 5, '1, 2, 3, 4, 6, 8 or 12'],
        ['HOUR', 0, '1, 2'],
        ['MINUTE', 1, '5, 10, 15, 20 or 30'],
        ['MINUTE', 60, '5, 10'],
        ['DAY', 0, '1 or more'],
        ['DAY', -1, '1 or more'],
        ['WEEK', 2, 'expected 1 for WEEK'],
        ['MONTH', 3, 'expected 1 for MONTH'],
      ].map(([unit, size, expected]) => ({
        selection: `onlineUsers(bucket: { unit: ${unit ?? ''}, size: ${size ?? ''} }) { total }`,
        expected: new RegExp(`"bucket.size": .*${expected ?? ''}`),
      })),
      {
        args: 'period: { lastDays: 40 }',
        selection: 'peakConcurrentUsers(bucket: { unit: MINUTE, size: 5 }) { total }',
        expected: /"bucket": expected at most 10000 buckets/,
      },
      { selection: 'onlineUsers(bucket: {}) { total }', expected: /"bucket"/ },
      { selection: 'onlineUsers(bucket: { unit: YEAR }) { total }', expected: /"bucket.unit"/ },
      { selection: 'onlineUsers(bucket: null) { total }', expected: /"bucket"/ },
      {
        selection: 'onlineUsers(bucket: { unit: WEEK, weekStartsOn: FUNDAY }) { total }',
        expected: /"bucket.weekStartsOn"/,
      },
      {
        selection: 'newUsers(bucket: { unit: HOUR }) { total }',
        expected: /"bucket.unit": expected DAY, WEEK or MONTH, since .* per day, got HOUR/,
      },
      {
        selection: 'messages(bucket: { unit: MINUTE, size: 5 }) { total }',
        expected: /"bucket.unit"/,
      },
      { selection: 'messages(types: ["c"]) { total }', expected: /"types"/ },
      { selection: 'messages(types: [x]) { total }', expected: /"types"/ },
      {
        selection: 'retention(unit: HOUR) { computedAt }',
        expected: /"unit": expected DAY, WEEK or MONTH, got HOUR/,
      },
      { selection: 'retention(periods: 0) { computedAt }', expected: /"periods": .* 1 to 24/ },
      { selection: 'retention(periods: 25) { computedAt }', expected: /"periods": .* 1 to 24/ },
      { selection: 'retention(cohort: ALL) { computedAt }', expected: /"cohort"/ },
      { selection: 'rooms(offset: -1) { total }', expected: /"offset": expected 0 or more/ },
      { selection: 'rooms(count: 0) { total }', expected: /"count"/ },
      { selection: 'rooms(count: 501) { total }', expected: /"count": .* 1 to 500/ },
      {
        selection: 'rooms(sort: { by: PREVIOUS_MESSAGES }) { total }',
        expected: /"sort.by": .* "comparison"/,
      },
      { selection: 'rooms(sort: { by: CHANGE }) { total }', expected: /"sort.by"/ },
      { selection: 'rooms(sort: { by: SIZE }) { total }', expected: /"sort.by"/ },
      { selection: 'rooms(types: [q]) { total }', expected: /"types"/ },
      { selection: 'rooms(hideInactive: 1) { total }', expected: /"hideInactive"/ },
      {
        selection: `rooms(search: "${'x'.repeat(201)}") { total }`,
        expected: /"search": expected at most 200/,
      },
    ];
    for (const { args = period, selection = 'timeZone', expected } of invalid) {
      it(args === period ? selection.slice(0, 80) : args, async () => {
        const given = args === '' ? '' : `(${args})`;
        const { errors } = await gateway.graphql(
          `{ engagement${given} { ${selection} } }`,
          administrator,
        );
        assert.equal(errors?.length, 1);
        assert.match(errors[0]?.message ?? '', /^Argument "/);
        assert.match(errors[0]?.message ?? '', expected);
        assert.equal(errors[0]?.extensions.code, 'BAD_USER_INPUT');
      });
    }

    it('also in a variable', async () => {
      const query = `query ($period: PeriodInput!, $zone: TimeZone) {
        engagement(period: $period, timeZone: $zone) { timeZone }
      }`;
      for (const [variables, expected] of [
        [
          { period: { dates: { start: '2024-02-30', end: '2024-03-01' } } },
          /"period.dates.start": expected a date/,
        ],
        [{ period: { lastDays: '7' } }, /"period.lastDays"/],
        [{ period: { lastDays: 2 }, zone: '+01:00' }, /"timeZone": expected a name/],
        [{}, /"period"/],
      ] as const) {
        const { errors } = await gateway.graphql(query, administrator, variables);
        assert.equal(errors?.length, 1);
        assert.match(errors[0]?.message ?? '', expected);
        assert.equal(errors[0]?.extensions.code, 'BAD_USER_INPUT');
      }
    });
  });
});

it('the values of an enum are shown in development alone, as the schema is', async () => {
  for (const [NODE_ENV, expected] of [
    [
      'development',
      /^Argument "comparison.to": expected one of PREVIOUS, PREVIOUS_SAME_WEEKDAYS, /,
    ],
    ['production', /^Argument "comparison.to": Value "NEXT" does not exist/],
  ] as const) {
    await using gateway = await startTestGateway({ NODE_ENV });
    await gateway.db.fill(people);
    const select = 'engagement(period: { lastDays: 2 }, comparison:';
    for (const [query, variables] of [
      [`{ ${select} { to: NEXT }) { timeZone } }`, {}],
      [`query ($to: ComparisonInput) { ${select} $to) { timeZone } }`, { to: { to: 'NEXT' } }],
    ] as const) {
      const { errors } = await gateway.graphql(query, administrator, variables);
      assert.match(errors?.[0]?.message ?? '', expected);
    }
  }
});

describe('where private rooms are hidden', () => {
  const date = 20240309;
  const hidden = [
    { _id: 'idOfMergers', t: 'p', name: 'mergers' },
    { _id: 'annaben', t: 'd', usernames: ['anna', 'ben'] },
  ];
  const open = [
    { _id: 'zoo', t: 'c', name: 'zoo' },
    { _id: 'aviary', t: 'c', name: 'aviary' },
  ];
  let gateway: TestGateway;
  before(async () => {
    mock.timers.enable({ apis: ['Date'], now });
    gateway = await startTestGateway({ HIDE_PRIVATE_ROOMS: 'true', PRIVACY_KEY: 'k'.repeat(16) });
    await gateway.db.fill({
      ...people,
      rocketchat_analytics: [...hidden, ...open].map((one, index) =>
        dayOfMessages({ _id: `m${index}`, date, room: one, messages: 5 }),
      ),
      rocketchat_room: [...hidden, ...open].map((one) => room(one)),
    });
  });
  after(async () => {
    await gateway[Symbol.asyncDispose]();
    mock.timers.reset();
  });

  async function roomsOf(args: string) {
    const { data, text } = await gateway.graphql(
      `{ engagement(period: { lastDays: 4 }) { rooms${args} { total rooms { room { id type name usernames } messages } } } }`,
      administrator,
    );
    const { rooms } = data?.engagement as {
      rooms: { total: number; rooms: { room: { type: string; name: string | null } }[] };
    };
    return { total: rooms.total, names: rooms.rooms.map(({ room }) => room.name), text };
  }

  it('their ids and names are in no response, and they come last among equals', async () => {
    for (const [args, names] of [
      ['', ['aviary', 'zoo', null, null]],
      ['(sort: { by: MESSAGES, direction: ASCENDING })', ['aviary', 'zoo', null, null]],
      ['(sort: { by: NAME, direction: ASCENDING })', ['aviary', 'zoo', null, null]],
      ['(sort: { by: NAME, direction: DESCENDING })', ['zoo', 'aviary', null, null]],
    ] as const) {
      const answer = await roomsOf(args);
      assert.deepEqual(answer.names, names, args);
      assert.doesNotMatch(answer.text, /mergers|anna|idOf/, args);
    }
  });

  it('nothing of them is searched', async () => {
    for (const search of ['mergers', 'anna', 'ben']) {
      assert.equal((await roomsOf(`(search: "${search}")`)).total, 0, search);
    }
    assert.equal((await roomsOf('(search: "ZOO")')).total, 1);
  });
});

describe('what a viewer may see of the new fields', () => {
  let gateway: TestGateway;
  before(async () => {
    gateway = await startTestGateway();
    await gateway.db.fill({ ...viewerDocuments });
  });
  after(() => gateway[Symbol.asyncDispose]());

  const queries = {
    engagement: '{ engagement(period: { lastDays: 1 }) { timeZone } }',
    today: '{ today { date } }',
    workspace: '{ workspace { timeZone } }',
  };
  for (const viewer of viewers) {
    it(`${viewer.name}: engagement needs the permission, viewer only credentials`, async () => {
      for (const query of Object.values(queries)) {
        const { errors } = await gateway.graphql(query, viewer.headers);
        const codes = {
          allowed: undefined,
          unauthenticated: 'UNAUTHENTICATED',
          forbidden: 'FORBIDDEN',
        };
        assert.equal(errors?.[0]?.extensions.code, codes[viewer.permissionCheck]);
      }
      const { data, errors } = await gateway.graphql(
        '{ viewer { id canViewEngagement } }',
        viewer.headers,
      );
      if (viewer.permissionCheck === 'unauthenticated') {
        assert.equal(errors?.[0]?.extensions.code, 'UNAUTHENTICATED');
      } else {
        assert.deepEqual(data?.viewer, {
          id: viewer.headers['x-user-id'],
          canViewEngagement: viewer.permissionCheck === 'allowed',
        });
      }
    });
  }

  it('the viewer has the names of the user', async () => {
    const { data } = await gateway.graphql('{ viewer { username name } }', signedIn('member'));
    assert.deepEqual(data?.viewer, { username: 'member', name: 'member' });
  });
});

describe('every field over HTTP agrees with a count minute by minute', () => {
  const gateways = new Map<string, TestGateway>();
  before(() => {
    mock.timers.enable({ apis: ['Date'] });
  });
  after(async () => {
    for (const gateway of gateways.values()) await gateway[Symbol.asyncDispose]();
    mock.timers.reset();
  });

  it('in any zone, period, bucket and comparison', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryEngagement(queriesEach), async (random) => {
        const { zone, now, timeZone, queries } = random;
        const documents = {
          ...random.documents,
          ...people,
          users: [...(random.documents.users ?? []), ...(people.users ?? [])],
        };
        mock.timers.setTime(now);
        const gateway =
          gateways.get(zone) ?? (await startTestGateway({ WORKSPACE_TIMEZONE: zone }));
        gateways.set(zone, gateway);
        await gateway.db.fill(documents);
        for (const query of queries) {
          const operation = operationOf(query, timeZone);
          const { data, errors } = await gateway.graphql(
            operation.query,
            administrator,
            operation.variables,
          );
          const expected = expectedAnswer(query, { documents, zone, now }, timeZone);
          if (expected === 'rejected') {
            assert.equal(errors?.[0]?.extensions.code, 'BAD_USER_INPUT');
          } else {
            assert.equal(errors, undefined);
            assert.deepEqual(data, expected);
          }
        }
      }),
      { numRuns: Math.ceil(runs / queriesEach) },
    );
  });
});
