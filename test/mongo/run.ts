import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { MongoMemoryServer } from 'mongodb-memory-server-core';
import { findMongod, type FoundMongod } from './find-mongod.js';

/**
 * Runs the tests whose database is a real MongoDB (`npm run test:mongo`): those of `npm test` that
 * reach one, on `TEST_MONGO_URL` or on a server of their own, and those of this folder, which start
 * and stop servers.
 */
const withoutDatabase = new Set(
  ['config', 'embedded', 'faults', 'project', 'references', 'schema'].map(
    (folder) => `${folder}.test.js`,
  ),
);

const { TEST_MONGO_URL } = process.env;
const found = await findMongod().catch((error: unknown) => {
  const { message } = error as Error;
  if (TEST_MONGO_URL === undefined || process.env.CI === 'true') {
    console.error(message);
    process.exit(1);
  }
  console.error(`Tests that start servers of their own are left out. ${message}`);
  return undefined;
});
if (found) {
  process.env.MONGOMS_SYSTEM_BINARY = found.binary;
  process.env.MONGOMS_VERSION = found.version;
}
const server = TEST_MONGO_URL === undefined ? await MongoMemoryServer.create() : undefined;
try {
  process.exitCode = await runTests(TEST_MONGO_URL ?? server?.getUri() ?? '', found);
} finally {
  await server?.stop();
}

async function runTests(url: string, mongod: FoundMongod | undefined): Promise<number> {
  const here = fileURLToPath(new URL('.', import.meta.url));
  const testsIn = (folder: string) =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.test.js') && !withoutDatabase.has(name))
      .map((name) => folder + name);
  // What the embedded server does as MongoDB does it, too.
  const pipelines = `${here}../embedded/wire-pipelines.test.js`;
  const files = [...(mongod ? testsIn(here) : []), ...testsIn(`${here}../`), pipelines];
  const tests = spawn(process.execPath, ['--test', '--test-concurrency=4', ...files], {
    stdio: 'inherit',
    env: { ...process.env, TEST_MONGO_URL: url },
  });
  const [code] = (await once(tests, 'exit')) as [number | null];
  return code ?? 1;
}
