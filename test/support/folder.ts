import { readdirSync } from 'node:fs';

/**
 * Loads all tests of a folder of `test/` into this process. Loading the gateway takes longer than
 * most files of tests do, and is so done once for a folder.
 */
export async function loadTestsOf(folder: string): Promise<void> {
  const url = new URL(`../${folder}/`, import.meta.url);
  for (const file of readdirSync(url)) {
    if (/\.test\.[jt]s$/.test(file)) await import(new URL(file, url).href);
  }
}
