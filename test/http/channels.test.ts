import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { dayOfMessages, room } from '../support/documents.js';
import { administrator, people, startTestGateway, type TestGateway } from '../support/gateway.js';
import { columns, documents, rows, sorted, type Row } from './channel-rows.js';

const query = `query (
  $offset: Int! = 0, $count: Int! = 50, $sort: ChannelSort! = { by: MESSAGES },
  $types: [RoomType!], $search: String, $hide: Boolean! = true
) {
  channels(
    start: "2024-03-05T00:00:00Z", end: "2024-03-05T23:59:59Z", offset: $offset, count: $count,
    sort: $sort, types: $types, search: $search, hideRoomsWithNoActivity: $hide
  ) {
    total offset count
    channels { messages previousMessages change room { id } }
  }
}`;

interface Page {
  total: number;
  offset: number;
  count: number;
  channels: (Pick<Row, 'messages' | 'previousMessages'> & {
    change: number;
    room: { id: string };
  })[];
}

let gateway: TestGateway;

async function pageOf(variables: Record<string, unknown>): Promise<Page> {
  const { data, errors } = await gateway.graphql(query, administrator, variables);
  assert.equal(errors, undefined);
  return data?.channels as Page;
}

async function idsOf(variables: Record<string, unknown>): Promise<string[]> {
  const { channels, total } = await pageOf({ count: 500, ...variables });
  assert.equal(total, channels.length);
  return channels.map(({ room: { id } }) => id);
}

before(async () => {
  gateway = await startTestGateway();
  await gateway.db.fill(documents);
});
after(() => gateway[Symbol.asyncDispose]());

describe('channels in any order', () => {
  for (const by of Object.keys(columns)) {
    for (const [direction, sign] of [
      ['ASCENDING', 1],
      ['DESCENDING', -1],
    ] as const) {
      it(`${by} ${direction} is an order in which pages never overlap`, async () => {
        const expected = sorted(by, sign);
        const sort = { by, direction };
        assert.deepEqual(await idsOf({ sort }), expected);

        const paged: string[] = [];
        for (let offset = 0; offset < rows.length; offset += 3) {
          const page = await pageOf({ sort, offset, count: 3 });
          assert.deepEqual([page.total, page.offset], [rows.length, offset]);
          assert.equal(page.count, page.channels.length);
          paged.push(...page.channels.map(({ room: { id } }) => id));
        }
        assert.deepEqual(paged, expected);
      });
    }

    it(`${by} is descending unless requested otherwise`, async () => {
      assert.deepEqual(await idsOf({ sort: { by } }), sorted(by, -1));
    });
  }

  it('are the rooms with the most messages first by default, with what has changed', async () => {
    const { channels } = await pageOf({ count: 3 });
    assert.deepEqual(channels, [
      { messages: 9, previousMessages: 9, change: 0, room: { id: 'r1' } },
      { messages: 9, previousMessages: 2, change: 7, room: { id: 'r3' } },
      { messages: 9, previousMessages: 0, change: 9, room: { id: 'r5' } },
    ]);
  });

  it('are none beyond the last, of the same total', async () => {
    const page = await pageOf({ offset: 8, count: 5 });
    assert.deepEqual(page, { total: 8, offset: 8, count: 0, channels: [] });
  });
});

