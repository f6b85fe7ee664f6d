import { cpus } from 'node:os';

/** The machine that the figures of a run are true of. */
export function machineLine(): string {
  const [first] = cpus();
  return `${first?.model ?? 'unknown processor'}, ${cpus().length} cores, Node ${process.version}, ${process.platform} ${process.arch}`;
}
