import { mkdtemp, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';
import { median } from 'simple-statistics';
import { administrator } from '../embedded/demo/credentials.js';
import { startServer } from './measured-server.js';
import { BenchError, type Scenario } from './scenario.js';
import { checkTable, machineLine, whole, type Check } from './table.js';
import { thresholds } from './thresholds.js';

const script = fileURLToPath(new URL('../dist/server/main.js', import.meta.url));
const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
const rounds = 7;
/** What this file evaluates is text, which the page's policy forbids. */
const options = { viewport: { width: 1280, height: 900 }, bypassCSP: true };

/** Stores credentials, and when the first bars of a chart are in the page. */
const firstChart = `
  sessionStorage.setItem('engagement.credentials', ${JSON.stringify(JSON.stringify(administrator))});
  new MutationObserver((_, observer) => {
    if (!document.querySelector('.card svg .bars')) return;
    observer.disconnect();
    requestAnimationFrame(() => { globalThis.firstChart = performance.now(); });
  }).observe(document, { childList: true, subtree: true });
`;

/** Answers a request that has been answered before from memory: no network. */
const fromMemory = `
  const send = fetch;
  const answers = new Map();
  globalThis.fetch = async (address, init) => {
    const answer = answers.get(init?.body);
    if (answer !== undefined) return new Response(answer, { headers: { 'content-type': 'application/json' } });
    const response = await send(address, init);
    if (response.headers.get('content-type')?.startsWith('application/json')) {
      answers.set(init?.body, await response.clone().text());
    }
    return response;
  };
`;

/** Chooses a period; the milliseconds until every section has drawn it. */
const choose = (range: string) => `new Promise((resolve) => {
  const start = performance.now();
  const labels = () => ['new-users', 'messages', 'active-users', 'online-users'].map((id) =>
    document.querySelector('#' + id + ' svg[role=application]')?.getAttribute('aria-label'));
  const before = labels();
  const select = document.querySelector('select[aria-label=Period]');
  select.value = '${range}';
  select.dispatchEvent(new Event('change', { bubbles: true }));
  const look = () => {
    const isDrawn = labels().every((label, index) => label !== before[index]);
    if (isDrawn && !document.querySelector('.card[aria-busy=true]')) resolve(performance.now() - start);
    else requestAnimationFrame(look);
  };
  look();
})`;

/** Times the dashboard page in a browser, against the built gateway with the embedded workspace. */
export const timeDashboard: Scenario = async (args) => {
  if (args.length > 0) throw new BenchError(`dashboard has no options, and got ${args.join(' ')}.`);
  if (!existsSync(script)) throw new BenchError('Run npm run build first.');
  if (!existsSync(executablePath)) {
    throw new BenchError('There is no Chromium here: name one in CHROMIUM.');
  }
  const folder = await mkdtemp(join(tmpdir(), 'engagement-gateway-bench-'));
  const environment = { NODE_ENV: 'development', QUERY_COST_LIMIT: '0' };
  const server = await startServer(script, environment, join(folder, 'log'));
  const browser = await chromium.launch({
    executablePath,
    args: ['--headless', '--no-sandbox', '--disable-gpu'],
  });
  try {
    const url = `${server.url}/dashboard`;
    const local = await firstCharts(browser, url, false);
    const slow = await firstCharts(browser, url, true);
    const redraws = await redrawTimes(browser, url);
    const { firstChartMS, slowFirstChartMS, redrawMS } = thresholds.dashboard;
    const checks = [
      check('first chart of a reload', local, firstChartMS),
      check('the same at 4 × slower CPU, 150 ms, 1.6 Mb/s', slow, slowFirstChartMS),
      check('choice of a period to everything drawn, without the network', redraws, redrawMS),
    ];
    console.log(`${machineLine()}\n\n${checkTable(checks)}`);
    return { holds: checks.every(({ holds }) => holds !== false) };
  } finally {
    await browser.close();
    await server.close();
    await rm(folder, { recursive: true });
  }
};

function check(name: string, times: readonly number[], limit: number): Check {
  const middle = median([...times]);
  return {
    threshold: `${name}: at most ${limit} ms`,
    measured: `${whole(middle)} ms (${whole(Math.min(...times))}–${whole(Math.max(...times))})`,
    holds: middle <= limit,
  };
}

/** From the start of the navigation, with the files of the page in the browser's cache. */
async function firstCharts(browser: Browser, url: string, isSlow: boolean): Promise<number[]> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  await page.addInitScript(firstChart);
  await drawn(page, url);
  if (isSlow) {
    const session = await context.newCDPSession(page);
    await session.send('Network.enable');
    await session.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: 150,
      downloadThroughput: 200_000,
      uploadThroughput: 200_000,
    });
    await session.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  }
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) times.push(await drawn(page, url));
  await context.close();
  return times;
}

async function drawn(page: Page, url: string): Promise<number> {
  await page.goto(url);
  const handle = await page.waitForFunction('globalThis.firstChart');
  return (await handle.jsonValue()) as number;
}

async function redrawTimes(browser: Browser, url: string): Promise<number[]> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  await page.addInitScript(firstChart + fromMemory);
  await drawn(page, url);
  await page.waitForFunction(`document.querySelector('.card[aria-busy=true]') === null`);
  const times: number[] = [];
  await page.evaluate(choose('7d'));
  await page.evaluate(choose('30d'));
  for (let round = 0; round < rounds; round += 1) {
    times.push(await page.evaluate<number>(choose('7d')));
    times.push(await page.evaluate<number>(choose('30d')));
  }
  await context.close();
  return times;
}
