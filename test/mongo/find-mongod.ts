import { spawnSync } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { MongoBinary } from 'mongodb-memory-server-core';

/** A `mongod` that can be started here. */
export interface FoundMongod {
  readonly binary: string;
  /** Such as `6.0.5`. */
  readonly version: string;
}

/**
 * `MONGOMS_SYSTEM_BINARY`, else the `mongod` on the path, else one that mongodb-memory-server
 * downloads. Throws with what is missing.
 */
export async function findMongod(): Promise<FoundMongod> {
  const { MONGOMS_SYSTEM_BINARY: given, PATH = '' } = process.env;
  // Whole paths, because mongodb-memory-server looks for no name on the path.
  const onPath = PATH.split(delimiter).map((folder) => join(folder, 'mongod'));
  for (const binary of given === undefined ? onPath : [given]) {
    const version = versionOf(binary);
    if (version !== undefined) return { binary, version };
  }
  if (given !== undefined)
    throw new Error(`MONGOMS_SYSTEM_BINARY: ${given} is no mongod that runs here.`);
  try {
    const downloaded = await MongoBinary.getPath();
    return { binary: downloaded, version: versionOf(downloaded) ?? '' };
  } catch (error) {
    throw new Error(
      `There is no MongoDB to test with: set TEST_MONGO_URL to the address of a server or MONGOMS_SYSTEM_BINARY to the path of a mongod, or put a mongod on the path. The download of one failed (${(error as Error).message}).`,
      { cause: error },
    );
  }
}

function versionOf(binary: string): string | undefined {
  const { status, stdout } = spawnSync(binary, ['--version'], { encoding: 'utf8' });
  return status === 0 ? /db version v(\d+\.\d+\.\d+)/.exec(stdout)?.[1] : undefined;
}
