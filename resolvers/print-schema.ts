import { readFile, writeFile } from 'node:fs/promises';
import { printSchema } from 'graphql';
import { executableSchema } from './executable-schema.js';

/** Writes `schema/schema.graphql` from the classes; with `--check` only reports whether it is current. */
const file = new URL('../schema/schema.graphql', import.meta.url);
const printed = `# Printed from the classes by \`npm run schema\`.\n\n${printSchema(executableSchema())}\n`;

if (!process.argv.includes('--check')) {
  await writeFile(file, printed);
} else if ((await readFile(file, 'utf8')) !== printed) {
  console.error('schema/schema.graphql is out of date: run `npm run schema` and commit it.');
  process.exitCode = 1;
}
