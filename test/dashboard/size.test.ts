import assert from 'node:assert/strict';
import { readdirSync, statSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { administrator } from '../../embedded/demo/credentials.js';
import { loaded, openDashboard, withoutBrowser } from './browser.js';
import { startDashboardGateway, type DashboardGateway } from './dashboard-gateway.js';

const built = new URL(
  import.meta.url.endsWith('.ts') ? '../../dist/dashboard/' : '../../dashboard/',
  import.meta.url,
);

for (const { name, pattern, limit } of [
  { name: 'JavaScript', pattern: /\.js\.gz$/, limit: 45_000 },
  { name: 'styles', pattern: /\.css\.gz$/, limit: 4000 },
  { name: 'HTML', pattern: /\.html\.gz$/, limit: 1000 },
]) {
  it(`the ${name} of the dashboard is at most ${limit} bytes, compressed`, () => {
    const files = readdirSync(built).filter((file) => pattern.test(file));
    assert.ok(files.length > 0);
    const size = files.reduce((sum, file) => sum + statSync(new URL(file, built)).size, 0);
    assert.ok(size <= limit, `${size} bytes`);
  });
}

describe('loading the dashboard', { skip: withoutBrowser }, () => {
  let gateway: DashboardGateway;
  before(async () => {
    gateway = await startDashboardGateway();
  });
  after(() => gateway[Symbol.asyncDispose]());

  for (const [name, viewport] of [
    ['wide', { width: 1280, height: 900 }],
    ['narrow', { width: 390, height: 844 }],
  ] as const) {
    it(`takes three files, then one request for the user, and moves nothing in a ${name} window`, async () => {
      const requested: string[] = [];
      await using tab = await openDashboard({
        url: gateway.url,
        as: administrator,
        viewport,
        prepare: async (page) => {
          page.on('request', (request) => {
            const { operationName } = (request.postDataJSON() ?? {}) as { operationName?: string };
            requested.push(operationName ?? new URL(request.url()).pathname.replace(/-\w+\./, '.'));
          });
          await page.addInitScript(() => {
            Object.assign(globalThis, { shift: 0 });
            new PerformanceObserver((list) => {
              for (const entry of list.getEntries()) {
                Object.assign(globalThis, {
                  shift:
                    (globalThis as unknown as { shift: number }).shift +
                    (entry as unknown as { value: number }).value,
                });
              }
            }).observe({ type: 'layout-shift', buffered: true });
          });
        },
      });
      const { page } = tab;
      await loaded(page);
      await page.locator('#today figure').waitFor();
      assert.deepEqual(requested.slice(0, 4).sort(), [
        '/dashboard',
        '/dashboard/main.js',
        '/dashboard/style.css',
        'DashboardViewer',
      ]);
      assert.equal(requested.filter((name) => name === 'DashboardViewer').length, 1);
      // One request a section; today is one, or two where its stream ends at once.
      assert.ok(requested.length <= 4 + 11, requested.join(', '));
      const shift = await page.evaluate(() => (globalThis as unknown as { shift: number }).shift);
      assert.ok(shift < 0.001, `${shift}`);
    });
  }

  it('takes few bytes of data', async () => {
    let size = 0;
    await using tab = await openDashboard({
      url: gateway.url,
      as: administrator,
      prepare: (page) => {
        page.on('response', (response) => {
          if (!response.url().endsWith('/graphql')) return;
          if (response.headers()['content-type']?.startsWith('text/event-stream')) return;
          void response.body().then(
            ({ length }) => (size += length),
            () => undefined,
          );
        });
        return Promise.resolve();
      },
    });
    await loaded(tab.page);
    assert.ok(size > 1000 && size <= 60_000, `${size} bytes`);
  });

  it('leaves the heap below 10 MB', async () => {
    await using tab = await openDashboard({ url: gateway.url, as: administrator });
    await loaded(tab.page);
    const devtools = await tab.context.newCDPSession(tab.page);
    await devtools.send('Performance.enable');
    await devtools.send('HeapProfiler.collectGarbage');
    const { metrics } = await devtools.send('Performance.getMetrics');
    const used = metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? NaN;
    assert.ok(used < 10_000_000, `${used} bytes`);
  });

  it('has no styles in its HTML', async () => {
    await using tab = await openDashboard({ url: gateway.url, javaScriptEnabled: false });
    assert.equal(await tab.page.locator('style, [style]').count(), 0);
  });

  it('draws 400 days of hours with few elements', async () => {
    const end = new Date().toISOString().slice(0, 10);
    const start = new Date(Date.now() - 399 * 86_400_000).toISOString().slice(0, 10);
    await using tab = await openDashboard({
      url: gateway.url,
      as: administrator,
      view: `?from=${start}&to=${end}&tz=UTC`,
    });
    await loaded(tab.page);
    const elements = await tab.page.locator('#online-hours .drawing *').count();
    assert.ok(elements < 80, `${elements} elements`);
  });
});
