import { readFile } from 'node:fs/promises';

/** The manifest of `PERSISTED_DOCUMENTS` cannot be used; the message says why. */
export class ManifestError extends Error {
  override readonly name = 'ManifestError';
}

/**
 * A manifest of persisted documents as GraphQL codegen and Relay write it: a JSON object of ids, or
 * hashes, to texts.
 * @throws ManifestError when the file cannot be read or holds anything else.
 */
export async function readManifest(file: string): Promise<ReadonlyMap<string, string>> {
  const rejected = (problem: string) =>
    new ManifestError(`PERSISTED_DOCUMENTS: ${file} ${problem}`);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw rejected(`cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown error'}).`);
  }
  let manifest: unknown;
  try {
    manifest = JSON.parse(text);
  } catch {
    throw rejected('is not JSON.');
  }
  const entries = Object.entries(manifest ?? {});
  const isManifest = typeof manifest === 'object' && !Array.isArray(manifest);
  if (!isManifest || !entries.every(([, document]) => typeof document === 'string')) {
    throw rejected('expected a JSON object of hashes to GraphQL texts.');
  }
  return new Map(entries as [string, string][]);
}
