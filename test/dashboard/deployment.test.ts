import assert from 'node:assert/strict';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { administrator } from '../../embedded/demo/credentials.js';
import { loaded, openDashboard, withoutBrowser } from './browser.js';
import { startDashboardGateway, type DashboardGateway } from './dashboard-gateway.js';

describe('behind a proxy, with known operations alone', { skip: withoutBrowser }, () => {
  let gateway: DashboardGateway;
  let proxy: Server;
  before(async () => {
    gateway = await startDashboardGateway({ PERSISTED_ONLY: 'true' });
    proxy = createServer((incoming, outgoing) => {
      const path = incoming.url?.replace(/^\/engagement(?=\/)/, '');
      if (path === incoming.url) {
        outgoing.writeHead(404).end();
        return;
      }
      const forwarded = request(
        new URL(path ?? '/', gateway.url),
        { method: incoming.method ?? 'GET', headers: incoming.headers },
        (response) => {
          outgoing.writeHead(response.statusCode ?? 502, response.headers);
          response.pipe(outgoing);
        },
      );
      outgoing.on('close', () => forwarded.destroy());
      forwarded.on('error', () => outgoing.destroy());
      incoming.pipe(forwarded);
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  });
  after(async () => {
    proxy.closeAllConnections();
    proxy.close();
    await gateway[Symbol.asyncDispose]();
  });

  it('the page works below a prefix, with every section', async () => {
    const { port } = proxy.address() as AddressInfo;
    await using tab = await openDashboard({
      url: `http://127.0.0.1:${port}/engagement`,
      as: administrator,
    });
    await loaded(tab.page);
    assert.equal(await tab.page.locator('.failure').count(), 0);
  });
});