describe('channels chosen', () => {
  const chosen = [
    { what: 'public rooms', variables: { types: ['c'] }, ids: ['r1', 'r3', 'r6', 'r8'] },
    {
      what: 'private and direct rooms',
      variables: { types: ['d', 'p'] },
      ids: ['r2', 'r4', 'r5', 'r7'],
    },
    { what: 'all types', variables: { types: ['c', 'p', 'd'] }, ids: rows.map(({ id }) => id) },
    { what: 'a part of a name', variables: { search: 'ner' }, ids: ['r3'] },
    { what: 'a name in another case', variables: { search: 'RANDOM' }, ids: ['r1'] },
    { what: 'letters beyond ASCII', variables: { search: 'ZÜR' }, ids: ['r8'] },
    { what: 'a display name', variables: { search: 'the b' }, ids: ['r2'] },
    { what: 'the name behind a display name', variables: { search: 'board' }, ids: ['r2'] },
    { what: 'a user name', variables: { search: 'ben' }, ids: ['r5'] },
    { what: 'a user name in another case', variables: { search: 'CARL' }, ids: ['r4'] },
    { what: 'an id, which is no name', variables: { search: 'r3' }, ids: [] },
    { what: 'everything', variables: { search: '' }, ids: rows.map(({ id }) => id) },
    {
      what: 'a name of one type',
      variables: { search: 'a', types: ['c'] },
      ids: ['r1', 'r3', 'r8'],
    },
    { what: 'a user name of another type', variables: { search: 'ben', types: ['c'] }, ids: [] },
    { what: 'a silent room', variables: { search: 'silent' }, ids: [] },
    {
      what: 'a silent room, if wanted',
      variables: { search: 'silent', hide: false },
      ids: ['silent'],
    },
  ];
  for (const { what, variables, ids } of chosen) {
    it(`by ${what} are these alone`, async () => {
      assert.deepEqual((await idsOf(variables)).sort(), [...ids].sort());
    });
  }

  const literally = [
    { search: '.*', ids: [] },
    { search: '.', ids: ['r8'] },
    { search: '^g', ids: [] },
    { search: 'l$', ids: [] },
    { search: 'c++ (', ids: ['r7'] },
    { search: '[x]', ids: ['r6'] },
    { search: 'f|[', ids: ['r6'] },
    { search: '0%_O', ids: ['r6'] },
    { search: 'general|random', ids: [] },
    { search: '\\w', ids: [] },
    { search: '\\', ids: [] },
    { search: '(?i)', ids: [] },
    { search: '{1}', ids: [] },
    { search: '$name', ids: [] },
  ];
  for (const { search, ids } of literally) {
    it(`by "${search}" are those that contain just that`, async () => {
      assert.deepEqual(await idsOf({ search }), ids);
    });
  }

  it('are counted before they are paged', async () => {
    const page = await pageOf({ types: ['c'], search: 'r', count: 1, offset: 1 });
    assert.deepEqual([page.total, page.offset, page.count], [3, 1, 1]);
  });
});

describe('arguments of channels', () => {
  const rejected = [
    { argument: 'offset', value: -1 },
    { argument: 'count', value: -1 },
    { argument: 'count', value: 0 },
    { argument: 'count', value: 501 },
    { argument: 'offset', value: 2 ** 31 },
    { argument: 'count', value: '5' },
    { argument: 'sort', value: { by: 'SIZE' } },
    { argument: 'types', value: ['l'] },
    { argument: 'search', value: 5 },
    { argument: 'search', value: 'x'.repeat(201) },
  ];
  for (const { argument, value } of rejected) {
    it(`${argument} ${JSON.stringify(value).slice(0, 30)} is rejected by name`, async () => {
      const { status, errors } = await gateway.graphql(query, administrator, { [argument]: value });
      assert.equal(status, 200);
      assert.deepEqual(
        errors?.map(({ extensions }) => extensions),
        [{ code: 'BAD_USER_INPUT' }],
      );
      assert.match(errors[0]?.message ?? '', new RegExp(`"${argument}[^"]*"`));
    });
  }
});

it('channels sorted by name are in one order whatever the case, in every script', async () => {
  const names = [
    'Яблоко',
    'Ähre',
    'архив',
    'Zoo',
    'Борис',
    'Ωmega',
    'ätna',
    'apple',
    'ящик',
    'ωko',
  ];
  const rooms = names.map((name) => room({ _id: `room ${name}`, name }));
  await using other = await startTestGateway();
  await other.db.fill({
    ...people,
    rocketchat_room: rooms,
    rocketchat_analytics: names.map((name) =>
      dayOfMessages({ room: { _id: `room ${name}`, t: 'c' } }),
    ),
  });
  const sort = { by: 'NAME', direction: 'ASCENDING' };
  const { data } = await other.graphql(query, administrator, { sort });
  const { channels } = data?.channels as Page;
  assert.deepEqual(
    channels.map(({ room: { id } }) => id.slice(5)),
    ['apple', 'Zoo', 'Ähre', 'ätna', 'ωko', 'Ωmega', 'архив', 'Борис', 'Яблоко', 'ящик'],
  );
});
