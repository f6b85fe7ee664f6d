import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { administrator } from '../../embedded/demo/credentials.js';
import { loaded, openDashboard, withoutBrowser } from './browser.js';
import { startDashboardGateway, type DashboardGateway } from './dashboard-gateway.js';

describe('on paper', { skip: withoutBrowser }, () => {
  let gateway: DashboardGateway;
  before(async () => {
    gateway = await startDashboardGateway();
  });
  after(() => gateway[Symbol.asyncDispose]());

  it('the page is light and whole, says its period and zone, and has no controls', async () => {
    await using tab = await openDashboard({
      url: gateway.url,
      as: administrator,
      colorScheme: 'dark',
    });
    const { page } = tab;
    await loaded(page);
    await page.locator('#messages [role=application]').focus();
    await page.keyboard.press('End');
    // About the width of a sheet of paper.
    await page.setViewportSize({ width: 718, height: 1000 });
    await page.emulateMedia({ media: 'print' });
    assert.match(await page.locator('.printed').innerText(), /\d{4}, Europe\/Berlin\. As of /);
    for (const hidden of [
      '.controls',
      '.page-tools',
      '#messages .tools',
      '.cursor',
      '.pages',
      'summary',
    ]) {
      assert.equal(await page.locator(hidden).first().isVisible(), false, hidden);
    }
    const look = await page.evaluate(() => ({
      background: getComputedStyle(document.documentElement).backgroundColor,
      scheme: getComputedStyle(document.documentElement).colorScheme,
      cut: [...document.querySelectorAll('.card svg, .card table')]
        .filter((element) => element.getBoundingClientRect().right > innerWidth)
        .map((element) => element.closest('section')?.id),
      broken: [...document.querySelectorAll('.card')].filter(
        (card) => getComputedStyle(card).breakInside !== 'avoid',
      ).length,
    }));
    assert.deepEqual(look, {
      background: 'rgb(255, 255, 255)',
      scheme: 'light',
      cut: [],
      broken: 0,
    });
    const pdf = (await page.pdf({ format: 'A4' })).toString('latin1');
    const pages = pdf.match(/\/Type\s*\/Page\b/g)?.length ?? 0;
    assert.ok(pages >= 3 && pages <= 8, `${pages} pages`);
  });
});
