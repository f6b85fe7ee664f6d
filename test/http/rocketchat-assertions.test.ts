import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { dayOfMessages, permission, room, type Documents } from '../support/documents.js';
import { administrator, people, startTestGateway, type TestGateway } from '../support/gateway.js';
import { metrics } from './metrics.js';

const dayMS = 24 * 60 * 60 * 1000;
const now = new Date();
const inDays = (days: number) => new Date(now.getTime() + days * dayMS).toISOString();
const today = Number(now.toISOString().slice(0, 10).replaceAll('-', ''));

/** A workspace in which one message has just been sent in a new room. */
const oneMessage: Documents = {
  ...people,
  rocketchat_analytics: [dayOfMessages({ date: today, room: { _id: 'new' } })],
  rocketchat_room: [room({ _id: 'new', name: 'new-room', ts: now, _updatedAt: now })],
};

interface ListBody {
  success: boolean;
  offset: number;
  count: number;
  total: number;
  channels: {
    room: Record<string, unknown>;
    messages: number;
    lastWeekMessages: number;
    diffFromLastWeek: number;
  }[];
}

/** What Rocket.Chat's own end-to-end tests require of these paths. */
describe("Rocket.Chat's own assertions", () => {
  let gateway: TestGateway;
  before(async () => {
    gateway = await startTestGateway();
    await gateway.db.fill(oneMessage);
  });
  after(() => gateway[Symbol.asyncDispose]());

  const window = { start: inDays(-7), end: inDays(0) };

  function run(path: string, parameters: object) {
    const query = new URLSearchParams({ ...parameters }).toString();
    return gateway.rest(`${path}?${query}`, administrator);
  }

  for (const { path, parameters } of metrics) {
    const faults = [
      { field: 'start', parameters: { ...window, start: 'invalid-date' } },
      { field: 'end', parameters: { ...window, end: 'invalid-date' } },
      { missing: 'start', parameters: { end: window.end } },
      { missing: 'end', parameters: { start: window.start } },
    ].filter(({ field, missing }) => (field ?? missing) === 'start' || parameters.end);
    for (const { field, missing, parameters } of faults) {
      const fault = field ? `an invalid ${field}` : `a missing ${missing ?? ''}`;
      it(`${path} is rejected with ${fault}`, async () => {
        const { status, text } = await run(path, parameters);
        const { success, error } = JSON.parse(text) as Record<string, unknown>;
        assert.deepEqual([status, success], [400, false]);
        assert.equal(
          error,
          field
            ? `Match error: Failed Match.Where validation in field ${field}`
            : `Match error: Missing key '${missing ?? ''}'`,
        );
      });
    }

    it(`${path} is answered with success`, async () => {
      const { status, headers, text } = await run(path, window);
      assert.equal(status, 200);
      assert.equal(headers.get('content-type'), 'application/json');
      assert.equal((JSON.parse(text) as { success: boolean }).success, true);
    });
  }

  async function channelsIn(start: number, end: number): Promise<ListBody> {
    const { text } = await run('/channels/list', { start: inDays(start), end: inDays(end) });
    return JSON.parse(text) as ListBody;
  }

  it('channels/list shows numbers beside texts that name the room', async () => {
    const { success, offset, count, total, channels } = await channelsIn(-7, 0);
    assert.deepEqual([success, offset, count, total], [true, 0, 1, 1]);
    const [{ room, ...numbers }] = channels as [ListBody['channels'][number]];
    for (const key of ['messages', 'lastWeekMessages', 'diffFromLastWeek'] as const) {
      assert.equal(typeof numbers[key], 'number', key);
    }
    for (const key of ['_id', 'name', 'ts', 't', '_updatedAt']) {
      assert.equal(typeof room[key], 'string', key);
    }
  });

  const counts = [
    { start: -7, end: 0, of: 'the last week', expected: [1, 0, 1] },
    { start: 1, end: 8, of: 'the next week', expected: [0, 1, -1] },
  ];
  for (const { start, end, of, expected } of counts) {
    it(`channels/list counts a message sent now, seen from ${of}, as ${expected.join(', ')}`, async () => {
      const { channels } = await channelsIn(start, end);
      assert.deepEqual(
        channels.map((row) => [row.messages, row.lastWeekMessages, row.diffFromLastWeek]),
        [expected],
      );
    });
  }

  describe('once the permission has no roles', () => {
    before(() =>
      gateway.db.fill({
        ...oneMessage,
        rocketchat_permissions: [permission('view-engagement-dashboard', [])],
      }),
    );

    for (const { path } of metrics) {
      it(`${path} is rejected`, async () => {
        const { status, headers, text } = await run(path, window);
        assert.equal(status, 403);
        assert.equal(headers.get('content-type'), 'application/json');
        assert.deepEqual(JSON.parse(text), {
          success: false,
          error: 'User does not have the permissions required for this action [error-unauthorized]',
        });
      });
    }
  });
});
