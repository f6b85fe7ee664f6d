import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { smallWorkspace } from '../http/small-workspace.js';
import { administrator, startTestGateway, type TestGateway } from '../support/gateway.js';
import { bodyOf, channelsOf, day, defaults, small, window } from './limit-rows.js';
import { assertRejected, post, restBase, send } from './requests.js';

/** A query, or a body that is sent as it is. */
const run = (gateway: TestGateway, text: string) =>
  post(gateway, text.startsWith('{"') ? text : { query: text }, administrator);

describe('a GraphQL request is answered up to the limit, and rejected in one message beyond', () => {
  let byDefault: TestGateway;
  before(async () => {
    byDefault = await startTestGateway();
    await byDefault.db.fill(smallWorkspace);
  });
  after(() => byDefault[Symbol.asyncDispose]());

  for (const { setting, value, allowed, rejected, message } of small) {
    it(`with ${setting}=${value}, which is not the default`, async () => {
      // Each limit by itself, since a query may be within one and over another.
      await using gateway = await startTestGateway({ [setting]: value });
      await gateway.db.fill(smallWorkspace);
      const result = await run(gateway, allowed);
      assert.deepEqual([result.errors, result.status], [undefined, 200]);
      assertRejected(await run(gateway, rejected), message);
      assert.equal((await run(byDefault, rejected)).errors, undefined);
    });
  }

  for (const { setting, allowed, rejected, message } of defaults) {
    it(`by default, which is that of ${setting}`, async () => {
      const result = await run(byDefault, allowed);
      assert.deepEqual([result.errors, result.status], [undefined, 200]);
      assertRejected(await run(byDefault, rejected), message);
    });
  }

  it('with a body of no stated length, too', async () => {
    const body = new Blob([bodyOf(100_001)]).stream();
    const init: RequestInit & { duplex: string } = {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      duplex: 'half',
    };
    assert.equal((await fetch(`${byDefault.url}/graphql`, init)).status, 413);
  });

  it('with rows fewer than one', async () => {
    for (const count of [0, -1]) {
      assertRejected(await run(byDefault, channelsOf({ count })), /whole number from 1 to 500/);
    }
  });

  it('with every query that has a window', async () => {
    const long = 'start: "2020-01-01T00:00:00Z", end: "2022-01-01T00:00:00Z"';
    for (const metric of [
      `newUsers(${long}) { period { count } }`,
      `activeUsers(${long}) { day }`,
      `usersByTimeOfDay(${long}) { day }`,
      `messagesSent(${long}) { period { count } }`,
      `messageOrigins(${long}) { type }`,
      `popularChannels(${long}) { name }`,
      `channels(${long}) { total }`,
    ]) {
      assertRejected(await run(byDefault, `{ ${metric} }`), /MAX_WINDOW_DAYS/);
    }
  });

  it('and on the REST paths neither for a window nor for a page', async () => {
    await using limited = await startTestGateway({ MAX_WINDOW_DAYS: '7', MAX_PAGE_SIZE: '2' });
    await limited.db.fill(smallWorkspace);
    const years = 'start=2020-01-01T00:00:00.000Z&end=2024-12-31T00:00:00.000Z';
    const path = `${restBase}/channels/list?${years}&count=1000`;
    const { status, text } = await send(limited, path, { headers: administrator });
    assert.equal(status, 200);
    assert.equal((JSON.parse(text) as { count: number }).count, 4);
  });

  it('and a page that runs all nine queries at once, with all their fields, is answered', async () => {
    const counts = 'days { day count } period { count variation } yesterday { count variation }';
    const { data, errors } = await run(
      byDefault,
      `{
        joined: newUsers(${window}) { ${counts} }
        active: activeUsers(${window}) { day month year users usersList }
        hours: chatBusierHourly(start: "${day}") { users hour }
        days: chatBusierWeekly(start: "${day}") { users day month year }
        week: usersByTimeOfDay(${window}) { users hour day month year }
        sent: messagesSent(${window}) { ${counts} }
        origins: messageOrigins(${window}) { messages type }
        popular: popularChannels(${window}) { messages type name usernames }
        list: channels(${window}, offset: 0, count: 25, sort: { by: NAME, direction: ASCENDING }) {
          channels {
            room { id type name usernames createdAt updatedAt }
            messages previousMessages change
          }
          total offset count
        }
      }`,
    );
    assert.equal(errors, undefined);
    assert.equal(Object.keys(data ?? {}).length, 9);
  });
});
