import { createHash } from 'node:crypto';

/** The key of the seal in a file's key-value metadata. It is the last entry. */
export const sealKey = 'engagement.seal';

/** What stands in place of the digest while it is computed. */
export const emptySeal = '0'.repeat(64);

// In Thrift's compact protocol the value follows its key as a field header and its length.
const marker = Buffer.from(`${sealKey}\x18${String.fromCharCode(emptySeal.length)}`, 'latin1');

/** Writes the SHA-256 of a file with an empty seal into the seal, in place. */
export function seal(file: Buffer): void {
  const offset = sealOffset(file);
  file.write(emptySeal, offset, 'latin1');
  file.write(createHash('sha256').update(file).digest('hex'), offset, 'latin1');
}

/**
 * Whether a file is exactly the one that was sealed. A reader must check this before it parses:
 * a single changed bit in a page header can make a Parquet reader loop or abort the process.
 */
export function isIntact(file: Buffer): boolean {
  const offset = sealOffset(file);
  const end = offset + emptySeal.length;
  if (offset < 0 || end > file.length) return false;
  const expected = file.toString('latin1', offset, end);
  const digest = createHash('sha256')
    .update(file.subarray(0, offset))
    .update(emptySeal)
    .update(file.subarray(end))
    .digest('hex');
  return digest === expected;
}

function sealOffset(file: Buffer): number {
  const at = file.lastIndexOf(marker);
  return at < 0 ? -1 : at + marker.length;
}
