import { createHash } from 'node:crypto';

/** For the code generator: every operation's text, as its file holds it, under its SHA-256. */
export function plugin(_schema, documents) {
  const entries = documents
    .map(({ rawSDL }) => [createHash('sha256').update(rawSDL).digest('hex'), rawSDL])
    .sort(([one], [other]) => (one < other ? -1 : 1));
  return `/** The text of every stored operation, by its SHA-256. */
export const storedDocuments: ReadonlyMap<string, string> = new Map(${JSON.stringify(entries, null, 2)});
`;
}
