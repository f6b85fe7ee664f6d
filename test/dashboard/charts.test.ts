import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { administrator } from '../../embedded/demo/credentials.js';
import { activeUsers } from '../references/series/active-users.js';
import type { Bucket } from '../references/series/buckets.js';
import type { Workspace } from '../references/series/coverage.js';
import { onlineHours } from '../references/series/online-hours.js';
import { onlineUsers, peakConcurrentUsers } from '../references/series/people-series.js';
import { retention } from '../references/series/retention.js';
import { rooms, type RoomsArgs } from '../references/series/rooms.js';
import { messages, messagesByRoomType, newUsers } from '../references/series/stored-counts.js';
import { today } from '../references/series/today.js';
import { loaded, openDashboard, withoutBrowser, type Tab } from './browser.js';
import { startDashboardGateway, type DashboardGateway } from './dashboard-gateway.js';

const timeZone = 'Europe/Berlin';
const period = { lastDays: 30 };
const comparison = { to: 'PREVIOUS_SAME_WEEKDAYS' } as const;
const bucket: Bucket = { unit: 'DAY', size: 1, weekStartsOn: 'MONDAY' };
const args = { period, timeZone, comparison };
const allRooms: RoomsArgs = {
  ...args,
  offset: 0,
  count: 100,
  sortBy: 'MESSAGES',
  ascending: false,
  hideInactive: true,
};

/** A number as the page writes it; null for its dash. */
function numberIn(text: string | undefined): number | null {
  const digits = text?.replace(/[,%+▲▼ ]/g, '').replace('−', '-') ?? '';
  return /^-?\d+(\.\d+)?$/.test(digits) ? Number(digits) : null;
}

/** The cells of a section’s table, row by row, without its heading. */
async function cells(page: Page, id: string): Promise<string[][]> {
  const details = page.locator(`#${id} details.table`);
  if ((await details.count()) > 0 && (await details.getAttribute('open')) === null) {
    await details.locator('summary').click();
  }
  await page.locator(`#${id} tbody tr`).first().waitFor();
  return page
    .locator(`#${id} tbody tr`)
    .evaluateAll((rows) =>
      rows.map((row) => [...row.children].map((cell) => (cell as HTMLElement).innerText.trim())),
    );
}

const column = (rows: string[][], index: number) => rows.map((row) => numberIn(row[index]));

/** How many marks a layer has: bars are parts of few paths, lines have one of their points. */
async function marks(page: Page, id: string, layer: string): Promise<number> {
  const counts = await page
    .locator(`#${id} [data-layer="${layer}"]`)
    .evaluateAll((elements) =>
      elements.map((element) =>
        Number(
          element.getAttribute('data-points') ??
            element.getAttribute('d')?.match(/M/g)?.length ??
            0,
        ),
      ),
    );
  return counts.reduce((sum, count) => sum + count, 0);
}

const known = (values: readonly (number | null)[]) =>
  values.filter((value) => value !== null).length;

