import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { sortColumns } from '../support/arbitrary-engagement.js';
import { dayOfMessages, room, type Documents } from '../support/documents.js';
import { administrator, people, startTestGateway, type TestGateway } from '../support/gateway.js';

const window = { start: '2024-03-05T00:00:00.000Z', end: '2024-03-05T23:59:59.999Z' };
const query = new URLSearchParams(window).toString();

const mergers = { _id: 'idOfMergers', t: 'p', name: 'mergers' };
const layoffs = { _id: 'idOfLayoffs', t: 'p', name: 'zlayoffs' };
const lovers = { _id: 'annaben', t: 'd', usernames: ['anna', 'ben'] };
const variants = { _id: 'annacarl', t: 'd', usernames: ['anna', 'carl'] };

/** Two public rooms among private and direct ones, all as busy as each other in pairs. */
const documents: Documents = {
  ...people,
  rocketchat_analytics: [
    dayOfMessages({ room: { _id: 'general' }, messages: 50 }),
    dayOfMessages({ room: mergers, messages: 30 }),
    dayOfMessages({ room: layoffs, messages: 30 }),
    dayOfMessages({ room: lovers, messages: 20 }),
    dayOfMessages({ room: variants, messages: 20 }),
    dayOfMessages({ room: { _id: 'nights' }, messages: 1 }),
  ],
  rocketchat_room: [
    room({ _id: 'general', usernames: ['anna', 'ben'] }),
    room({ _id: 'nights' }),
    room({ ...mergers, fname: 'Mergers & more' }),
    room(layoffs),
    room(lovers),
    room(variants),
  ],
};

const secrets = ['mergers', 'layoffs', 'anna', 'carl', 'idOf'];
const channelsQuery = `query ($sort: ChannelSort! = { by: MESSAGES }, $search: String, $types: [RoomType!]) {
  channels(start: "${window.start}", end: "${window.end}", sort: $sort, search: $search, types: $types) {
    total
    channels { messages room { id name type usernames } }
  }
}`;

interface Row {
  messages: number;
  room: { id: string; name: string | null; type: string; usernames: string[] | null };
}

async function channelsOf(gateway: TestGateway, variables: Record<string, unknown> = {}) {
  const { data, text } = await gateway.graphql(channelsQuery, administrator, variables);
  const { channels, total } = data?.channels as { channels: Row[]; total: number };
  return { channels, total, text };
}

const list = async (gateway: TestGateway) =>
  (await gateway.rest(`/channels/list?${query}`, administrator)).text;

function start(key: string): Promise<TestGateway> {
  return startTestGateway({ HIDE_PRIVATE_ROOMS: 'true', PRIVACY_KEY: key });
}

describe('rooms that are not public, with HIDE_PRIVATE_ROOMS', () => {
  let gateway: TestGateway;
  before(async () => {
    gateway = await start('a key of sixteen and more');
    await gateway.db.fill(documents);
  });
  after(() => gateway[Symbol.asyncDispose]());

  it('keep type, dates and counts in channels/list and lose their names', async () => {
    const body = JSON.parse(await list(gateway)) as {
      channels: { room: Record<string, unknown>; messages: number }[];
    };
    const shown = body.channels.map(({ room: { _id, ...rest }, messages }) => ({
      ...rest,
      isHashed: /^[\w-]{43}$/.test(String(_id)),
      messages,
    }));
    const dates = { ts: '2023-01-01T00:00:00.000Z', _updatedAt: '2024-03-05T10:00:00.000Z' };
    const publicRoom = { ...dates, t: 'c', isHashed: false };
    const privateRoom = { ...dates, t: 'p', isHashed: true, messages: 30 };
    const directRoom = { ...dates, t: 'd', usernames: [], isHashed: true, messages: 20 };
    assert.deepEqual(shown, [
      { ...publicRoom, name: 'general', usernames: ['anna', 'ben'], messages: 50 },
      privateRoom,
      privateRoom,
      directRoom,
      directRoom,
      { ...publicRoom, name: 'nights', messages: 1 },
    ]);
    const ids = body.channels.map(({ room: { _id } }) => _id);
    assert.equal(new Set(ids).size, ids.length);

    const path = `/channels/list?${query}&hideRoomsWithNoActivity=false`;
    assert.equal((await gateway.rest(path, administrator)).text, await list(gateway));
  });

  it('are grouped by their names before these are hidden from the popular channels', async () => {
    const path = `/messages/top-five-popular-channels?${query}`;
    assert.equal(
      (await gateway.rest(path, administrator)).text,
      '{"channels":[{"messages":50,"t":"c","name":"general","usernames":[]},{"messages":30,"t":"p","usernames":[]},{"messages":30,"t":"p","usernames":[]},{"messages":20,"t":"d","usernames":[]},{"messages":20,"t":"d","usernames":[]}],"success":true}',
    );
    const { data } = await gateway.graphql(
      `{ popularChannels(start: "${window.start}", end: "${window.end}") { messages type name usernames } }`,
      administrator,
    );
    assert.deepEqual(data?.popularChannels, [
      { messages: 50, type: 'c', name: 'general', usernames: [] },
      { messages: 30, type: 'p', name: null, usernames: [] },
      { messages: 30, type: 'p', name: null, usernames: [] },
      { messages: 20, type: 'd', name: null, usernames: [] },
      { messages: 20, type: 'd', name: null, usernames: [] },
    ]);
  });

  it('show nothing of themselves in the field channels either, and the same ids', async () => {
    const { channels, text } = await channelsOf(gateway, { types: ['p', 'd'] });
    assert.equal(channels.length, 4);
    for (const { room: hidden } of channels) {
      assert.equal(hidden.name, null);
      assert.deepEqual(hidden.usernames, hidden.type === 'd' ? [] : null);
    }
    for (const secret of secrets) assert.ok(!text.includes(secret), secret);
    const listed = await list(gateway);
    for (const { room: hidden } of channels) assert.ok(listed.includes(`"${hidden.id}"`));
  });

  for (const search of ['mergers', 'MORE', 'layoffs', 'carl', 'idOf', 'annaben', 'a']) {
    it(`are not found by searching for "${search}"`, async () => {
      const { channels, total } = await channelsOf(gateway, { search });
      // Public rooms are searched as ever: an "a" stands in a name and in a member's.
      const found = search === 'a' ? ['general'] : [];
      assert.deepEqual(
        channels.map(({ room: { name } }) => name),
        found,
      );
      assert.equal(total, found.length);
    });
  }

  for (const direction of ['ASCENDING', 'DESCENDING']) {
    it(`stand last, whatever their names are, when sorted by name ${direction}`, async () => {
      const { channels } = await channelsOf(gateway, { sort: { by: 'NAME', direction } });
      const names = channels.map(({ room: { name } }) => name);
      const visible = direction === 'ASCENDING' ? ['general', 'nights'] : ['nights', 'general'];
      assert.deepEqual(names, [...visible, null, null, null, null]);
    });
  }

  it('have ids that stay the same under one key, differ under another, and are no plain digests', async () => {
    const idsOf = async (there: TestGateway) =>
      (await channelsOf(there, { types: ['p', 'd'] })).channels.map(({ room: { id } }) => id);
    const ids = await idsOf(gateway);
    assert.deepEqual(await idsOf(gateway), ids);

    await using same = await start('a key of sixteen and more');
    await same.db.fill(documents);
    assert.deepEqual(await idsOf(same), ids);

    await using other = await start('another key, as long as that');
    await other.db.fill(documents);
    for (const id of await idsOf(other)) assert.ok(!ids.includes(id));

    for (const { _id } of [mergers, layoffs, lovers, variants]) {
      assert.ok(!ids.includes(createHash('sha256').update(_id).digest('base64url')));
    }
  });
});

