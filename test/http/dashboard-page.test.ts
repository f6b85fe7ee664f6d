import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { administrator } from '../../embedded/demo/credentials.js';
import { startTestGateway, type TestGateway } from '../support/gateway.js';

const browser = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

describe('the files of the dashboard', () => {
  let gateway: TestGateway;
  before(async () => {
    gateway = await startTestGateway({ NODE_ENV: 'production' });
  });
  after(() => gateway[Symbol.asyncDispose]());
  const get = (path: string, headers: Record<string, string> = {}) =>
    fetch(`${gateway.url}${path}`, { headers, redirect: 'manual' });

  /** The addresses of the page’s own files. */
  async function files(): Promise<string[]> {
    const html = await (await get('/dashboard')).text();
    return [...html.matchAll(/(?:src|href)="(dashboard\/[^"]+)"/g)].map(([, path]) => `/${path}`);
  }

  it('may do nothing but load each other and call this gateway, and make no HTML from text', async () => {
    for (const path of ['/dashboard', ...(await files())]) {
      const { headers } = await get(path);
      assert.equal(
        headers.get('content-security-policy'),
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
      );
      assert.equal(headers.get('referrer-policy'), 'no-referrer');
      assert.equal(headers.get('x-content-type-options'), 'nosniff');
    }
  });

  it('have nothing inline and no address of another host', async () => {
    const html = await (await get('/dashboard', browser)).text();
    assert.match(html, /^<!doctype html>/);
    assert.doesNotMatch(
      html,
      /<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|https?:\/\/(?!www\.w3\.org\/2000\/svg)/,
    );
  });

  it('are two with names that change with their content, which a browser caches', async () => {
    const paths = await files();
    assert.equal(paths.length, 2);
    for (const path of paths) {
      assert.match(path, /^\/dashboard\/(main|style)-[A-Z0-9]{8}\.(js|css)$/);
      const response = await get(path);
      assert.equal(response.status, 200);
      assert.equal(response.headers.get('cache-control'), 'public, max-age=31536000, immutable');
    }
  });

  it('are revalidated as long as they are the same page', async () => {
    const page = await get('/dashboard');
    assert.equal(page.headers.get('cache-control'), 'no-cache');
    const etag = page.headers.get('etag') ?? '';
    const again = await get('/dashboard', { 'if-none-match': etag });
    assert.deepEqual([again.status, await again.text()], [304, '']);
    assert.equal((await get('/dashboard', { 'if-none-match': 'W/"other"' })).status, 200);
  });

  it('are sent compressed to those who accept it', async () => {
    for (const path of ['/dashboard', ...(await files())]) {
      const plain = await (await get(path, { 'accept-encoding': 'identity' })).text();
      for (const [encoding, decompress] of [
        ['br', brotliDecompressSync],
        ['gzip', gunzipSync],
      ] as const) {
        const response = await new Promise<{ encoding: unknown; body: Buffer }>(
          (resolve, reject) => {
            void import('node:http').then(({ get: getRaw }) =>
              getRaw(
                `${gateway.url}${path}`,
                { headers: { 'accept-encoding': encoding } },
                (incoming) => {
                  const chunks: Buffer[] = [];
                  incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
                  incoming.on('end', () => {
                    resolve({
                      encoding: incoming.headers['content-encoding'],
                      body: Buffer.concat(chunks),
                    });
                  });
                },
              ).on('error', reject),
            );
          },
        );
        assert.equal(response.encoding, encoding);
        assert.equal(decompress(response.body).toString(), plain);
      }
    }
  });

  it('are where a browser is sent that comes to the root, and no other client', async () => {
    const response = await get('/', browser);
    assert.deepEqual([response.status, response.headers.get('location')], [302, 'dashboard']);
    assert.equal((await get('/', { accept: '*/*' })).status, 404);
    assert.equal((await get('/')).status, 404);
    const slash = await get('/dashboard/', browser);
    assert.deepEqual([slash.status, slash.headers.get('location')], [308, '../dashboard']);
  });

  for (const name of [
    'index.html',
    'main.js',
    'main.tsx',
    '..%2fpackage.json',
    'operations.generated.ts',
  ]) {
    it(`are no others, such as ${name}`, async () => {
      assert.equal((await get(`/dashboard/${name}`)).status, 404);
    });
  }

  it('name no user of a real workspace', async () => {
    const html = await (await get('/dashboard')).text();
    assert.doesNotMatch(html, /demo-users/);
    assert.ok(!html.includes(administrator.token));
  });
});
