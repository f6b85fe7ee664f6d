import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { administrator } from '../../embedded/demo/credentials.js';
import { loaded, openDashboard, withoutBrowser } from './browser.js';
import { startDashboardGateway, type DashboardGateway } from './dashboard-gateway.js';

/** What every control does, and what the address then holds. */
const controls: readonly {
  readonly name: string;
  readonly use: (page: Page) => Promise<unknown>;
  readonly address: RegExp;
}[] = [
  {
    name: 'a preset',
    use: (page) => page.getByLabel('Period', { exact: true }).selectOption('7d'),
    address: /^\?range=7d$/,
  },
  {
    name: 'the arrow',
    use: (page) => page.getByRole('button', { name: 'Period before' }).click(),
    address: /^\?from=\d{4}-\d\d-\d\d&to=\d{4}-\d\d-\d\d$/,
  },
  {
    name: 'a date',
    use: async (page) => {
      const field = page.getByRole('textbox', { name: 'From', exact: true });
      const to = await page.getByRole('textbox', { name: 'To', exact: true }).inputValue();
      await field.fill(to);
      await field.blur();
    },
    address: /^\?from=(\S+)&to=\1$/,
  },
  {
    name: 'the time zone',
    use: async (page) => {
      await page.getByLabel('Time zone').fill('Asia/Kolkata');
      await page.getByLabel('Time zone').blur();
    },
    address: /^\?tz=Asia\/Kolkata$/,
  },
  {
    name: 'the size of buckets',
    use: (page) => page.getByRole('combobox', { name: 'By', exact: true }).selectOption('week'),
    address: /^\?by=week$/,
  },
  {
    name: 'the comparison',
    use: (page) => page.getByRole('combobox', { name: 'Compare with' }).selectOption('none'),
    address: /^\?compare=none$/,
  },
  {
    name: 'a comparison of one’s own',
    use: (page) => page.getByRole('combobox', { name: 'Compare with' }).selectOption('date'),
    address: /^\?compare=\d{4}-\d\d-\d\d$/,
  },
  {
    name: 'the cohorts',
    use: (page) => page.getByRole('button', { name: 'Who was online' }).click(),
    address: /^\?cohort=online$/,
  },
  {
    name: 'a column of rooms',
    use: (page) => page.getByRole('button', { name: 'Room', exact: true }).click(),
    address: /^\?sort=name$/,
  },
  {
    name: 'the search for rooms',
    use: (page) => page.getByLabel('Search rooms').fill('a'),
    address: /^\?q=a$/,
  },
  {
    name: 'a type of room',
    use: (page) => page.getByRole('button', { name: 'Channels', exact: true }).click(),
    address: /^\?types=c$/,
  },
  {
    name: 'a page of rooms',
    use: (page) => page.getByRole('button', { name: 'Next', exact: true }).click(),
    address: /^\?page=2$/,
  },
];

describe('the address', { skip: withoutBrowser }, () => {
  let gateway: DashboardGateway;
  before(async () => {
    gateway = await startDashboardGateway();
  });
  after(() => gateway[Symbol.asyncDispose]());
  const open = (view = '') => openDashboard({ url: gateway.url, as: administrator, view });

  it('holds what every control chose, shows the same in a fresh tab, and goes back', async () => {
    await using tab = await open();
    const { page } = tab;
    await loaded(page);
    await using fresh = await open();
    for (const { name, use, address } of controls) {
      const before = page.url();
      await use(page);
      await page
        .waitForURL((url) => address.test(url.search), { timeout: 5000 })
        .catch(() => {
          assert.fail(`${name}: ${page.url()}`);
        });
      await settled(page);
      await fresh.page.goto(page.url());
      await settled(fresh.page);
      assert.deepEqual(await shown(fresh.page), await shown(page), name);
      if (name.startsWith('the search')) await page.goto(before);
      else await page.goBack();
      await page.waitForURL(before);
      await settled(page);
    }
    await page.goForward();
    await page.waitForURL(/\?page=2$/);
  });

  it('with values that mean nothing shows the usual view, and says which', async () => {
    await using tab = await open(
      '?range=soon&tz=Mars/Base&by=eon&page=-1&sort=colour&types=x&compare=2024-02-31&from=1',
    );
    const { page } = tab;
    await loaded(page);
    const note = await page.getByText('mean nothing here').innerText();
    for (const part of [
      'range=soon',
      'tz=Mars/Base',
      'by=eon',
      'page=-1',
      'sort=colour',
      'types=x',
      'compare=2024-02-31',
    ]) {
      assert.ok(note.includes(part), part);
    }
    assert.equal(await page.getByLabel('Period', { exact: true }).inputValue(), '30d');
  });

  it('can be copied as this view or as these dates, with the zone in both', async () => {
    await using tab = await open();
    const { page, context } = tab;
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await loaded(page);
    await page.getByText('Copy link').click();
    const copied = async (name: RegExp) => {
      await page.getByRole('button', { name }).click();
      await page.getByText('Copied.').waitFor();
      return new URL(await page.evaluate(() => navigator.clipboard.readText())).search;
    };
    assert.equal(await copied(/This view/), '?tz=Europe/Berlin');
    assert.match(await copied(/These dates/), /^\?from=[\d-]+&to=[\d-]+&tz=Europe\/Berlin$/);
  });

  for (const [day, timeZone, hours] of [
    ['2026-03-29', 'Europe/Berlin', 23],
    ['2026-10-25', 'Europe/Berlin', 25],
    ['2026-04-05', 'Australia/Lord_Howe', 24.5],
    ['2026-10-04', 'Australia/Lord_Howe', 23.5],
    ['2026-06-01', 'Asia/Kolkata', 24],
  ] as const) {
    it(`shows ${hours} hours of ${day} in ${timeZone}`, async () => {
      await using tab = await open(`?from=${day}&to=${day}&tz=${timeZone}&by=15m`);
      const { page } = tab;
      await settled(page);
      await page.locator('#online-users summary').click();
      await page.locator('#online-users tbody th').first().waitFor();
      const names = await page.locator('#online-users tbody th').allInnerTexts();
      assert.equal(names.length, hours * 4);
      assert.equal(new Set(names).size, names.length, 'every quarter has a name of its own');
      assert.match(names[0] ?? '', /00:00/);
      assert.match(names.at(-1) ?? '', /23:45/);
    });
  }
});

async function settled(page: Page): Promise<void> {
  await page.locator('#rooms .card-head').waitFor();
  await page.waitForFunction(() => document.querySelector('.card[aria-busy=true]') === null);
}

/** The state of the controls, and what the sections show. */
function shown(page: Page): Promise<unknown> {
  return page.evaluate(() => ({
    controls: [
      ...document.querySelectorAll<HTMLInputElement>('.controls :is(input, select), #room-search'),
    ].map(({ value }) => value),
    pressed: [...document.querySelectorAll('[aria-pressed=true]')].map(
      ({ textContent }) => textContent,
    ),
    sections: [...document.querySelectorAll<HTMLElement>('.card:not(#today)')].map(
      ({ innerText }) => innerText,
    ),
  }));
}
