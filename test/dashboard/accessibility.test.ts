import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { after, before, describe, it } from 'node:test';
import type axe from 'axe-core';
import type { Page } from 'playwright-core';
import { administrator } from '../../embedded/demo/credentials.js';
import { loaded, openDashboard, withoutBrowser, type OpenOptions } from './browser.js';
import { startDashboardGateway, type DashboardGateway } from './dashboard-gateway.js';

const script = createRequire(import.meta.url).resolve('axe-core');

/** What axe finds against WCAG 2.2 A and AA. */
async function violations(page: Page): Promise<string[]> {
  await page.addScriptTag({ path: script });
  return page.evaluate(async () => {
    const { axe: checker } = globalThis as unknown as { axe: typeof axe };
    const { violations: found } = await checker.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
    });
    return found.flatMap(({ id, nodes }) =>
      nodes.map(({ html, any }) => `${id}: ${html.slice(0, 160)} ${any[0]?.message ?? ''}`),
    );
  });
}

const looks: readonly {
  readonly name: string;
  readonly options?: Partial<OpenOptions>;
  readonly act?: (page: Page) => Promise<unknown>;
}[] = [
  { name: 'in the light theme' },
  { name: 'in the dark theme', options: { colorScheme: 'dark' } },
  { name: 'at 320 pixels', options: { viewport: { width: 320, height: 640 } } },
  {
    name: 'with a table open',
    act: async (page) => {
      for (const id of ['new-users', 'online-hours', 'active-users']) {
        await page.locator(`#${id} summary`).click();
      }
    },
  },
  {
    name: 'with the dialog open',
    act: (page) => page.getByRole('button', { name: 'Keys' }).click(),
  },
  {
    name: 'with a message about a control',
    act: async (page) => {
      await page.getByLabel('Time zone').fill('Mars');
      await page.getByText('No such zone').waitFor();
    },
  },
];

describe('the page', { skip: withoutBrowser }, () => {
  let gateway: DashboardGateway;
  before(async () => {
    gateway = await startDashboardGateway();
  });
  after(() => gateway[Symbol.asyncDispose]());

  for (const { name, options, act } of looks) {
    it(`meets WCAG 2.2 AA as far as axe sees, ${name}`, async () => {
      await using tab = await openDashboard({
        url: gateway.url,
        as: administrator,
        // The checker is added to the page, which its policy forbids.
        bypassCSP: true,
        ...options,
      });
      await loaded(tab.page);
      await act?.(tab.page);
      assert.deepEqual(await violations(tab.page), []);
    });
  }

  for (const colorScheme of ['light', 'dark'] as const) {
    it(`has a sign-in form that does, in the ${colorScheme} theme`, async () => {
      await using tab = await openDashboard({ url: gateway.url, bypassCSP: true, colorScheme });
      await tab.page.getByLabel('User id').waitFor();
      assert.deepEqual(await violations(tab.page), []);
    });
  }

  for (const [name, options] of [
    ['320 pixels', { viewport: { width: 320, height: 640 } }],
    ['twice the size', { viewport: { width: 640, height: 450 }, deviceScaleFactor: 2 }],
  ] as const) {
    it(`needs no sideways scrolling at ${name}`, async () => {
      await using tab = await openDashboard({ url: gateway.url, as: administrator, ...options });
      await loaded(tab.page);
      await tab.page.getByRole('button', { name: 'More' }).click();
      assert.equal(
        await tab.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth),
        true,
      );
    });
  }

  it('has targets of 24 pixels or more', async () => {
    await using tab = await openDashboard({ url: gateway.url, as: administrator });
    await loaded(tab.page);
    const small = await tab.page.locator('button, summary, select, input').evaluateAll((controls) =>
      controls
        .filter(
          (control) =>
            control.getClientRects().length > 0 &&
            (control as HTMLInputElement).type !== 'checkbox',
        )
        .filter((control) => {
          const { width, height } = control.getBoundingClientRect();
          return width < 24 || height < 24;
        })
        .map(({ outerHTML }) => outerHTML.slice(0, 100)),
    );
    assert.deepEqual(small, []);
  });

  it('draws in the colours that a reader forces', async () => {
    await using tab = await openDashboard({
      url: gateway.url,
      as: administrator,
      forcedColors: 'active',
    });
    await loaded(tab.page);
    const fills = await Promise.all(
      ['#messages .bars.final', '#online-hours .heat.some'].map((selector) =>
        tab.page
          .locator(selector)
          .first()
          .evaluate((element) => getComputedStyle(element).fill),
      ),
    );
    assert.notEqual(fills[0], fills[1]);
    assert.ok(fills.every((fill) => fill !== 'none'));
    const types = await tab.page
      .locator('#messages-by-room-type .drawing .stack')
      .evaluateAll((parts) => parts.map((part) => getComputedStyle(part).fill));
    assert.equal(new Set(types).size, 3, 'each type has a colour of its own');
  });
});
