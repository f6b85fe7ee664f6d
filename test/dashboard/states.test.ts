import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Page, Route } from 'playwright-core';
import { administrator } from '../../embedded/demo/credentials.js';
import { historyDays } from '../../analytics/series/history-days.js';
import { createFolderStore } from '../../history/folder-store.js';
import { createHistoryReader } from '../../history/reader.js';
import { archiveOf, runWriter, sessionsFile } from '../history/archives.js';
import { temporaryFolder } from '../history/temporary-folder.js';
import { intercept, loaded, openDashboard, withoutBrowser } from './browser.js';
import { startDashboardGateway, type DashboardGateway } from './dashboard-gateway.js';

/** A date so many days ago. */
const dateBefore = (days: number) =>
  new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);

/** Holds requests up until it is opened. */
function gate() {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return {
    opened,
    open: () => {
      open();
    },
  };
}

const error =
  (status: number, code: string, message: string, headers = {}) =>
  (route: Route) =>
    route.fulfill({
      status,
      headers,
      json: { errors: [{ message, extensions: { code } }] },
    });

/** Changes the result of an operation on its way to the page. */
const changed =
  (change: (data: never) => void) =>
  async (route: Route): Promise<void> => {
    const response = await route.fetch();
    const body = (await response.json()) as { data: never };
    change(body.data);
    await route.fulfill({ response, json: body });
  };

