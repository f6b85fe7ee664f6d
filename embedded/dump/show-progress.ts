import type { WriteStream } from 'node:tty';
import type { DumpProgress } from './read-dump.js';

/** Shows on a terminal, in one line, how far a dump is read; silent where there is no terminal. */
export function showProgress(terminal: WriteStream): (progress: DumpProgress) => void {
  if (!terminal.isTTY) return () => undefined;
  return ({ collection, documents, bytesRead, bytesTotal }) => {
    const percent = Math.floor((100 * bytesRead) / Math.max(bytesTotal, 1));
    terminal.clearLine(0);
    terminal.cursorTo(0);
    terminal.write(`Reading the dump: ${percent} % (${collection}, ${documents} documents)`);
    if (bytesRead === bytesTotal) terminal.write('\n');
  };
}
