import { wallClock } from './calendar.js';

export interface CsvFile {
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number | null)[])[];
}

/** The text of a file: numbers bare, what is unknown empty, and no text that a spreadsheet would run. */
export function csvText({ columns, rows }: CsvFile): string {
  return [columns, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

function cell(value: string | number | null): string {
  if (typeof value !== 'string') return value === null ? '' : String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** An instant as the zone’s clock shows it, with its offset: `2024-03-05T00:00:00+01:00`. */
export function zonedTime(instant: string, timeZone: string): string {
  const at = Date.parse(instant);
  const wall = wallClock(at, timeZone);
  const minutes = Math.round((wall - at) / 60_000);
  const [hour, minute] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60].map((part) =>
    String(part).padStart(2, '0'),
  );
  const offset = `${minutes < 0 ? '-' : '+'}${hour ?? ''}:${minute ?? ''}`;
  return `${new Date(wall).toISOString().slice(0, 19)}${offset}`;
}

/** Saves a file where the browser puts downloads. */
export function saveCsv(file: CsvFile): void {
  const address = URL.createObjectURL(new Blob([csvText(file)], { type: 'text/csv' }));
  Object.assign(document.createElement('a'), { href: address, download: file.name }).click();
  setTimeout(() => {
    URL.revokeObjectURL(address);
  }, 10_000);
}
