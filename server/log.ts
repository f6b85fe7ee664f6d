import { pino, type DestinationStream, type Logger } from 'pino';

/**
 * The log: lines of JSON. Headers are never given to it; hashes of tokens could still reach it, in
 * a database's error that repeats the command it refused, and are taken out of every line.
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

/**
 * Where the log goes: to standard output, as readable lines where that is a terminal. Elsewhere
 * lines are gathered for a tenth of a second, since to write each by itself costs more than to make
 * it; they are written before the process ends, however it does short of being killed.
 */
export async function logDestination(isTerminal: boolean): Promise<DestinationStream> {
  if (!isTerminal) {
    return pino.destination({ fd: 1, sync: false, minLength: 8192, periodicFlush: 100 });
  }
  const { build } = await import('pino-pretty');
  return build({ ignore: 'pid,hostname', translateTime: 'SYS:HH:MM:ss' });
}