/** What an attacker knows of rooms that are not shown: who may write to whom, and names. */
describe('a viewer who sends any query to a workspace that hides its rooms', () => {
  const members = Array.from({ length: 40 }, (_, at) => `user${String(at).padStart(2, '0')}`);
  const direct = members.map((name, at) => ({
    _id: `${name}${members[(at * 7 + 3) % 40] ?? ''}`,
    t: 'd',
  }));
  const formerlyPublic = { _id: 'idOfFormer', t: 'c', name: 'layoffs-2024' };
  const deleted = { _id: 'idOfDeleted', t: 'c', name: 'was-deleted' };
  let gateway: TestGateway;
  before(async () => {
    gateway = await start('a key of sixteen and more');
    await gateway.db.fill({
      ...people,
      rocketchat_room: [
        ...direct.map((one) => room({ ...one, usernames: ['x', 'y'] })),
        room({ _id: 'zz', name: 'zz' }),
        room({ _id: 'aa', name: 'aa' }),
        room({ ...formerlyPublic, t: 'p' }),
      ],
      rocketchat_analytics: [
        ...[...direct, { _id: 'zz' }, { _id: 'aa' }].map((one) =>
          dayOfMessages({ room: one, messages: 5 }),
        ),
        dayOfMessages({ room: formerlyPublic, messages: 9 }),
        dayOfMessages({ room: deleted, messages: 8 }),
      ],
    });
  });
  after(() => gateway[Symbol.asyncDispose]());

  for (const by of sortColumns) {
    for (const direction of ['ASCENDING', 'DESCENDING']) {
      it(`learns nothing of ids from the order by ${by} ${direction}`, async () => {
        const { channels } = await channelsOf(gateway, { sort: { by, direction } });
        const equal = channels.filter(({ messages }) => messages === 5);
        const hidden = equal
          .filter(({ room: { type } }) => type === 'd')
          .map(({ room }) => room.id);
        assert.equal(hidden.length, 40);
        // In the order of what is shown, and after the rooms whose ids are shown.
        assert.deepEqual(hidden, hidden.toSorted());
        assert.deepEqual(
          equal
            .slice(0, 2)
            .map(({ room: { name } }) => name)
            .sort(),
          ['aa', 'zz'],
        );
      });
    }
  }

  it('reads no name of a room that is hidden or gone now, though it was public', async () => {
    const path = `/messages/top-five-popular-channels?${query}`;
    const { text } = await gateway.rest(path, administrator);
    assert.deepEqual(JSON.parse(text), {
      channels: [
        { messages: 200, t: 'd', usernames: [] },
        { messages: 9, t: 'c', usernames: [] },
        { messages: 8, t: 'c', usernames: [] },
        { messages: 5, t: 'c', name: 'aa', usernames: [] },
        { messages: 5, t: 'c', name: 'zz', usernames: [] },
      ],
      success: true,
    });
  });

  it('finds by no search what is hidden', async () => {
    for (const search of ['layoffs', 'user0', 'x', 'y', 'idOf']) {
      assert.equal((await channelsOf(gateway, { search })).total, 0, search);
    }
  });
});

describe('rooms that are not public, without it', () => {
  it('have their names and ids', async () => {
    await using gateway = await startTestGateway();
    await gateway.db.fill(documents);
    const text = await list(gateway);
    for (const secret of secrets) assert.ok(text.includes(secret), secret);
    assert.equal((await channelsOf(gateway, { search: 'mergers' })).total, 1);
  });
});