describe('a section', { skip: withoutBrowser }, () => {
  let gateway: DashboardGateway;
  before(async () => {
    gateway = await startDashboardGateway();
  });
  after(() => gateway[Symbol.asyncDispose]());

  const open = (prepare?: (page: Page) => Promise<unknown>, view = '') =>
    openDashboard({ url: gateway.url, as: administrator, view, ...(prepare && { prepare }) });

  it('stands in its final height while it is loading', async () => {
    const released = gate();
    await using tab = await open((page) =>
      page.route('**/graphql', async (route) => {
        if (!route.request().postData()?.includes('DashboardViewer')) await released.opened;
        await route.fallback();
      }),
    );
    const { page } = tab;
    await page.locator('#new-users .skeleton').waitFor();
    assert.equal(await page.locator('h2').count(), 11);
    assert.equal(await page.locator('#new-users').getAttribute('aria-busy'), 'true');
    const before = await page.locator('#new-users').boundingBox();
    released.open();
    await loaded(page);
    const after = await page.locator('#new-users').boundingBox();
    assert.ok(Math.abs((before?.y ?? 0) - (after?.y ?? 1000)) < 1);
    assert.ok(Math.abs((before?.height ?? 0) - (after?.height ?? 1000)) < 80);
  });

  it('keeps its numbers, dimmed, while other ones are loading', async () => {
    await using tab = await open();
    const { page } = tab;
    await loaded(page);
    const before = await page.locator('#messages .value').innerText();
    const released = gate();
    await intercept(page, 'DashboardMessages', async (route) => {
      await released.opened;
      await route.fallback();
    });
    await page.getByLabel('Period', { exact: true }).focus();
    await page.getByLabel('Period', { exact: true }).selectOption('7d');
    await page.locator('#messages .dimmed').waitFor();
    assert.equal(await page.locator('#messages .value').innerText(), before);
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
    assert.equal(await focused(), 'Period');
    released.open();
    await page.getByRole('status').filter({ hasText: 'Updated' }).waitFor();
    assert.notEqual(await page.locator('#messages .value').innerText(), before);
    assert.equal(await focused(), 'Period');
  });

  it('waits for a result that takes 10 seconds, while the others live on', async () => {
    const released = gate();
    await using tab = await open(async (page) => {
      await page.clock.install();
      await intercept(page, 'DashboardMessages', async (route) => {
        await released.opened;
        await route.fallback();
      });
    });
    const { page } = tab;
    await page.locator('#rooms table').waitFor();
    await page.clock.fastForward(10_000);
    await page.locator('#messages .skeleton').waitFor();
    assert.equal(await page.locator('#messages').getAttribute('aria-busy'), 'true');
    assert.equal(await page.getByRole('alert').count(), 0);
    released.open();
    await page.locator('#messages figure').waitFor();
    await loaded(page);
  });

  it('says that nothing happened, and draws its axes', async () => {
    await using tab = await open((page) =>
      intercept(
        page,
        'DashboardNewUsers',
        changed(({ engagement: { newUsers } }: { engagement: { newUsers: Series } }) => {
          newUsers.total = 0;
          for (const bucket of newUsers.buckets) bucket.count = 0;
        }),
      ),
    );
    await tab.page.getByText('No one joined in this period.').waitFor();
    assert.ok((await tab.page.locator('#new-users .tick').count()) > 3);
  });

  it('draws a gap where nothing is known, and says why at the cursor', async () => {
    await using tab = await open((page) =>
      intercept(
        page,
        'DashboardNewUsers',
        changed(({ engagement: { newUsers } }: { engagement: { newUsers: Series } }) => {
          newUsers.coverage.reason = 'Nothing is stored before.';
          newUsers.buckets.slice(0, 3).forEach((bucket) => {
            bucket.count = null;
            bucket.state = 'UNKNOWN';
          });
          const [, , , partial] = newUsers.buckets;
          if (partial) partial.state = 'PARTIAL';
        }),
      ),
    );
    const { page } = tab;
    await loaded(page);
    const marks = await page
      .locator('#new-users [data-layer="New users"]')
      .evaluateAll((paths) =>
        paths.map((path) => path.getAttribute('d')?.match(/M/g)?.length ?? 0),
      );
    assert.equal(
      marks.reduce((sum, count) => sum + count, 0),
      27,
    );
    await page.locator('#new-users [role=application]').focus();
    await page.keyboard.press('Home');
    const readout = page.locator('#new-users .readout');
    assert.match(await readout.innerText(), /New users –.*unknown.*Nothing is stored before\./s);
    for (let index = 0; index < 3; index += 1) await page.keyboard.press('ArrowRight');
    assert.match(await readout.innerText(), /at least/);
  });

  it('names the days without records between others, and says why', async () => {
    const reason = 'Their files in the history are missing or damaged.';
    const missing = [1, 5, 6, 7].map((ago) => dateBefore(ago)).reverse();
    await using tab = await open(async (page) => {
      await intercept(
        page,
        'DashboardWorkspace',
        changed(({ workspace: { people } }: { workspace: { people: Series['coverage'] } }) => {
          people.missing = [dateBefore(40), ...missing];
          people.reason = reason;
        }),
      );
      await intercept(
        page,
        'DashboardOnlineUsers',
        changed(({ engagement: { onlineUsers } }: { engagement: { onlineUsers: Series } }) => {
          onlineUsers.coverage = { ...onlineUsers.coverage, missing, reason };
        }),
      );
    });
    const { page } = tab;
    await loaded(page);
    const note = page.locator('.note').filter({ hasText: 'Why?' });
    const named = /no records of \d[\w\s–]+ and \d+ \w+\./;
    assert.match(await note.innerText(), new RegExp(`People: ${named.source}`));
    assert.match(await note.innerText(), /In the compared period: no records of \d+ \w+\./);
    await note.getByRole('button', { name: 'Why?' }).click();
    assert.ok((await note.innerText()).includes(reason));
    assert.match(
      await page.locator('#online-users figure').innerText(),
      new RegExp(`${named.source} ${reason}`, 'i'),
    );
    assert.equal(await page.locator('#new-users figure').getByText('No records').count(), 0);
  });

  it('names the day whose file is missing in a history', async (t) => {
    const missing = dateBefore(20);
    const folder = await temporaryFolder(t);
    const archive = archiveOf(createFolderStore(folder));
    await using stored = await startDashboardGateway(
      {},
      {
        history: async (source) => {
          await runWriter(archive, source, new Date());
          await rm(join(folder, sessionsFile(missing)));
          const reader = createHistoryReader(archive, console);
          return historyDays({ ...reader, storedId: (userId) => userId }, 'UTC', 10_000_000);
        },
      },
    );
    await using tab = await openDashboard({
      url: stored.url,
      as: administrator,
      view: '?tz=UTC',
    });
    const { page } = tab;
    await loaded(page);
    const date = String(Number(missing.slice(8)));
    await page.getByText(new RegExp(`People: no records of ${date} \\w+\\.`)).waitFor();
    await page.getByRole('button', { name: 'Why?' }).click();
    await page.locator('.note').getByText(`${missing} has no records.`).waitFor();
    await page.locator('#online-users summary').click();
    await page.locator('#online-users tbody tr').first().waitFor();
    const rows = await page.locator('#online-users tbody tr').allInnerTexts();
    assert.deepEqual(
      rows.flatMap((row, index) => (row.includes('unknown') ? [rows.length - 1 - index] : [])),
      [20],
    );
  });

  it('says when Rocket.Chat has not computed anything yet', async () => {
    await using tab = await open((page) =>
      intercept(
        page,
        'DashboardWorkspace',
        changed(({ workspace }: { workspace: { people: { start: null } } }) => {
          workspace.people.start = null;
        }),
      ),
    );
    await tab.page.getByText('Rocket.Chat has not computed these days').waitFor();
  });

  it('tries again once when the gateway says when, and counts down to it', async () => {
    for (const [status, code] of [
      [429, 'TOO_MANY_REQUESTS'],
      [503, 'SERVICE_UNAVAILABLE'],
    ] as const) {
      let requests = 0;
      await using tab = await open((page) =>
        intercept(page, 'DashboardMessages', (route) => {
          requests += 1;
          return requests === 1
            ? error(status, code, 'Wait.', { 'retry-after': '2' })(route)
            : route.fallback();
        }),
      );
      await tab.page
        .locator('#messages .failure')
        .getByText(/Trying again in [12] s/)
        .waitFor();
      await tab.page.locator('#messages figure').waitFor();
      assert.equal(requests, 2);
      assert.equal(await tab.page.getByRole('alert').count(), 0);
    }
  });

  it('that took too long says so and offers another try, while the others live on', async () => {
    let isSlow = true;
    await using tab = await open((page) =>
      intercept(page, 'DashboardRetention', (route) =>
        isSlow ? error(504, 'TIMEOUT', 'Too slow.')(route) : route.fallback(),
      ),
    );
    const { page } = tab;
    await page.locator('#retention .failure').waitFor();
    await loaded(page);
    assert.match(await page.locator('#retention').innerText(), /too long/);
    assert.equal(await page.getByRole('alert').count(), 1);
    isSlow = false;
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.locator('#retention table').waitFor();
  });

  it('whose body breaks off offers another try', async () => {
    await using tab = await open((page) =>
      intercept(page, 'DashboardRooms', (route) =>
        route.fulfill({ contentType: 'application/json', body: '{"data":{"engagem' }),
      ),
    );
    await tab.page.locator('#rooms').getByText('The response broke off.').waitFor();
    assert.ok(
      await tab.page.locator('#rooms').getByRole('button', { name: 'Try again' }).isVisible(),
    );
  });

  it('leaves a message about a value beside the control that it is about', async () => {
    await using tab = await open();
    const { page } = tab;
    await loaded(page);
    const before = await page.locator('#messages .value').innerText();
    await page.getByRole('textbox', { name: 'From', exact: true }).fill('2020-01-01');
    await page.getByRole('textbox', { name: 'From', exact: true }).blur();
    const alert = page.locator('.controls').getByRole('alert');
    await alert.waitFor();
    assert.match(await alert.innerText(), /400|days/);
    assert.equal(
      await page.getByLabel('Period', { exact: true }).getAttribute('aria-invalid'),
      'true',
    );
    assert.equal(await page.getByRole('alert').count(), 1);
    assert.equal(await page.locator('#messages .value').innerText(), before);
    await page.goBack();
    await alert.waitFor({ state: 'detached' });
  });
});

