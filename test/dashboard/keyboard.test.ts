import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { administrator } from '../../embedded/demo/credentials.js';
import { loaded, openDashboard, withoutBrowser } from './browser.js';
import { startDashboardGateway, type DashboardGateway } from './dashboard-gateway.js';

const charts = ['today', 'new-users', 'messages', 'active-users', 'online-users', 'online-hours'];

describe('the keyboard', { skip: withoutBrowser }, () => {
  let gateway: DashboardGateway;
  before(async () => {
    gateway = await startDashboardGateway();
  });
  after(() => gateway[Symbol.asyncDispose]());
  const open = () => openDashboard({ url: gateway.url, as: administrator });

  it('reads every value of every chart', async () => {
    await using tab = await open();
    const { page } = tab;
    await loaded(page);
    for (const id of charts) {
      const chart = page.locator(`#${id} [role=application]`);
      assert.equal(await chart.getAttribute('tabindex'), '0', id);
      assert.match((await chart.getAttribute('aria-label')) ?? '', /Arrow keys show values/);
      await chart.focus();
      const readout = () => page.locator(`#${id} .readout`).innerText();
      const keys: [string, string][] = [
        ['Home', 'ArrowRight'],
        ['End', 'ArrowLeft'],
        ['Home', 'PageDown'],
        ['End', 'PageUp'],
        ...(id === 'online-hours'
          ? ([
              ['Home', 'ArrowDown'],
              ['End', 'ArrowUp'],
            ] as [string, string][])
          : []),
      ];
      for (const [start, key] of keys) {
        await page.keyboard.press(start);
        const before = await readout();
        await page.keyboard.press(key);
        assert.notEqual(await readout(), before, `${id}: ${key}`);
      }
      await page.keyboard.press('Escape');
      assert.equal(await page.locator(`#${id} .readout.idle`).count(), 1, id);
    }
  });

  it('goes through the whole page in its order, and out again', async () => {
    await using tab = await open();
    const { page } = tab;
    await loaded(page);
    const visited: string[] = [];
    for (let index = 0; index < 150; index += 1) {
      await page.keyboard.press('Tab');
      const place = await page.evaluate(() => {
        const element = document.activeElement;
        if (!element || element === document.body) return undefined;
        const { top, bottom } = element.getBoundingClientRect();
        const bar = document.querySelector('.controls')?.getBoundingClientRect().bottom ?? 0;
        const isHidden =
          !element.closest('.controls, .page-head, .skip') && bottom <= bar && top >= 0;
        return `${element.closest('section')?.id ?? 'page'}${isHidden ? ' hidden' : ''}`;
      });
      if (place === undefined) break;
      if (visited.at(-1) !== place) visited.push(place);
    }
    assert.deepEqual(visited, ['page', ...charts, 'retention', 'messages-by-room-type', 'rooms']);
  });

  it('has a key for what is used most', async () => {
    await using tab = await open();
    const { page } = tab;
    await loaded(page);
    const search = () => new URL(page.url()).search;
    const press = async (key: string, expected: RegExp) => {
      await page.keyboard.press(key);
      await page
        .waitForURL((url) => expected.test(url.search), { timeout: 5000 })
        .catch(() => {
          assert.fail(`${key}: ${search()}`);
        });
    };
    await press('d', /^\?range=today$/);
    await press('w', /^\?range=7d$/);
    await press('q', /^\?range=90d$/);
    await press('m', /^$/);
    await press('x', /^\?compare=previous$/);
    await press('ArrowLeft', /^\?from=.*compare=previous$/);
    const from = search();
    await press('ArrowRight', /^\?from=.*compare=previous$/);
    assert.notEqual(search(), from);
    await page.keyboard.press('t');
    assert.equal(await page.locator('html').getAttribute('data-theme'), 'light');
    await page.keyboard.press('/');
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'room-search');
    const typed = search();
    await page.keyboard.type('dwmqx');
    assert.equal(await page.getByLabel('Search rooms').inputValue(), 'dwmqx');
    await page.waitForURL(/q=dwmqx/);
    assert.match(search(), new RegExp(typed.slice(1).split('&')[0] ?? ''));
  });

  it('does nothing with modifiers, and nothing at all when it is turned off', async () => {
    await using tab = await open();
    const { page } = tab;
    await loaded(page);
    const before = page.url();
    await page.keyboard.press('Control+Shift+x');
    await page.keyboard.press('Alt+q');
    await page.keyboard.press('?');
    await page.getByRole('dialog').getByLabel('Single keys').uncheck();
    await page.getByRole('button', { name: 'Close' }).click();
    for (const key of ['q', 'x', 'ArrowLeft', '?']) await page.keyboard.press(key);
    assert.equal(page.url(), before);
    assert.equal(await page.getByRole('dialog').count(), 0);
    await page.getByRole('button', { name: 'Keys' }).click();
    await page.getByRole('dialog').getByLabel('Single keys').check();
    await page.keyboard.press('Escape');
    await page.keyboard.press('q');
    assert.match(page.url(), /range=90d/);
  });
});
