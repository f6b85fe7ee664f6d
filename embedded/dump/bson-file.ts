import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import type { BsonDocument } from '../../data/workspace.js';
import { documentReader, type Fault } from './bson-stream.js';
import {
  damagedDocument,
  damagedGzip,
  DumpError,
  gzipWithoutItsName,
  unreadable,
} from './dump-error.js';
import { type DumpFile, gzipMagic } from './locate.js';

const chunkBytes = 256 * 1024;

/** `bytesRead` counts from the beginning of the file on disk, packed or not. */
export interface Batch {
  readonly documents: readonly BsonDocument[];
  readonly bytesRead: number;
}

/**
 * The documents of a file in its order, as the chunks come that hold them. Rejects with `DumpError`
 * at the first that cannot be read; the batches before are then the beginning of a damaged file.
 */
export async function* documentsIn(file: DumpFile): AsyncGenerator<Batch, void> {
  let beginning: Buffer | undefined;
  // Checked only when the first document failed: a sound one of 559,903 bytes begins as gzip does.
  const isUnnamedGzip = () => !file.gzip && beginning?.equals(gzipMagic) === true;
  const fault: Fault = (offset, reason, cause) =>
    offset === 0 && isUnnamedGzip()
      ? gzipWithoutItsName(file.path)
      : damagedDocument(file, offset, reason, cause);
  const reader = documentReader(fault);
  const source = createReadStream(file.path, { highWaterMark: chunkBytes });
  const bytes = file.gzip ? source.pipe(createGunzip({ chunkSize: chunkBytes })) : source;
  if (bytes !== source) source.on('error', (error) => bytes.destroy(error));
  try {
    for await (const chunk of bytes as AsyncIterable<Buffer>) {
      beginning ??= Buffer.from(chunk.subarray(0, gzipMagic.length));
      yield { documents: reader.push(chunk), bytesRead: source.bytesRead };
    }
    reader.end();
  } catch (error) {
    throw explained(error, file, reader.offset());
  } finally {
    source.destroy();
    bytes.destroy();
  }
}

function explained(error: unknown, file: DumpFile, offset: number): unknown {
  if (error instanceof DumpError || !(error instanceof Error) || !('code' in error)) return error;
  const isZlib = typeof error.code === 'string' && error.code.startsWith('Z_');
  return isZlib ? damagedGzip(file.path, offset, error) : unreadable(file.path, error);
}
