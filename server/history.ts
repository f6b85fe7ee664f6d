import { ConfigError, readConfig } from '../config/config.js';
import { ForeignFile } from '../history/archive.js';
import { runHistoryCommand } from '../history/command.js';
import { NewerSchema } from '../history/day-file.js';
import { StoreUnavailable } from '../history/store.js';
import { archiveOf } from '../history/history-archive.js';

/** `npm run history -- …`: works on the history alone, next to running gateways or without one. */
try {
  const archive = archiveOf(readConfig(process.env));
  if (!archive)
    throw new ConfigError([
      'HISTORY_DIR, HISTORY_S3_URL: expected the folder or the bucket of a history.',
    ]);
  const terminal = process.stderr;
  process.exitCode = await runHistoryCommand(process.argv.slice(2), archive, {
    line: (text) => {
      console.log(text);
    },
    progress: (done, of) => {
      if (!terminal.isTTY) return;
      terminal.clearLine(0);
      terminal.cursorTo(0);
      terminal.write(`${done} of ${of} files${done === of ? '\n' : ''}`);
    },
  });
} catch (error) {
  const expected = [ConfigError, StoreUnavailable, ForeignFile, NewerSchema];
  if (!expected.some((kind) => error instanceof kind)) throw error;
  console.error((error as Error).message);
  process.exitCode = 1;
}
