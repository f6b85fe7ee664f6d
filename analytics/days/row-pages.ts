import { deserialize } from 'bson';
import type { CollectionName, BsonDocument, Workspace } from '../../data/workspace.js';
import type { DayReader } from './day-kind.js';
import { eventLoopBreaks } from './event-loop.js';
import { withoutUser } from './user-ids.js';

/** How documents are read as rows. A position is the whole number by which they are sorted. */
export interface RowQuery {
  readonly collection: CollectionName;
  /** The documents between two positions, both included. */
  readonly match: (first: number, last: number) => BsonDocument;
  /** Newest first, by an index. */
  readonly newestFirst: BsonDocument;
  /** What many rows have in common, as expressions: few of them are to be different. */
  readonly group: BsonDocument;
  /** The group of a row as a whole number; `undefined` skips its rows. */
  readonly codeOf: (group: BsonDocument) => { code: number | undefined; skipped?: string };
  /** The fields that hold dates, by names of one letter. */
  readonly dates: Readonly<Record<string, string>>;
  /** The date without which a row is left out. */
  readonly requires?: string;
  /** The position of a row. */
  readonly positionOf: (rows: Rows, index: number) => number;
  /** False where no index gives the order: then all documents are read in one go. */
  readonly isIndexed?: (workspace: Workspace) => Promise<boolean>;
}

/** Rows in columns. They are used again for the next rows as soon as they have been handed out. */
export interface Rows {
  count: number;
  /** The documents that were read for them; some may have been left out. */
  documents: number;
  readonly users: Uint32Array;
  readonly codes: Int32Array;
  /** Epoch milliseconds, NaN where there is no date; in the order of the query's `dates`. */
  readonly dates: readonly Float64Array[];
}

// A row takes about 65 bytes in the database's reply, and no group can be larger than all of them:
// far below the 16 MB at which a group ends the connection.
const rowsPerPage = 100_000;
const rowsBetweenBreaks = 2_000;

/**
 * Reads the rows from position `last` down to `first` in pages, of which the database makes few
 * large groups: this costs it and us half of what a cursor over the same rows does. `onRows` gets
 * the rows in no order, and the position down to which all have been handed out.
 */
export async function readRows(
  reader: DayReader,
  query: RowQuery,
  first: number,
  last: number,
  onRows: (rows: Rows, completeFrom: number) => Promise<void>,
): Promise<void> {
  const { workspace } = reader;
  const rows = emptyRows(rowsPerPage, Object.keys(query.dates).length);
  const decode = rowDecoder(reader, query, rows);

  if (query.isIndexed && !(await query.isIndexed(workspace))) {
    await readEach(first, last);
    await onRows(rows, first);
    return;
  }
  let upTo = last;
  while (upTo >= first) {
    rows.count = rows.documents = 0;
    await workspace.stream(query.collection, pagePipeline(query, first, upTo), decode);
    const isLast = rows.documents < rowsPerPage;
    if (isLast || rows.count === 0) {
      if (!isLast) await readEach(first, upTo);
      await onRows(rows, first);
      return;
    }
    const lowest = removeLowestPosition(rows, query);
    if (lowest < upTo) {
      await onRows(rows, lowest + 1);
      upTo = lowest;
    } else {
      // All rows of the page, and maybe more, have one position.
      rows.count = 0;
      await readEach(upTo, upTo);
      await onRows(rows, upTo);
      upTo -= 1;
    }
  }

  /** Reads without groups, at more cost but with no bound to the number of rows. */
  async function readEach(from: number, to: number): Promise<void> {
    const pipeline = [
      { $match: query.match(from, to) },
      { $project: { _id: query.group, r: [rowOf(query)], i: '$_id' } },
    ];
    await workspace.stream(query.collection, pipeline, async (documents) => {
      if (rows.count + documents.length > rowsPerPage) {
        await onRows(rows, Infinity);
        rows.count = 0;
      }
      await decode(documents);
    });
  }
}

function pagePipeline(query: RowQuery, first: number, last: number): BsonDocument[] {
  return [
    { $match: query.match(first, last) },
    { $sort: query.newestFirst },
    { $limit: rowsPerPage },
    { $group: { _id: query.group, r: { $push: rowOf(query) }, i: { $first: '$_id' } } },
  ];
}

/** A document of its own for each row: the database leaves missing values out of a pushed list. */
function rowOf({ dates, requires }: RowQuery): BsonDocument {
  const isOf = (field: string, types: string[]) => ({ $in: [{ $type: `$${field}` }, types] });
  const isUsual = [
    isOf('userId', ['string', ...absent]),
    ...Object.entries(dates).map(([letter, field]) =>
      isOf(field, letter === requires ? ['date'] : ['date', ...absent]),
    ),
  ];
  const paths = Object.entries(dates).map(([letter, field]) => [letter, `$${field}`]);
  return {
    u: '$userId',
    ...(Object.fromEntries(paths) as BsonDocument),
    i: { $cond: [{ $and: isUsual }, '$$REMOVE', '$_id'] },
  };
}

/** The types of nothing; old drivers stored the last one. */
const absent = ['missing', 'null', 'undefined'];

/** Removes the rows of the lowest position, of which there may be more, and returns it. */
function removeLowestPosition(rows: Rows, { positionOf }: RowQuery): number {
  let lowest = Infinity;
  for (let index = 0; index < rows.count; index += 1) {
    lowest = Math.min(lowest, positionOf(rows, index));
  }
  let length = 0;
  for (let index = 0; index < rows.count; index += 1) {
    if (positionOf(rows, index) === lowest) continue;
    rows.users[length] = rows.users[index] ?? 0;
    rows.codes[length] = rows.codes[index] ?? 0;
    for (const column of rows.dates) column[length] = column[index] ?? NaN;
    length += 1;
  }
  rows.count = length;
  return lowest;
}

