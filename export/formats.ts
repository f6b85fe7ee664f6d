import { stringify } from 'csv-stringify/sync';

/** Text, a number, or null for what is unknown. */
export type Row = readonly (string | number | null)[];

/** A format: how the text begins, is written row by row, and ends. */
export interface Format {
  readonly contentType: string;
  begin(columns: readonly string[]): string;
  /** Some rows; `isFirst` for the first of all. */
  rows(columns: readonly string[], rows: readonly Row[], isFirst: boolean): string;
  readonly end: string;
}

/** RFC 4180. A text that a spreadsheet would execute begins with `'`; numbers can be negative. */
const csvText = (rows: readonly Row[]) =>
  stringify([...rows], {
    record_delimiter: 'windows',
    // By default a lone line feed would be quoted only where it ends records.
    quote_record_delimiter: true,
    escape_formulas: true,
  });

const jsonOf = (columns: readonly string[], row: Row) =>
  JSON.stringify(Object.fromEntries(columns.map((column, index) => [column, row[index]])));

/** The formats by the end of the path. */
export const formats: ReadonlyMap<string, Format> = new Map<string, Format>([
  [
    'csv',
    {
      contentType: 'text/csv; charset=utf-8',
      begin: (columns) => csvText([columns]),
      rows: (_columns, rows) => csvText(rows),
      end: '',
    },
  ],
  [
    'ndjson',
    {
      contentType: 'application/x-ndjson; charset=utf-8',
      begin: () => '',
      rows: (columns, rows) => rows.map((row) => `${jsonOf(columns, row)}\n`).join(''),
      end: '',
    },
  ],
  [
    'json',
    {
      contentType: 'application/json; charset=utf-8',
      begin: () => '[',
      rows: (columns, rows, isFirst) =>
        (isFirst ? '\n' : ',\n') + rows.map((row) => jsonOf(columns, row)).join(',\n'),
      end: '\n]\n',
    },
  ],
]);
