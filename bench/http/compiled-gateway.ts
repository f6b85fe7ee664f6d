import { execFile } from 'node:child_process';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The gateway as JavaScript, from the source as it stands, in a folder of its own. */
export interface CompiledGateway {
  readonly folder: string;
  /** Its `server/main`. */
  readonly script: string;
  remove(): Promise<void>;
}

/** Compiles as `npm run build` does, without a second look at the types. */
export async function compileGateway(): Promise<CompiledGateway> {
  const folder = await mkdtemp(join(tmpdir(), 'engagement-gateway-bench-'));
  await promisify(execFile)(process.execPath, [
    join(root, 'node_modules/typescript/bin/tsc'),
    ...['-p', join(root, 'tsconfig.build.json'), '--noCheck', '--outDir', folder],
  ]);
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }\n');
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
  return {
    folder,
    script: join(folder, 'server/main.js'),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
