import { parseArgs } from 'node:util';
import type { Archive } from './archive.js';
import { eraseUser } from './erasure.js';
import { inspect } from './inspection.js';

/** Where a command writes: lines of its result, and its progress. */
export interface CommandOutput {
  line(text: string): void;
  progress(done: number, of: number): void;
}

const usage = `Usage:
  npm run history -- status                       days, gaps, size and damaged files
  npm run history -- verify                       read every file; exit code 1 if one is damaged
  npm run history -- erase <user id> [--remove]   take a user out of all files`;

/**
 * Runs one of the commands above on an archive.
 * @returns the exit code: 0, 1 where a file cannot be used, 2 for wrong arguments.
 */
export async function runHistoryCommand(
  args: readonly string[],
  archive: Archive,
  output: CommandOutput,
): Promise<0 | 1 | 2> {
  const { positionals, values } = parseArgs({
    args: [...args],
    allowPositionals: true,
    strict: false,
    options: { remove: { type: 'boolean', default: false } },
  });
  const isKnown = Object.keys(values).every((name) => name === 'remove');
  const [command, userId, ...others] = positionals;
  if (isKnown && others.length === 0) {
    if (command === 'erase' && userId !== undefined) {
      return erase(archive, userId, values.remove === true, output);
    }
    const isPlain = userId === undefined && values.remove !== true;
    if (isPlain && command === 'verify') return verify(archive, output);
    if (isPlain && command === 'status') return status(archive, output);
  }
  output.line(usage);
  return 2;
}

async function erase(archive: Archive, userId: string, remove: boolean, output: CommandOutput) {
  const onProgress = (done: number, of: number) => {
    output.progress(done, of);
  };
  const { files, rows, damaged } = await eraseUser({ archive, userId, remove, onProgress });
  output.line(
    `${rows} rows in ${files} files ${remove ? 'deleted' : 'given to one random id'}. The user is not written again.`,
  );
  for (const name of damaged) output.line(`${name} is damaged and was left alone: delete it.`);
  return damaged.length > 0 ? 1 : 0;
}

async function verify(archive: Archive, output: CommandOutput) {
  const { files, problems } = await inspect(archive, (done, of) => {
    output.progress(done, of);
  });
  for (const problem of problems) output.line(problem);
  output.line(`${files - problems.length} of ${files} files are sound.`);
  return problems.length > 0 ? 1 : 0;
}

async function status(archive: Archive, output: CommandOutput) {
  const found = await inspect(archive, (done, of) => {
    output.progress(done, of);
  });
  const { days, finalDays, firstDay = 'none', lastDay = 'none', files, plainFiles } = found;
  output.line(`Days      ${days}, of which ${finalDays} final (${firstDay} to ${lastDay})`);
  output.line(`Gaps      ${found.gaps.length === 0 ? 'none' : ranges(found.gaps)}`);
  output.line(`Size      ${megabytes(found.bytes)} MB in ${files} files, ${found.rows} rows`);
  output.line(`User ids  ${plainFiles} files with plain ids, ${files - plainFiles} without`);
  output.line(`Damaged   ${found.problems.length === 0 ? 'none' : found.problems.length}`);
  for (const problem of found.problems) output.line(`  ${problem}`);
  return found.problems.length > 0 ? 1 : 0;
}

const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1);

/** Days in a row as a range: `2026-01-03 to 2026-01-05, 2026-01-09`. */
function ranges(days: readonly string[]): string {
  const runs: [first: string, last: string][] = [];
  for (const day of days) {
    const run = runs.at(-1);
    if (run && Date.parse(day) - Date.parse(run[1]) === 86_400_000) run[1] = day;
    else runs.push([day, day]);
  }
  return runs.map(([first, last]) => (first === last ? first : `${first} to ${last}`)).join(', ');
}
