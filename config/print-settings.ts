import { readFile, writeFile } from 'node:fs/promises';
import type { Setting } from './setting.js';
import { settingGroups, settings } from './settings.js';

/**
 * Writes the tables of settings in `docs/settings.md` and the README, and `.env.example`, from the
 * settings; with `--check` only reports whether they are current.
 */
type AnySetting = Setting<never>;

const all = Object.values(settings) as AnySetting[];
const begin = '<!-- settings: printed by `npm run settings` -->\n<!-- prettier-ignore-start -->\n';
const end = '<!-- prettier-ignore-end -->';

const groups = Object.entries(settingGroups).map(
  ([name, group]) => `## ${name}\n\n${table(Object.values(group) as AnySetting[])}`,
);
const files = [
  { name: 'README.md', text: await withTable('README.md', table(all.filter((one) => one.common))) },
  { name: 'docs/settings.md', text: await withTable('docs/settings.md', groups.join('\n')) },
  { name: '.env.example', text: environmentFile() },
];
for (const { name, text } of files) {
  if (!process.argv.includes('--check')) {
    await writeFile(name, text);
  } else if ((await readFile(name, 'utf8')) !== text) {
    console.error(`${name} is out of date: run \`npm run settings\` and commit it.`);
    process.exitCode = 1;
  }
}

function table(rows: readonly AnySetting[]): string {
  const lines = rows.map(
    ({ variable, meaning, fallback }) => `| \`${variable}\` | ${meaning} | ${fallback} |\n`,
  );
  return `| name | meaning | default |\n| --- | --- | --- |\n${lines.join('')}`;
}

async function withTable(file: string, tables: string): Promise<string> {
  const text = await readFile(file, 'utf8');
  const from = text.indexOf(begin);
  const to = text.indexOf(end, from);
  if (from < 0 || to < 0) throw new Error(`${file} has no place for the table of settings.`);
  return `${text.slice(0, from)}${begin}${tables}${text.slice(to)}`;
}

/** The defaults, commented out; a default in words means that the variable is unset. */
function environmentFile(): string {
  const lines = all.map(
    ({ variable, fallback }) => `#${variable}=${/^`([^`]*)`$/.exec(fallback)?.[1] ?? ''}\n`,
  );
  return `# Every setting and its default; docs/settings.md describes them. Empty means unset.\n${lines.join('')}`;
}
