import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dayOfMessages, room } from '../support/documents.js';
import { administrator, people, startTestGateway } from '../support/gateway.js';

const day = 'start=2024-03-05T00:00:00.000Z&end=2024-03-05T00:00:00.000Z';
const count = 3_000;

test('a list of all rooms is that of its pages in one, and is written in pieces', async () => {
  await using gateway = await startTestGateway();
  const ids = Array.from({ length: count }, (_, at) => `room ${String(at).padStart(5, '0')}`);
  await gateway.db.fill({
    ...people,
    rocketchat_analytics: ids.map((_id, at) =>
      dayOfMessages({ room: { _id }, messages: at % 100 }),
    ),
    rocketchat_room: ids.map((_id) => room({ _id, fname: 'x'.repeat(500) })),
  });
  const list = async (more: string) => {
    const { status, headers, text } = await gateway.rest(
      `/channels/list?${day}&${more}`,
      administrator,
    );
    assert.equal(status, 200);
    assert.equal(headers.get('content-type'), 'application/json');
    const isStreamed = headers.get('transfer-encoding') === 'chunked';
    assert.equal(isStreamed, more.startsWith('count=0'));
    return {
      text,
      body: JSON.parse(text) as { channels: unknown[]; total: number; count: number },
    };
  };
  const { text, body } = await list('count=0&offset=7');
  const pages: unknown[] = [];
  for (let offset = 7; offset < count; offset += 100) {
    pages.push(...(await list(`count=100&offset=${offset}`)).body.channels);
  }
  assert.deepEqual(body.channels, pages);
  const { channels, ...rest } = body;
  assert.deepEqual(rest, { total: count, offset: 7, count: count - 7, success: true });
  // The keys in their order, and nothing but what JSON needs between them.
  assert.equal(text, JSON.stringify({ channels, ...rest }));
  assert.ok(text.length > 400_000);
});