describe(
  'the numbers on the page are those of an independent count',
  { skip: withoutBrowser },
  () => {
    let gateway: DashboardGateway;
    let tab: Tab;
    let page: Page;
    let workspace: Workspace;
    before(async () => {
      gateway = await startDashboardGateway();
      tab = await openDashboard({ url: gateway.url, as: administrator });
      page = tab.page;
      await loaded(page);
      await page.locator('#today figure').waitFor();
      workspace = { documents: gateway.documents, zone: 'UTC', now: Date.now() };
    });
    after(async () => {
      await tab[Symbol.asyncDispose]();
      await gateway[Symbol.asyncDispose]();
    });

    for (const { id, name, reference } of [
      { id: 'new-users', name: 'New users', reference: newUsers },
      { id: 'messages', name: 'Messages', reference: messages },
    ]) {
      it(name, async () => {
        const { total, buckets, comparison: compared } = reference(workspace, { ...args, bucket });
        const rows = await cells(page, id);
        assert.deepEqual(
          column(rows, 1),
          buckets.map(({ count }) => count),
        );
        assert.deepEqual(
          column(rows, 2),
          buckets.map(({ comparedCount }) => comparedCount),
        );
        assert.equal(await marks(page, id, name), known(buckets.map(({ count }) => count)));
        assert.equal(
          await marks(page, id, 'Compared'),
          known(buckets.map(({ comparedCount }) => comparedCount)),
        );
        assert.equal(
          numberIn((await page.locator(`#${id} .value`).innerText()).split(/\s/)[0]),
          total,
        );
        const delta = await page.locator(`#${id} .delta b`).innerText();
        assert.equal(numberIn(delta.split('(')[0]?.replace('=', '')), compared?.difference);
        assert.match(rows.at(-1)?.at(-1) ?? '', /provisional/);
      });
    }

    it('people online, distinct and at one moment', async () => {
      const distinct = onlineUsers(workspace, { ...args, bucket });
      const most = peakConcurrentUsers(workspace, { ...args, bucket });
      const rows = await cells(page, 'online-users');
      assert.deepEqual(
        column(rows, 1),
        distinct.buckets.map(({ count }) => count),
      );
      assert.deepEqual(
        column(rows, 2),
        distinct.buckets.map(({ comparedCount }) => comparedCount),
      );
      assert.deepEqual(
        column(rows, 3),
        most.buckets.map(({ count }) => count),
      );
      const values = await page.locator('#online-users .value').allInnerTexts();
      assert.deepEqual(
        values.map((text) => numberIn(text.split(/\s/)[0])),
        [distinct.total, most.total],
      );
      assert.equal(await marks(page, 'online-users', 'Distinct people'), 30);
      assert.equal(await marks(page, 'online-users', 'Most at one moment'), 30);
      assert.match(
        await page.locator('#online-users .delta').first().innerText(),
        /no comparison: not all is stored of/,
      );
    });

    it('active people of days, weeks and months', async () => {
      const { days } = activeUsers(workspace, args);
      const rows = await cells(page, 'active-users');
      assert.deepEqual(
        column(rows, 1),
        days.map(({ daily }) => daily),
      );
      assert.deepEqual(
        column(rows, 2),
        days.map(({ weekly }) => weekly),
      );
      assert.deepEqual(
        column(rows, 3),
        days.map(({ monthly }) => monthly),
      );
      assert.deepEqual(
        column(rows, 4),
        // Not of a hundred times the stickiness: for 23 of 40 that is 57.49…, not 57.5.
        days.map(({ daily, monthly }) =>
          daily === null || !monthly ? null : Math.round((100 * daily) / monthly),
        ),
      );
      assert.equal(
        await marks(page, 'active-users', 'Monthly'),
        known(days.map(({ monthly }) => monthly)),
      );
      assert.ok(known(days.map(({ monthly }) => monthly)) < 30, 'some months are not known');
    });

    it('people by hour and day, and by hour and day of the week', async () => {
      const { days } = onlineHours(workspace, args);
      const rows = await cells(page, 'online-hours');
      assert.deepEqual(
        rows.map((row) => row.slice(1, 25).map(numberIn)),
        days.map(({ users }) => users),
      );
      const cellsDrawn = await page
        .locator('#online-hours .heat')
        .evaluateAll((paths) =>
          paths.reduce((sum, path) => sum + (path.getAttribute('d')?.match(/M/g)?.length ?? 0), 0),
        );
      assert.equal(cellsDrawn, known(days.flatMap(({ users }) => users)));

      await page.getByRole('button', { name: 'Weekdays' }).click();
      const whole = days.filter(({ state }) => state === 'FINAL');
      const monday = whole.filter(({ date }) => new Date(date).getUTCDay() === 1);
      const expected = Array.from({ length: 24 }, (_, hour) => {
        const values = monday.map(({ users }) => users[hour] ?? 0);
        return (
          Math.round((values.reduce((sum, value) => sum + value, 0) / values.length) * 10) / 10
        );
      });
      const byWeekday = await cells(page, 'online-hours');
      assert.equal(byWeekday.length, 7);
      const row = byWeekday.find(([name]) => name === 'Monday');
      assert.deepEqual(row?.slice(1, 25).map(numberIn), expected);
    });

    it('retention', async () => {
      const { cohorts } = retention(workspace, {
        ...args,
        cohort: 'JOINED',
        unit: 'WEEK',
        periods: 7,
      });
      const rows = await cells(page, 'retention');
      assert.deepEqual(
        column(rows, 1),
        cohorts.map(({ size }) => size),
      );
      assert.deepEqual(
        rows.map((row) => row.slice(2).map((text) => numberIn(text.split('\n')[0]?.split(' ')[0]))),
        cohorts.map(({ periods }) =>
          periods.map(({ users, ratio }) => (ratio === null ? users : Math.round(ratio * 100))),
        ),
      );
    });

    it('messages by type of room', async () => {
      const { types } = messagesByRoomType(workspace, args);
      const rows = await cells(page, 'messages-by-room-type');
      assert.deepEqual(
        column(rows, 1),
        types.map((row) => row.messages),
      );
      assert.deepEqual(
        column(rows, 3),
        types.map((row) => row.comparedMessages),
      );
      assert.deepEqual(
        column(rows, 4),
        types.map((row) => row.difference),
      );
      assert.equal(
        await page.locator('#messages-by-room-type .drawing rect').count(),
        types.length,
      );
    });

    it('rooms, sorted, searched, and in pages', async () => {
      const shown = async () => column(await cells(page, 'rooms'), 1);
      const all = rooms(workspace, allRooms).rooms;
      const messagesOf = (rows: typeof all) => rows.map((row) => row.messages);
      assert.deepEqual(await shown(), messagesOf(all.slice(0, 25)));
      const pages = page.locator('#rooms .pages');
      assert.match(await pages.innerText(), new RegExp(`1–25 of ${all.length}`));
      await pages.getByRole('button', { name: 'Next' }).click();
      await page.locator('#rooms').getByText(`26–${all.length} of`).waitFor();
      assert.deepEqual(await shown(), messagesOf(all.slice(25)));
      await page.getByLabel('Search rooms').fill('number 1');
      const found = all.filter(({ room }) => room.name?.includes('number 1'));
      await page.locator('#rooms').getByText(`1–${found.length} of ${found.length}`).waitFor();
      assert.deepEqual(await shown(), messagesOf(found));
    });

    it('today', async () => {
      const expected = today(workspace, { timeZone });
      const values = await page.locator('#today .value').allInnerTexts();
      assert.deepEqual(
        values.map((text) => numberIn(text.split(/\s/)[0])),
        [expected.onlineNow, expected.activeUsers, expected.messages, expected.newUsers],
      );
      assert.deepEqual(column(await cells(page, 'today'), 1), expected.hours);
    });

    const files: readonly {
      readonly id: string;
      readonly title: string;
      readonly rows: () => (string | number | null | undefined)[][];
      readonly act?: () => Promise<void>;
    }[] = [
      ...[
        { id: 'new-users', title: 'New users', reference: newUsers },
        { id: 'messages', title: 'Messages', reference: messages },
      ].map(({ id, title, reference }) => ({
        id,
        title,
        rows: () =>
          reference(workspace, { ...args, bucket }).buckets.map((one) => [
            zoned(one.start, 'UTC'),
            zoned(one.end, 'UTC'),
            'UTC',
            one.count,
            one.comparedCount,
            one.state,
          ]),
      })),
      {
        id: 'active-users',
        title: 'Active people',
        rows: () =>
          activeUsers(workspace, args).days.map((one) => [
            one.date,
            timeZone,
            one.daily,
            one.weekly,
            one.monthly,
            one.stickiness,
            one.state,
          ]),
      },
      {
        id: 'online-hours',
        title: 'When people are online',
        rows: () =>
          onlineHours(workspace, args).days.flatMap(({ date, users, state }) =>
            users.map((count, hour) => [date, hour, timeZone, count, state]),
          ),
      },
      {
        id: 'retention',
        title: 'Retention',
        rows: () =>
          retention(workspace, {
            ...args,
            cohort: 'JOINED',
            unit: 'WEEK',
            periods: 7,
          }).cohorts.flatMap(({ firstDay, lastDay, size, periods }) =>
            periods.map((one) => [
              firstDay,
              lastDay,
              size,
              one.index,
              one.users,
              one.ratio,
              one.state,
            ]),
          ),
      },
      {
        id: 'messages-by-room-type',
        title: 'Messages by type of room',
        rows: () =>
          messagesByRoomType(workspace, args).types.map((one) => [
            one.type,
            one.messages,
            one.comparedMessages,
            one.difference,
            one.share,
          ]),
      },
      {
        id: 'rooms',
        title: 'Rooms',
        // All pages, not the one that is shown.
        rows: () =>
          rooms(workspace, allRooms).rooms.map((one) => [
            one.room.id,
            one.room.type,
            one.room.name ?? '"alice, bob"',
            one.messages,
            one.comparedMessages,
            one.share,
          ]),
        act: async () => {
          await page.getByLabel('Search rooms').fill('');
          await page.locator('#rooms').getByText('1–25 of').waitFor();
        },
      },
      {
        id: 'today',
        title: 'today',
        rows: () => {
          const { date, hours } = today(workspace, { timeZone });
          return hours.map((count, hour) => [date, hour, timeZone, count]);
        },
      },
      {
        id: 'online-users',
        title: 'People online',
        rows: () => {
          const most = peakConcurrentUsers(workspace, { ...args, bucket }).buckets;
          return onlineUsers(workspace, { ...args, bucket }).buckets.map((one, index) => [
            zoned(one.start, timeZone),
            zoned(one.end, timeZone),
            timeZone,
            one.count,
            one.comparedCount,
            most[index]?.count,
            most[index]?.comparedCount,
            one.state,
          ]);
        },
      },
    ];
    for (const { id, title, rows: expectedRows, act } of files) {
      it(`${title} as CSV, in the zone shown`, async () => {
        await act?.();
        const saved = page.waitForEvent('download');
        await page.getByRole('button', { name: `CSV of ${title}`, exact: true }).click();
        const file = await saved;
        assert.match(file.suggestedFilename(), new RegExp(`^${id}( [\\d-]+){1,2}\\.csv$`));
        const text = await readFile(await file.path(), 'utf8');
        const expected = expectedRows().map((row) =>
          row.map((cell) => String(cell ?? '')).join(','),
        );
        assert.deepEqual(text.trim().split('\r\n').slice(1), expected);
      });
    }
  },
);

/** An instant with the offset that the zone has then, by `Intl`. */
function zoned(instant: string, zone: string): string {
  const text = new Intl.DateTimeFormat('sv-SE', {
    timeZone: zone,
    dateStyle: 'short',
    timeStyle: 'medium',
  }).format(new Date(instant));
  const name = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' })
    .formatToParts(new Date(instant))
    .find(({ type }) => type === 'timeZoneName')?.value;
  return `${text.replace(' ', 'T')}${name === 'GMT' ? '+00:00' : (name?.slice(3) ?? '')}`;
}
