import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { gzipSync } from 'node:zlib';
import { serialize } from 'bson';
import type { BsonDocument } from '../../data/workspace.js';

/**
 * Writes what `mongodump --db <database> --out <folder>` leaves for these collections, with its
 * names, metadata and prelude; `gzip` as with `--gzip`. A folder that exists is added to.
 */
export async function writeDump(
  folder: string,
  database: string,
  collections: Record<string, readonly BsonDocument[]>,
  options: { gzip?: boolean } = {},
): Promise<void> {
  const databaseFolder = join(folder, database);
  await mkdir(databaseFolder, { recursive: true });
  const write = async (name: string, content: Buffer) => {
    if (options.gzip === true)
      await writeFile(join(databaseFolder, `${name}.gz`), gzipSync(content));
    else await writeFile(join(databaseFolder, name), content);
  };
  for (const [collection, documents] of Object.entries(collections)) {
    const name = escapedCollectionName(collection);
    await write(`${name}.bson`, Buffer.concat(documents.map((document) => serialize(document))));
    await write(`${name}.metadata.json`, Buffer.from(JSON.stringify(metadata(collection))));
  }
  const prelude = { ServerVersion: '8.0.4', ToolVersion: '100.12.0' };
  await write('prelude.json', Buffer.from(JSON.stringify(prelude)));
}

/** An empty folder for one test, removed with all it holds when the test is over. */
export async function temporaryFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'engagement-gateway-dump-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** As Go's `url.PathEscape`, by which mongodump names its files, escapes. */
export function escapedCollectionName(collection: string): string {
  return encodeURIComponent(collection)
    .replace(/%(?:24|26|2B|3D|3A|40)/g, decodeURIComponent)
    .replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
}

function metadata(collection: string) {
  return {
    indexes: [{ v: { $numberInt: '2' }, key: { _id: { $numberInt: '1' } }, name: '_id_' }],
    uuid: createHash('md5').update(collection).digest('hex'),
    collectionName: collection,
    type: 'collection',
  };
}
