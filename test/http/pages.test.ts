import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startTestGateway, type TestGateway } from '../support/gateway.js';

const browser = {
  accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8',
};
const apiClients = [{}, { accept: '*/*' }, { accept: 'application/json' }];

/** Everything that a browser loads when it is shown a page, by address. */
async function load(gateway: TestGateway, path: string): Promise<Map<string, Response>> {
  const page = await fetch(`${gateway.url}${path}`, { headers: browser });
  const html = await page.clone().text();
  const start = new URL(/<base href="([^"]*)"/.exec(html)?.[1] ?? '', page.url);
  const addresses = [...html.matchAll(/<(?:script|link|img)\b[^>]*?\b(?:src|href)="([^"]*)"/g)];
  const loaded = new Map([[page.url, page]]);
  for (const [, address = ''] of addresses) {
    const place = new URL(address, start);
    loaded.set(place.href, await fetch(place, { headers: { accept: '*/*' } }));
  }
  return loaded;
}

/** A page stands when all that it loads is there, is the gateway's, and may load nothing else. */
async function assertStands(
  gateway: TestGateway,
  path: string,
  files: number,
  policy: RegExp,
): Promise<void> {
  const loaded = await load(gateway, path);
  assert.ok(loaded.size > files, `${loaded.size}`);
  for (const [address, { status }] of loaded) {
    assert.deepEqual([new URL(address).origin, status], [gateway.url, 200], address);
  }
  for (const [address, { headers }] of loaded) {
    assert.match(headers.get('content-security-policy') ?? '', policy, address);
  }
  const html = (await loaded.get(`${gateway.url}${path}`)?.text()) ?? '';
  assert.match(html, /^<!doctype html>/);
  assert.doesNotMatch(html, /https?:|<script(?![^>]*\bsrc=)|\son\w+=/);
}

/** Policies under which nothing is loaded from elsewhere. */
const ownFiles = /^default-src 'none'(; [a-z-]+( 'none'| 'self'| data:)+)+$/;
const ownFilesAndMadeCode =
  /^default-src 'none'(; [a-z-]+( 'none'| 'self'| data:| 'unsafe-(inline|eval)')+)+$/;

const statusOf = async (gateway: TestGateway, path: string, headers = browser) =>
  (await fetch(`${gateway.url}${path}`, { headers })).status;

const parts = ['/graphql/ide/main.js', '/graphql/ide/options.js', '/graphql/ide/styles.css'];

describe('in production', () => {
  let gateway: TestGateway;
  before(async () => {
    gateway = await startTestGateway({ NODE_ENV: 'production' });
  });
  after(() => gateway[Symbol.asyncDispose]());

  it('the REST paths have a page, which loads nothing from elsewhere', async () => {
    await assertStands(gateway, '/docs', 4, ownFiles);
    const script = await (await fetch(`${gateway.url}/docs/page.js`)).text();
    assert.match(script, /'openapi\.json'/);
    assert.match(script, /validatorUrl: null/);
    assert.doesNotMatch(script, /https?:/);
  });

  const anonymousClients = [
    'package.json',
    'index.html',
    'swagger-initializer.js',
    'swagger-ui.js',
    '..%2fpackage.json',
  ];
  for (const file of anonymousClients) {
    it(`nothing else of the package is served, such as "${file}"`, async () => {
      assert.equal(await statusOf(gateway, `/docs/${file}`), 404);
    });
  }

  it('there is no page for GraphQL, and nothing of it', async () => {
    const results = await Promise.all(
      [browser, {}].map((headers) => fetch(`${gateway.url}/graphql`, { headers })),
    );
    const [browsers, others] = await Promise.all(
      results.map(async (result) => [result.status, await result.text()]),
    );
    assert.equal(results[0]?.status, 400);
    assert.deepEqual(browsers, others);
    for (const part of [...parts, '/graphql/ide/', '/graphql/ide']) {
      assert.equal(await statusOf(gateway, part), 404, part);
    }
  });
});

describe('in development', () => {
  let gateway: TestGateway;
  before(async () => {
    gateway = await startTestGateway({ NODE_ENV: 'development' });
  });
  after(() => gateway[Symbol.asyncDispose]());

  it('a browser is shown a page at /graphql, which loads nothing from elsewhere', async () => {
    await assertStands(gateway, '/graphql', 10, ownFilesAndMadeCode);
    for (const part of parts) assert.equal(await statusOf(gateway, part), 200, part);
  });

  it('the page queries this gateway, with credentials that can be filled in', async () => {
    const options = await (await fetch(`${gateway.url}/graphql/ide/options.js`)).text();
    assert.match(options, /endpointURL: `\/graphql`/);
    for (const header of ['x-user-id', 'x-auth-token']) {
      assert.match(options, new RegExp(`'${header}': \`\``));
    }
    assert.doesNotMatch(options, /https?:/);
  });

  it('clients of GraphQL are answered as they are without it', async () => {
    const query = `${gateway.url}/graphql?${new URLSearchParams({ query: '{ __typename }' }).toString()}`;
    const preflighted = { 'content-type': 'application/json' };
    for (const headers of [...apiClients, browser]) {
      const result = await fetch(query, { headers: { ...headers, ...preflighted } });
      assert.deepEqual(await result.json(), { data: { __typename: 'Query' } });
    }
    for (const headers of apiClients) {
      const { status, headers: got } = await fetch(`${gateway.url}/graphql`, { headers });
      assert.equal(status, 400);
      assert.doesNotMatch(got.get('content-type') ?? '', /html/);
    }
    const posted = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { ...browser, ...preflighted },
      body: JSON.stringify({ query: '{ __typename }' }),
    });
    assert.deepEqual(await posted.json(), { data: { __typename: 'Query' } });
  });

  for (const path of [
    '/graphql/ide/',
    '/graphql/ide/nothing.js',
    '/graphql/ide/..%2findex.js',
    '/graphql/ide/iframe-sandbox/index.html',
  ]) {
    it(`what is not there gets 404, such as ${path}`, async () => {
      assert.equal(await statusOf(gateway, path), 404);
    });
  }
});
