import { setImmediate } from 'node:timers/promises';
import { gunzipSync, gzipSync } from 'node:zlib';
import { parquetMetadata, parquetScan, type SchemaElement } from 'hyparquet';
import { ByteWriter, ParquetWriter, type ColumnSource } from 'hyparquet-writer';
import { z } from 'zod';
import { dayMS } from '../analytics/calendar.js';
import {
  columnsOf,
  emptyRows,
  pickValues,
  sortedOrder,
  storeValues,
  tableNames,
  type Column,
  type Rows,
  type Table,
  type Values,
} from './rows.js';
import { emptySeal, isIntact, seal, sealKey } from './seal.js';

/** The version of the columns and metadata described in docs/history.md. */
const schemaVersion = 1;

const metadataShape = z.object({
  table: z.enum(tableNames),
  /** The stored day, as 2026-10-14. */
  day: z.iso.date(),
  /** `first` may still be replaced by a later state of the same day. */
  state: z.enum(['first', 'final']),
  rows: z.coerce.number().int().min(0),
  /** The zone in which Rocket.Chat stored the day. */
  time_zone: z.string(),
  /** Rocket.Chat’s `uniqueID` of the workspace. */
  workspace: z.string(),
  /** `plain`, or `keyed` and a fingerprint of the key. */
  user_ids: z.string(),
  gateway_version: z.string(),
});
/** What a file says of itself in its key-value metadata. */
export type Metadata = z.output<typeof metadataShape>;

export interface DayFile<Name extends Table = Table> {
  readonly metadata: Metadata;
  readonly rows: Rows<Name>;
}

/** The bytes are not those that were written. */
export class DamagedFile extends Error {
  override readonly name = 'DamagedFile';
}

/** A newer gateway wrote the file. */
export class NewerSchema extends Error {
  override readonly name = 'NewerSchema';
}

/** Small enough that encoding or decoding a column of so many rows blocks for a few ms. */
const rowsPerGroup = 4_000;
const prefix = 'engagement.';

/**
 * A sealed Parquet file of one stored day. Rows are sorted by all columns in their order, so that
 * the same rows and metadata give the same bytes.
 */
export async function writeDayFile<Name extends Table>(
  table: Name,
  rows: Rows<Name>,
  about: Omit<Metadata, 'table' | 'rows'>,
): Promise<Buffer> {
  const columns = columnsOf(table);
  const order = await sortedOrder(table, rows);
  const metadata: Metadata = { ...about, table, rows: order.length };
  const writer = new ParquetWriter({
    // Between row groups the writer waits for `flush`: other work gets its turn.
    writer: Object.assign(new ByteWriter(), { flush: () => setImmediate() }),
    schema: schemaOf(table),
    codec: 'GZIP',
    compressors: { GZIP: (page) => gzipSync(page) },
    createdBy: 'engagement-gateway',
    kvMetadata: [
      { key: `${prefix}schema_version`, value: String(schemaVersion) },
      ...Object.entries(metadata).map(([key, value]) => ({
        key: prefix + key,
        value: String(value),
      })),
      { key: sealKey, value: emptySeal },
    ],
  });
  const day = Date.parse(about.day) / dayMS;
  for (let from = 0; from < order.length; from += rowsPerGroup) {
    const group = order.slice(from, from + rowsPerGroup);
    await writer.write({
      rowGroupSize: rowsPerGroup,
      columnData: [
        ...columns.map(([name, type]) => encoded(name, type, pickValues(rows, name, group))),
        // The writer encodes no dictionary of its own accord for so few values.
        { name: 'day', data: new Int32Array(group.length).fill(day), encoding: 'RLE_DICTIONARY' },
      ],
    });
  }
  await writer.finish();
  const file = Buffer.from(writer.writer.getBuffer());
  seal(file);
  return file;
}

/**
 * The metadata of a file and its rows.
 * @throws DamagedFile unless the file is exactly the one that was written.
 * @throws NewerSchema where a newer gateway wrote it.
 */
export async function readDayFile<Name extends Table>(
  table: Name,
  file: Buffer,
): Promise<DayFile<Name>> {
  const metadata = readMetadata(file);
  if (metadata.table !== table) throw new DamagedFile(`It holds the table ${metadata.table}.`);
  // The reader takes its own copies: an ArrayBuffer, not a view into Node's pool.
  const buffer = {
    byteLength: file.length,
    slice: (from: number, to?: number) => new Uint8Array(file.subarray(from, to)).buffer,
  };
  const columns = columnsOf(table);
  const rows = emptyRows(table, metadata.rows);
  const scan = await parquetScan({
    file: buffer,
    columns: columns.map(([name]) => name),
    compressors: { GZIP: (page) => gunzipSync(page) },
    parsers: { timestampFromMilliseconds: Number },
  });
  for (const { rowStart, rowEnd } of scan.ranges) {
    for (const [name, type] of columns) {
      storeValues(
        rows,
        name,
        type,
        rowStart,
        await scan.readColumn({ column: name, rowStart, rowEnd }),
      );
    }
    await setImmediate();
  }
  return { metadata, rows };
}

/**
 * The metadata of a file, checked against its seal.
 * @throws DamagedFile or NewerSchema, as `readDayFile`.
 */
function readMetadata(file: Buffer): Metadata {
  if (!isIntact(file)) throw new DamagedFile('Its seal does not fit its bytes.');
  const { key_value_metadata: pairs = [] } = parquetMetadata(new Uint8Array(file).buffer);
  const values = Object.fromEntries(
    pairs.map(({ key, value }) => [key.slice(prefix.length), value]),
  );
  const version = Number(values.schema_version);
  if (version > schemaVersion) {
    throw new NewerSchema(`It has schema version ${version}, this gateway reads ${schemaVersion}.`);
  }
  const parsed = metadataShape.safeParse(values);
  if (!parsed.success) throw new DamagedFile('It lacks the metadata of a day.');
  return parsed.data;
}

function schemaOf(table: Table): SchemaElement[] {
  const columns = columnsOf(table);
  return [
    { name: 'root', num_children: columns.length + 1 },
    ...columns.map(([name, type]): SchemaElement => {
      switch (type) {
        case 'text':
          return {
            name,
            type: 'BYTE_ARRAY',
            repetition_type: 'OPTIONAL',
            converted_type: 'UTF8',
            logical_type: { type: 'STRING' },
          };
        case 'time':
          return {
            name,
            type: 'INT64',
            repetition_type: 'OPTIONAL',
            converted_type: 'TIMESTAMP_MILLIS',
            logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' },
          };
        case 'flag':
          return { name, type: 'BOOLEAN', repetition_type: 'REQUIRED' };
      }
    }),
    {
      name: 'day',
      type: 'INT32',
      repetition_type: 'REQUIRED',
      converted_type: 'DATE',
      logical_type: { type: 'DATE' },
    },
  ];
}

function encoded(name: string, type: Column, values: Values[Column]): ColumnSource {
  switch (type) {
    case 'text':
      // The least and greatest id of a group would be of no use to a reader.
      return { name, data: values as string[], encoding: 'RLE_DICTIONARY', statistics: false };
    case 'time':
      return {
        name,
        data: Array.from(values as Float64Array, (time) => (time === time ? BigInt(time) : null)),
        encoding: 'PLAIN',
      };
    case 'flag':
      return { name, data: Array.from(values as Uint8Array, (flag) => flag === 1) };
  }
}
