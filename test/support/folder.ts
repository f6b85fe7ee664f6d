import { readdirSync } from 'node:fs';
import { test } from 'node:test';

/**
 * Loads all tests of a folder of `test/` into this process. Loading the gateway takes longer than
 * most files of tests do, and is so done once for a folder.
 */
export async function loadTestsOf(folder: string): Promise<void> {
  const loading = load(new URL(`../${folder}/`, import.meta.url));
  // When all tests that Node knows have ended, those of files that load later are cancelled.
  void test(`the tests of ${folder} load`, () => loading);
  await loading;
}

async function load(url: URL): Promise<void> {
  for (const file of readdirSync(url)) {
    if (/\.test\.[jt]s$/.test(file)) await import(new URL(file, url).href);
  }
}