function emptyRows(capacity: number, dates: number): Rows {
  return {
    count: 0,
    documents: 0,
    users: new Uint32Array(capacity),
    codes: new Int32Array(capacity),
    dates: Array.from({ length: dates }, () => new Float64Array(capacity)),
  };
}

/** The user of a row whose `userId` is something else than a string. */
export const oddUser = 0xffff_ffff;

// BSON types, letters of fields, and where the group of a document begins.
const [stringType, dateType] = [0x02, 0x09];
const [userLetter, idLetter] = ['u'.charCodeAt(0), 'i'.charCodeAt(0)];
const index = '....\u0003_id\0'.length;

/**
 * Adds the rows of BSON documents `{ _id: group, r: [row, …] }` to `rows`. It reads the bytes
 * itself: objects would cost ten times as much, and as much again to be collected as garbage.
 */
function rowDecoder(
  { users, workspace: { onSkipped } }: DayReader,
  { collection, codeOf, dates, requires }: RowQuery,
  rows: Rows,
): (documents: readonly Uint8Array[]) => Promise<void> {
  const letters = Object.keys(dates).map((name) => name.charCodeAt(0));
  const fields = Object.values(dates);
  const needed = Object.keys(dates).indexOf(requires ?? '');
  const loopBreak = eventLoopBreaks();

  return async (documents) => {
    for (const { buffer, byteOffset, byteLength } of documents) {
      const bytes = Buffer.from(buffer, byteOffset, byteLength);
      const { code, skipped } = codeOf(documentAt(bytes, index));
      // Past the group, and the type, name and length of the list.
      let at = index + bytes.readInt32LE(index) + '.r\0....'.length;
      const before = rows.documents;
      while (bytes[at] !== 0) {
        // Past the type, number and length of the row.
        at = bytes.indexOf(0, at) + 1 + 4;
        at = row(bytes, at, code);
        if (rows.documents % rowsBetweenBreaks === 0) await loopBreak();
      }
      if (skipped !== undefined) {
        onSkipped(collection, skipped, documentAt(bytes, 0).i, rows.documents - before);
      }
    }
  };

  /** Adds a row and returns where the next one begins. */
  function row(bytes: Buffer, from: number, code: number | undefined): number {
    const { count } = rows;
    rows.documents += 1;
    let user = withoutUser;
    let id: unknown;
    let odd: string[] | undefined;
    for (const column of rows.dates) column[count] = NaN;
    let at = from;
    for (let type = bytes[at]; type; type = bytes[at]) {
      const letter = bytes[at + 1] ?? 0;
      const value = at + 3;
      at = value + sizeOf(type, bytes, value);
      if (letter === userLetter) {
        if (type === stringType) user = users.numberOf(bytes.toString('utf8', value + 4, at - 1));
        else if (!isNothing(type)) user = oddUser;
      } else if (letter === idLetter) {
        id = documentAt(bytes, from - 4).i;
      } else {
        const which = letters.indexOf(letter);
        const column = rows.dates[which];
        if (column && type === dateType) column[count] = dateOf(bytes, value);
        if (Number.isNaN(column?.[count]) && !isNothing(type))
          (odd ??= []).push(fields[which] ?? '');
      }
    }
    const lacksDate = Number.isNaN(rows.dates[needed]?.[count]);
    if (user === oddUser) onSkipped(collection, 'userId is not a string', id);
    if (lacksDate && !odd?.includes(fields[needed] ?? '')) (odd ??= []).push(fields[needed] ?? '');
    for (const field of odd ?? []) onSkipped(collection, `${field} is not a date`, id);
    if (code !== undefined && !lacksDate) {
      rows.users[count] = user;
      rows.codes[count] = code;
      rows.count += 1;
    }
    return at + 1;
  }
}

function documentAt(bytes: Buffer, at: number): BsonDocument {
  // Not every pattern of MongoDB's is one of JavaScript's.
  return deserialize(bytes, {
    index: at,
    allowObjectSmallerThanBufferSize: true,
    bsonRegExp: true,
  });
}

/** NaN for what JavaScript has no date for: dates of BSON reach further. */
function dateOf(bytes: Buffer, at: number): number {
  const time = bytes.readUInt32LE(at) + bytes.readInt32LE(at + 4) * 2 ** 32;
  return Math.abs(time) <= 8.64e15 ? time : NaN;
}

/** Undefined, which old drivers stored, or null. */
function isNothing(type: number): boolean {
  return type === 0x06 || type === 0x0a;
}

/** The bytes that a BSON value takes. */
function sizeOf(type: number, bytes: Buffer, at: number): number {
  switch (type) {
    case 0x01: // double
    case dateType:
    case 0x11: // timestamp
    case 0x12: // long
      return 8;
    case stringType:
    case 0x0d: // code
    case 0x0e: // symbol
      return 4 + bytes.readInt32LE(at);
    case 0x03: // object
    case 0x04: // array
    case 0x0f: // code with scope
      return bytes.readInt32LE(at);
    case 0x05: // binary
      return 5 + bytes.readInt32LE(at);
    case 0x06: // undefined
    case 0x0a: // null
    case 0x7f: // greatest key
    case 0xff: // least key
      return 0;
    case 0x07: // object id
      return 12;
    case 0x08: // boolean
      return 1;
    case 0x0b: // regular expression: two texts
      return bytes.indexOf(0, bytes.indexOf(0, at) + 1) + 1 - at;
    case 0x0c: // pointer
      return 4 + bytes.readInt32LE(at) + 12;
    case 0x10: // integer
      return 4;
    case 0x13: // decimal
      return 16;
    default:
      throw new RangeError(`BSON has no type ${type}.`);
  }
}
