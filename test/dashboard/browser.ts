import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after } from 'node:test';
import {
  chromium,
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  type Page,
  type Route,
} from 'playwright-core';

const places = [
  process.env.CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];
const executablePath = places.find((path) => path !== undefined && existsSync(path));

/** Why the tests in a browser are skipped; false where there is one. */
export const withoutBrowser =
  executablePath === undefined &&
  'There is no Chromium here: install it, or name it in CHROMIUM, to test the dashboard.';

let launched: Promise<Browser> | undefined;

after(async () => {
  await (await launched)?.close();
});

function browser(): Promise<Browser> {
  launched ??= chromium.launch({
    executablePath: executablePath ?? '',
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
  return launched;
}

export interface Credentials {
  readonly userId: string;
  readonly token: string;
}

export interface OpenOptions extends BrowserContextOptions {
  /** The address of the gateway, and a prefix if there is one. */
  readonly url: string;
  /** What follows `/dashboard`: query and fragment. */
  readonly view?: string;
  /** Signed in from the start, unless absent. */
  readonly as?: Credentials | undefined;
  /** Before anything is loaded. */
  readonly prepare?: (page: Page, context: BrowserContext) => Promise<unknown>;
}

/** A tab of its own with the dashboard in it. */
export interface Tab extends AsyncDisposable {
  readonly page: Page;
  readonly context: BrowserContext;
}

/**
 * Opens the dashboard as a reader in Berlin sees it. At its end the tab fails the test when the page
 * sent a request to another host, broke its policy, or had an error of its own.
 */
export async function openDashboard({
  url,
  view = '',
  as,
  prepare,
  ...options
}: OpenOptions): Promise<Tab> {
  const context = await (
    await browser()
  ).newContext({
    viewport: { width: 1280, height: 900 },
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    ...options,
  });
  context.setDefaultTimeout(20_000);
  const problems: string[] = [];
  const page = await context.newPage();
  page.on('request', (request) => {
    const { protocol, origin } = new URL(request.url());
    if (origin !== new URL(url).origin && !['data:', 'blob:'].includes(protocol)) {
      problems.push(`requested ${request.url()}`);
    }
  });
  page.on('pageerror', (error) => {
    problems.push(error.stack ?? error.message);
  });
  page.on('console', (message) => {
    // The browser itself reports responses that are no success, which some tests want.
    if (message.text().startsWith('Failed to load resource')) return;
    problems.push(`${message.type()}: ${message.text()}`);
  });
  if (as) {
    await context.addInitScript((credentials) => {
      sessionStorage.setItem('engagement.credentials', JSON.stringify(credentials));
    }, as);
  }
  await prepare?.(page, context);
  await page.goto(`${url}/dashboard${view}`);
  return {
    page,
    context,
    async [Symbol.asyncDispose]() {
      await context.close();
      assert.deepEqual(problems, []);
    },
  };
}

/** Waits until every section has been loaded. */
export async function loaded(page: Page): Promise<void> {
  await page.locator('#rooms table').waitFor();
  await page.waitForFunction(() => document.querySelector('.card[aria-busy=true]') === null);
}

/** What happens to the requests of one operation; the others reach the gateway. */
export async function intercept(
  page: Page,
  operation: string,
  handle: (route: Route) => Promise<void>,
): Promise<void> {
  await page.route('**/graphql', (route) => {
    const { operationName } = route.request().postDataJSON() as { operationName: string };
    return operationName === operation ? handle(route) : route.fallback();
  });
}