interface Series {
  total: number;
  coverage: { reason: string | null; missing: string[] };
  buckets: { count: number | null; state: string }[];
}

describe('the page', { skip: withoutBrowser }, () => {
  let gateway: DashboardGateway;
  before(async () => {
    gateway = await startDashboardGateway();
  });
  after(() => gateway[Symbol.asyncDispose]());

  it('goes back to sign-in when the token is no longer accepted, and returns to the same view', async () => {
    await using tab = await openDashboard({
      url: gateway.url,
      as: administrator,
      view: '?range=7d&cohort=online',
    });
    const { page } = tab;
    await loaded(page);
    await page.route('**/graphql', error(401, 'UNAUTHENTICATED', 'No.'));
    await page.keyboard.press('r');
    await page.getByText('no longer accepted').waitFor();
    assert.equal(await page.getByRole('alert').count(), 1);
    await page.unroute('**/graphql');
    await page.getByRole('button', { name: 'an administrator' }).click();
    await loaded(page);
    assert.match(page.url(), /\?range=7d&cohort=online$/);
  });

  it('sends no further request with a token that is not accepted', async () => {
    let requests = 0;
    await using tab = await openDashboard({
      url: gateway.url,
      as: administrator,
      prepare: (page) =>
        page.route('**/graphql', (route) => {
          requests += 1;
          return error(401, 'UNAUTHENTICATED', 'No.')(route);
        }),
    });
    await tab.page.getByText('no longer accepted').waitFor();
    await tab.page.waitForTimeout(1500);
    assert.equal(requests, 1);
  });

  it('has one message when the permission is taken away', async () => {
    await using tab = await openDashboard({ url: gateway.url, as: administrator });
    const { page } = tab;
    await loaded(page);
    await page.route('**/graphql', error(403, 'FORBIDDEN', 'No.'));
    await page.keyboard.press('r');
    await page.getByText('view-engagement-dashboard').waitFor();
    assert.equal(await page.getByRole('alert').count(), 1);
  });

  it('says once that the gateway cannot be reached, and recovers by itself', async () => {
    await using tab = await openDashboard({ url: gateway.url, as: administrator });
    const { page, context } = tab;
    await loaded(page);
    await context.setOffline(true);
    await page.keyboard.press('r');
    await page.getByText('The gateway cannot be reached').waitFor();
    assert.equal(await page.getByText('cannot be reached').count(), 1);
    await page.locator('.live-status.offline').waitFor();
    const border = (element: Element) => getComputedStyle(element).borderStyle;
    assert.equal(await page.locator('.live-status.offline').evaluate(border), 'none');
    await context.setOffline(false);
    await page.getByText('The gateway cannot be reached').waitFor({ state: 'detached' });
    await loaded(page);
  });

  it('says what of the compared period is not stored', async () => {
    await using tab = await openDashboard({ url: gateway.url, as: administrator });
    await tab.page.getByText('reaches back further than people are stored').waitFor();
    await tab.page
      .locator('#online-users')
      .getByText('no comparison: not all is stored of')
      .first()
      .waitFor();
    await tab.page.getByRole('button', { name: 'Why?' }).click();
    await tab.page
      .getByText(/45 days/)
      .first()
      .waitFor();
  });
});
