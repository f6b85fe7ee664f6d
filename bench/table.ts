import { cpus } from 'node:os';

/** A Markdown table: the first column to the left, numbers to the right. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((_, column) =>
    Math.max(...[head, ...rows].map((row) => (row[column] ?? '').length)),
  );
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0))).join(' | ')} |`;
  const rule = widths.map((width, column) =>
    column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`,
  );
  return [head, rule, ...rows].map(line).join('\n');
}

/** Three digits or so: `0.84`, `12.3`, `4,210`. */
export function digits(value: number): string {
  if (Number.isNaN(value)) return '–';
  return value < 10 ? value.toFixed(2) : value < 100 ? value.toFixed(1) : whole(value);
}

export function whole(value: number): string {
  return Math.round(value).toLocaleString('en');
}

/** Whether each threshold holds; `undefined` is for one that the run does not reach. */
export interface Check {
  readonly threshold: string;
  readonly measured: string;
  readonly holds: boolean | undefined;
}

export function checkTable(checks: readonly Check[]): string {
  const rows = checks.map(({ threshold, measured, holds }) => [
    threshold,
    measured,
    holds === undefined ? 'not in this run' : holds ? 'yes' : 'NO',
  ]);
  return `## Thresholds\n\n${table(['threshold', 'measured', 'holds'], rows)}\n`;
}

/** The machine that the numbers of a run belong to. */
export function machineLine(): string {
  const model = cpus()[0]?.model ?? 'unknown processor';
  return `${model}, ${cpus().length} cores, Node ${process.version}, ${process.platform} ${process.arch}`;
}
