import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, test } from 'node:test';
import { settings } from '../../config/settings.js';

const notOurs = /^(node_modules|dist|dist-test|coverage)$/;
const pages = [
  ...markdownIn('.'),
  ...readdirSync('.', { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !notOurs.test(entry.name))
    .flatMap(({ name }) => markdownIn(name)),
  ...['docs/decisions', 'embedded/wire', 'analytics/days'].flatMap(markdownIn),
];

function markdownIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name));
}

/** The text of a page without its blocks of code. */
function textOf(path: string): string {
  return readFileSync(path, 'utf8').replace(/^ *```[^]*?^ *```/gm, '');
}

/** The fragments of a page's headings, as GitHub makes them. */
function anchorsIn(path: string): string[] {
  return [...textOf(path).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}_ -]/gu, '')
      .replaceAll(' ', '-'),
  );
}

function isFound(page: string, link: string): boolean {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? page : join(dirname(page), path);
  return existsSync(target) && (anchor === undefined || anchorsIn(target).includes(anchor));
}

describe('the documentation', () => {
  test('links to files and headings that are there', () => {
    const links = pages.flatMap((page) =>
      [...textOf(page).matchAll(/\]\(([^)\s]+)\)|src="([^"]+)"/g)]
        .map(([, link, image]) => ({ page, link: link ?? image ?? '' }))
        .filter(({ link }) => !link.startsWith('https://')),
    );
    assert.ok(links.length > 20);
    assert.deepEqual(
      links.filter(({ page, link }) => !isFound(page, link)),
      [],
    );
  });

  test('names scripts that package.json has', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      scripts: Record<string, string>;
    };
    const named = pages.flatMap((page) =>
      [...readFileSync(page, 'utf8').matchAll(/npm run ([\w:-]+)/g)].map(([, name = '']) => name),
    );
    assert.ok(named.length > 10);
    assert.deepEqual(
      named.filter((name) => !(name in scripts)),
      [],
    );
  });

  test('names settings that exist', () => {
    // Read by Node and the tests, and codes of errors.
    const others = new Set([
      ...['MONGOMS_SYSTEM_BINARY', 'TEST_MONGO_URL', 'NODE_OPTIONS'],
      ...['SERVICE_UNAVAILABLE', 'TOO_MANY_REQUESTS', 'RANDOM_SERIES', 'RANDOM_WORKSPACES'],
    ]);
    const known = new Set(Object.values(settings).map(({ variable }) => variable));
    const unknown = pages
      .filter((page) => page !== 'CHANGELOG.md')
      .flatMap((page) =>
        [...textOf(page).matchAll(/`([A-Z]+_[A-Z_]+)(?:=[^`]*)?`/g)].map(([, name = '']) => name),
      )
      .filter((name) => !known.has(name) && !others.has(name));
    assert.deepEqual(unknown, []);
  });
});
