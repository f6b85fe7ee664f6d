import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Page, Route } from 'playwright-core';
import { administrator } from '../../embedded/demo/credentials.js';
import { session } from '../support/documents.js';
import { intercept, openDashboard, withoutBrowser } from './browser.js';
import { startDashboardGateway } from './dashboard-gateway.js';

const status = (page: Page) => page.locator('#today .live-status');
const state = (page: Page, name: string, timeout = 20_000) =>
  page.locator(`#today .live-status.${name}`).waitFor({ timeout });
const onlineNow = (page: Page) => page.locator('#today .value').first().innerText();

/** A stream that the gateway ends at once. */
const completed = (route: Route) =>
  route.fulfill({ contentType: 'text/event-stream', body: 'event: complete\ndata:\n\n' });

/** Counts the requests of an operation that a page sends. */
function countRequests(page: Page, operation: string): () => number {
  let count = 0;
  page.on('request', (request) => {
    const { operationName } = (request.postDataJSON() ?? {}) as { operationName?: string };
    if (operationName === operation) count += 1;
  });
  return () => count;
}

async function setVisible(page: Page, isVisible: boolean): Promise<void> {
  await page.evaluate(
    (value) => {
      Object.defineProperty(document, 'visibilityState', { value, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    },
    isVisible ? 'visible' : 'hidden',
  );
}

const needed = new Set(['DashboardViewer', 'DashboardLiveToday', 'DashboardToday']);

// Tests wait for streams more than they compute, and each has a gateway of its own.
describe('today', { skip: withoutBrowser, concurrency: 2 }, () => {
  /** Opens a page whose other sections load for ever. */
  const open = (url: string, prepare?: (page: Page) => Promise<unknown>) =>
    openDashboard({
      url,
      as: administrator,
      prepare: async (page) => {
        await page.route('**/graphql', (route) => {
          const { operationName } = route.request().postDataJSON() as { operationName: string };
          return needed.has(operationName) ? route.fallback() : undefined;
        });
        await prepare?.(page);
      },
    });

  it('ends with the token', async () => {
    await using gateway = await startDashboardGateway({}, { recheckMS: 1000 });
    await using tab = await open(gateway.url);
    const { page } = tab;
    await state(page, 'live');
    await gateway.db.fill({
      ...gateway.documents,
      users: (gateway.documents.users ?? []).filter(({ _id }) => _id !== administrator.userId),
    });
    await page.getByText('no longer accepted').waitFor();
  });

  it('shows a change within 7 seconds, without another request', async () => {
    await using gateway = await startDashboardGateway();
    let requests: () => number = () => 0;
    await using tab = await openDashboard({
      url: gateway.url,
      as: administrator,
      prepare: (page) => {
        requests = countRequests(page, 'DashboardToday');
        return Promise.resolve();
      },
    });
    const { page } = tab;
    await state(page, 'live');
    assert.equal(await status(page).innerText(), 'Live');
    const before = await onlineNow(page);
    const loginAt = new Date(Date.now() - 1000);
    await gateway.db.insert({
      rocketchat_sessions: [
        session({ type: 'session', userId: 'person-39', loginAt, lastActivityAt: undefined }),
      ],
    });
    await page.waitForFunction(
      (text) => document.querySelector<HTMLElement>('#today .value')?.innerText !== text,
      before,
      { timeout: 7000 },
    );
    assert.equal(parseInt(await onlineNow(page), 10), parseInt(before, 10) + 1);
    assert.equal(requests(), 0);
  });

  it('without a free stream is refreshed, and takes the one of a tab that is hidden', async () => {
    await using gateway = await startDashboardGateway({ MAX_STREAMS_PER_VIEWER: '1' });
    await using first = await open(gateway.url);
    await state(first.page, 'live');
    await using second = await open(gateway.url);
    await state(second.page, 'polling');
    assert.match(await status(second.page).innerText(), /^Refreshed every minute · \d\d:\d\d$/);
    assert.match(await onlineNow(second.page), /^\d+ online now$/);
    assert.equal(await second.page.getByRole('alert').count(), 0);
    await setVisible(first.page, false);
    await state(first.page, 'paused');
    await state(second.page, 'live');
    await setVisible(first.page, true);
    await state(first.page, 'polling');
  });

  it('closes the stream when the reader pauses it, and opens another to go on', async () => {
    await using gateway = await startDashboardGateway();
    await using tab = await open(gateway.url);
    const { page } = tab;
    await state(page, 'live');
    const closed = page.waitForEvent('requestfailed');
    await page.getByRole('button', { name: 'Pause' }).click();
    assert.equal(
      ((await closed).postDataJSON() as { operationName: string }).operationName,
      'DashboardLiveToday',
    );
    assert.match(await status(page).innerText(), /^Paused · \d\d:\d\d$/);
    await page.getByRole('button', { name: 'Resume' }).click();
    await state(page, 'live');
  });

  it('is queried every minute while there is no stream', async () => {
    await using gateway = await startDashboardGateway();
    let requests: () => number = () => 0;
    await using tab = await open(gateway.url, async (page) => {
      await page.clock.install();
      requests = countRequests(page, 'DashboardToday');
      await intercept(page, 'DashboardLiveToday', completed);
    });
    const { page } = tab;
    await state(page, 'polling');
    assert.equal(requests(), 1);
    const next = page.waitForRequest((request) =>
      Boolean(request.postData()?.includes('DashboardToday')),
    );
    await page.clock.fastForward(61_000);
    await next;
  });

  it('opens another stream when one was ended', async () => {
    await using gateway = await startDashboardGateway();
    let isBroken = true;
    let streams = 0;
    await using tab = await open(gateway.url, (page) =>
      intercept(page, 'DashboardLiveToday', (route) => {
        streams += 1;
        if (!isBroken) return route.fallback();
        return streams === 1 ? completed(route) : route.abort();
      }),
    );
    await state(tab.page, 'polling');
    await tab.page.waitForTimeout(3000);
    assert.ok(streams > 1 && streams < 6, `${streams} streams`);
    isBroken = false;
    await state(tab.page, 'live');
  });

  it('takes a stream on which nothing comes for one that has ended', async () => {
    await using gateway = await startDashboardGateway();
    await using tab = await open(gateway.url, (page) => page.clock.install());
    const { page } = tab;
    await state(page, 'live');
    const query = page.waitForRequest((request) =>
      Boolean(request.postData()?.includes('DashboardToday')),
    );
    await page.clock.fastForward(16_000);
    await query;
  });

  it('says that a gateway that shuts down cannot be reached', async () => {
    await using gateway = await startDashboardGateway();
    await using tab = await open(gateway.url);
    const { page } = tab;
    await state(page, 'live');
    await gateway.close();
    await state(page, 'offline');
    await page.getByText('The gateway cannot be reached').waitFor();
    assert.match(await status(page).innerText(), /^Offline · \d\d:\d\d$/);
    assert.match(await onlineNow(page), /^\d+ online now$/);
  });
});
