import type { Writable } from 'node:stream';
import { pino, type DestinationStream, type Logger } from 'pino';

/**
 * The log: lines of JSON. Headers are never given to it; hashes of tokens could still reach it, in
 * a database's error that repeats the command it rejected, and are taken out of every line.
 */
export function createLog(level: string, destination: DestinationStream): Logger {
  return pino(
    {
      level,
      hooks: {
        streamWrite: (line) => (line.includes('=') ? line.replace(hashesOfTokens, '[hash]') : line),
      },
    },
    destination,
  );
}

const hashesOfTokens = /[A-Za-z0-9+/]{43}=/g;

/** Where the log goes: to standard output, as readable lines where that is a terminal. */
export async function logDestination({ stdout }: NodeJS.Process): Promise<DestinationStream> {
  if (!stdout.isTTY) return bufferedDestination(stdout);
  const { build } = await import('pino-pretty');
  return build({ ignore: 'pid,hostname', translateTime: 'SYS:HH:MM:ss' });
}

const flushMS = 100;
const bufferedLength = 65_536;
const maxWaitingBytes = 16 * 1024 * 1024;

/**
 * Gathers lines for a tenth of a second, since to write one by itself costs more than to make it,
 * and hands over the rest when the process ends. Lines that are not read are lost, and cost nothing else:
 * a reader that has gone, that stands still, or a disk that is full.
 */
export function bufferedDestination(output: Writable): DestinationStream {
  let lines = '';
  const flush = () => {
    const buffered = lines;
    lines = '';
    if (buffered === '' || output.writableLength > maxWaitingBytes) return;
    try {
      output.write(buffered);
    } catch {
      // A file throws at once what a pipe reports later.
    }
  };
  output.on('error', () => undefined);
  setInterval(flush, flushMS).unref();
  process.on('exit', flush);
  return {
    write(line) {
      lines += line;
      if (lines.length > bufferedLength) flush();
    },
  };
}
