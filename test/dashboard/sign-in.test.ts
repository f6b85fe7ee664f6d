import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Request } from 'playwright-core';
import { administrator, memberWithoutPermission } from '../../embedded/demo/credentials.js';
import { loaded, openDashboard, withoutBrowser } from './browser.js';
import { startDashboardGateway, type DashboardGateway } from './dashboard-gateway.js';

describe('signing in', { skip: withoutBrowser }, () => {
  let gateway: DashboardGateway;
  before(async () => {
    gateway = await startDashboardGateway();
  });
  after(() => gateway[Symbol.asyncDispose]());

  it('sends the gateway no request before there are credentials', async () => {
    const requested: string[] = [];
    await using tab = await openDashboard({
      url: gateway.url,
      prepare: (page) => {
        page.on('request', (request) => requested.push(new URL(request.url()).pathname));
        return Promise.resolve();
      },
    });
    await tab.page.getByLabel('User id').waitFor();
    assert.deepEqual(
      requested.filter((path) => !path.startsWith('/dashboard')),
      [],
    );
  });

  it('says that a wrong token was not accepted', async () => {
    await using tab = await openDashboard({ url: gateway.url });
    await tab.page.getByLabel('User id').fill(administrator.userId);
    await tab.page.getByLabel('Personal access token').fill('wrong');
    await tab.page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await tab.page.getByRole('alert').waitFor();
    assert.match(await tab.page.getByRole('alert').innerText(), /did not accept/);
    assert.equal(await tab.page.evaluate(() => sessionStorage.length), 0);
  });

  it('names the permission to a user without it, in one alert', async () => {
    await using tab = await openDashboard({ url: gateway.url });
    await tab.page.getByRole('button', { name: 'without the permission' }).click();
    await tab.page.getByText('view-engagement-dashboard').waitFor();
    assert.equal(await tab.page.getByRole('alert').count(), 1);
    assert.equal(await tab.page.locator('.card').count(), 1);
  });

  it('takes typed credentials, stores them for this tab alone, and never in the address', async () => {
    await using tab = await openDashboard({ url: gateway.url });
    const { page, context } = tab;
    await page.getByLabel('User id').fill(` ${administrator.userId} `);
    await page.getByLabel('Personal access token').fill(administrator.token);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await loaded(page);
    await page.reload();
    await loaded(page);
    assert.ok(!page.url().includes(administrator.token));
    const other = await context.newPage();
    await other.goto(`${gateway.url}/dashboard`);
    await other.getByLabel('User id').waitFor();
    assert.equal(await page.evaluate(() => localStorage.getItem('engagement.credentials')), null);
  });

  it('stores nothing when the reader does not want it', async () => {
    await using tab = await openDashboard({ url: gateway.url });
    await tab.page.getByLabel('Do not store it').check();
    await tab.page.getByRole('button', { name: 'an administrator' }).click();
    await loaded(tab.page);
    assert.equal(await tab.page.evaluate(() => sessionStorage.length), 0);
  });

  it('uses the session of Rocket.Chat where the page shares its origin', async () => {
    await using tab = await openDashboard({
      url: gateway.url,
      prepare: async (_page, context) => {
        await context.addInitScript(({ userId, token }) => {
          localStorage.setItem('Meteor.userId', userId);
          localStorage.setItem('Meteor.loginToken', token);
        }, administrator);
      },
    });
    await tab.page.getByRole('button', { name: 'Use my Rocket.Chat session' }).click();
    await loaded(tab.page);
  });

  it('signs out: forgets the token, and aborts what is in flight', async () => {
    const open = new Set<Request>();
    const aborted: (string | undefined)[] = [];
    await using tab = await openDashboard({
      url: gateway.url,
      as: administrator,
      prepare: async (page) => {
        page.on('request', (request) => {
          if (request.url().endsWith('/graphql')) open.add(request);
        });
        page.on('requestfinished', (request) => open.delete(request));
        page.on('requestfailed', (request) => {
          open.delete(request);
          aborted.push(request.failure()?.errorText);
        });
        // All but the viewer and the stream hang.
        await page.route('**/graphql', (route) =>
          /DashboardViewer|DashboardLiveToday/.test(route.request().postData() ?? '')
            ? route.fallback()
            : undefined,
        );
      },
    });
    const { page } = tab;
    await page.locator('#today .live-status.live').waitFor();
    const inFlight = open.size;
    assert.ok(inFlight > 5, `${inFlight} requests`);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('User id').waitFor();
    while (open.size > 0) await page.waitForEvent('requestfailed');
    assert.deepEqual(aborted, Array(inFlight).fill('net::ERR_ABORTED'));
    assert.equal(await page.evaluate(() => sessionStorage.length), 0);
  });

  it('offers users by name in the embedded demo alone', async () => {
    const html = async (url: string) => (await fetch(`${url}/dashboard`)).text();
    assert.match(await html(gateway.url), new RegExp(memberWithoutPermission.token));
    await using real = await startDashboardGateway({ MONGO_URL: 'mongodb://real' });
    assert.doesNotMatch(await html(real.url), /demo-users/);
  });
});
