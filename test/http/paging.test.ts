import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { dayOfMessages, room } from '../support/documents.js';
import { administrator, people, startTestGateway, type TestGateway } from '../support/gateway.js';
import { channels } from '../references/channels.js';

const day = { start: '2024-03-05T00:00:00.000Z', end: '2024-03-05T23:59:59.999Z' };

/** 120 rooms in which something was written, most of them as busy as others, and three silent ones. */
const ids = Array.from({ length: 120 }, (_, index) => `room-${String((index * 37) % 120)}`);
const documents = {
  ...people,
  rocketchat_analytics: ids.map((_id, index) =>
    dayOfMessages({ room: { _id }, messages: index % 7 }),
  ),
  rocketchat_room: [...ids, 'silent-1', 'silent-2', 'silent-3'].map((_id) => room({ _id })),
};

const all = { offset: 0, count: 0, hideRoomsWithNoActivity: true };
const pageOfFifty = { ...all, count: 50 };

/** What stands behind `start` and `end`, and the page of a plain count over the documents. */
const result = [
  { query: '', page: pageOfFifty },
  { query: 'count=', page: all },
  { query: 'count=0', page: all },
  { query: 'count=abc', page: all },
  { query: 'count=NaN', page: all },
  { query: 'count=1', page: { ...all, count: 1 } },
  { query: 'count=10abc', page: { ...all, count: 10 } },
  { query: 'count=%2025', page: { ...all, count: 25 } },
  { query: 'count=2.9', page: { ...all, count: 2 } },
  { query: 'count=100', page: { ...all, count: 100 } },
  { query: 'count=101', page: { ...all, count: 100 } },
  { query: 'count=99999999999999', page: { ...all, count: 100 } },
  { query: 'offset=', page: pageOfFifty },
  { query: 'offset=0', page: pageOfFifty },
  { query: 'offset=100', page: { ...pageOfFifty, offset: 100 } },
  { query: 'offset=10abc', page: { ...pageOfFifty, offset: 10 } },
  { query: 'offset=abc', page: { ...pageOfFifty, offset: NaN } },
  { query: 'offset=120', page: { ...pageOfFifty, offset: 120 } },
  { query: 'offset=5000', page: { ...pageOfFifty, offset: 5000 } },
  { query: 'offset=99999999999999', page: { ...pageOfFifty, offset: 99999999999999 } },
  { query: 'count=30&offset=110', page: { ...all, offset: 110, count: 30 } },
  { query: 'offset=115&count=0', page: { ...all, offset: 115 } },
  { query: 'offset=x&count=x', page: { ...all, offset: NaN } },
];

const rejected = [
  { query: 'count=-1', error: /count/ },
  { query: 'offset=-1', error: /offset/ },
  { query: 'offset=-99999999999999', error: /offset/ },
  { query: 'count=-1&offset=5', error: /count/ },
  {
    query: 'offset=1&offset=2',
    error: /^Match error: Expected string, got object in field offset$/,
  },
  { query: 'count=1&count=1', error: /^Match error: Expected string, got object in field count$/ },
  { query: 'count[]=1', error: /^Match error: Expected string, got object in field count$/ },
  { query: 'offset[$gt]=', error: /^Match error: Expected string, got object in field offset$/ },
];

/** The flag as sent, and whether silent rooms are listed: by default, and with the setting of versions before 8. */
const flags = [
  { query: '', isListed: false, wasListed: true },
  { query: 'hideRoomsWithNoActivity=true', isListed: false, wasListed: false },
  { query: 'hideRoomsWithNoActivity=false', isListed: true, wasListed: true },
  { query: 'hideRoomsWithNoActivity=', isListed: false, wasListed: true },
  { query: 'hideRoomsWithNoActivity=1', isListed: false, wasListed: true },
];

const list = (gateway: TestGateway, query: string) =>
  gateway.rest(`/channels/list?start=${day.start}&end=${day.end}&${query}`, administrator);

const expected = (page: typeof all) => ({
  ...channels(documents, {
    start: new Date(day.start),
    end: new Date(day.end),
    timeZone: 'UTC',
    ...page,
  }),
  success: true,
});

describe('pages of channels/list', () => {
  let gateway: TestGateway;
  before(async () => {
    gateway = await startTestGateway();
    await gateway.db.fill(documents);
  });
  after(() => gateway[Symbol.asyncDispose]());

  for (const { query, page } of result) {
    it(`are what Rocket.Chat makes of "${query}"`, async () => {
      const { status, text } = await list(gateway, query);
      assert.equal(status, 200, text);
      assert.equal(text, JSON.stringify(expected(page)));
    });
  }

  for (const { query, error } of rejected) {
    it(`are rejected for "${query}" in the gateway's own words`, async () => {
      const { status, text } = await list(gateway, query);
      const body = JSON.parse(text) as Record<string, unknown>;
      assert.equal(status, 400, text);
      assert.deepEqual(Object.keys(body), ['success', 'error']);
      assert.match(String(body.error), error);
    });
  }

  it('are validated key by key in the order of the string', async () => {
    const url = '/channels/list';
    const inField = async (query: string) => {
      const { text } = await gateway.rest(`${url}?${query}`, administrator);
      return /in field (\w+)"/.exec(text)?.[1];
    };
    assert.equal(await inField('offset=1&offset=2&start=x&end=x'), 'offset');
    assert.equal(await inField('start=x&offset=1&offset=2&end=x'), 'start');
    assert.equal(await inField('count[]=1&offset[]=2'), 'count');
    assert.equal(await inField(`end=${day.end}&count[]=1`), 'count');
    assert.equal(await inField(`count=-1&end=x`), 'end');
  });

  it('never overlap and together hold every room once, however many are as busy', async () => {
    const seen: string[] = [];
    for (let offset = 0; offset < 120; offset += 7) {
      const { text } = await list(gateway, `offset=${offset}&count=7`);
      const page = JSON.parse(text) as { total: number; channels: { room: { _id: string } }[] };
      assert.equal(page.total, 120);
      seen.push(...page.channels.map(({ room: { _id } }) => _id));
    }
    assert.equal(seen.length, 120);
    assert.deepEqual([...seen].sort(), [...ids].sort());
  });

  it('never answer a number without bounds with a fault', async () => {
    for (const number of ['9'.repeat(30), '1e400', '-Infinity', '0x7fffffffffffffff']) {
      for (const key of ['offset', 'count']) {
        const { status, text } = await list(gateway, `${key}=${number}`);
        assert.ok(status === 200 || status === 400, `${key}=${number} ${status} ${text}`);
        assert.doesNotMatch(text, /Variable|Int |\$skip|\$limit/);
      }
    }
  });
});

for (const setting of ['false', 'true']) {
  describe(`rooms without activity, with LIST_INACTIVE_CHANNELS=${setting}`, () => {
    let gateway: TestGateway;
    before(async () => {
      gateway = await startTestGateway({ LIST_INACTIVE_CHANNELS: setting });
      await gateway.db.fill(documents);
    });
    after(() => gateway[Symbol.asyncDispose]());

    for (const { query, isListed, wasListed } of flags) {
      const lists = setting === 'true' ? wasListed : isListed;
      it(`are ${lists ? 'listed' : 'left out'} for "${query}"`, async () => {
        const { text } = await list(gateway, `count=0&${query}`);
        assert.equal(text, JSON.stringify(expected({ ...all, hideRoomsWithNoActivity: !lists })));
      });
    }
  });
}
