import { deserialize } from 'bson';
import type { BsonDocument } from '../../data/workspace.js';
import { eventLoopBreaks, ownTurn } from '../days/event-loop.js';
import type { Metric, Source } from '../metric.js';
import { hiddenRoomId, isHidden } from '../room-privacy.js';
import {
  finiteCount,
  hasCounts,
  hasOddCounts,
  passing,
  reportOddCounts,
  type Greatest,
} from '../counted-documents.js';
import { numberOf } from '../numbers.js';
import {
  dateOf,
  roomIdOf,
  roomRows,
  type RoomFilter,
  type RoomSums,
  type SumName,
  type StoredChannelRow,
  type StoredRoom,
  textOf,
  textsOf,
} from './channel-rows.js';
import { sortedIndexes } from './sorted-indexes.js';

export type RoomColumn =
  'messages' | 'previousMessages' | 'change' | 'name' | 'createdAt' | 'updatedAt';

/** Which rows of a table are wanted, and in what order. */
export interface RoomSelection extends RoomFilter {
  readonly sortBy: RoomColumn;
  readonly ascending: boolean;
  /** Rows left out before the page. */
  readonly offset: number;
  /** The most rows of the page. */
  readonly count: number;
}

export interface RoomPage {
  readonly rows: readonly StoredChannelRow[];
  /** The rows of all pages. */
  readonly total: number;
}

/**
 * All rooms with their sums, read once: pages, orders and searches are cut from it. The documents are
 * held as BSON, outside the heap, and decoded where they are shown.
 *
 * Rows stand in the order that decides among equals: by id, rooms that are hidden after all others and
 * by the hash that stands for their id, so that no order reveals anything of an id that is not shown.
 */
export interface RoomTable {
  readonly bytes: number;
  page(selection: RoomSelection): Promise<RoomPage>;
}

/** What reading every room of a workspace costs, in days of its records. */
const everyRoomCost = 50;

export interface RoomTableArgs extends RoomSums {
  /** How many days of records the sums are made of. */
  readonly days: number;
  /** The columns whose difference is `change`. */
  readonly change: readonly [SumName, SumName];
}

/** The table of rooms of a metric, which is cached in its place. */
export const roomTable = (name: string): Metric<RoomTableArgs, RoomTable> => ({
  name,
  period: undefined,
  settles: false,
  cost: ({ days, hidesInactive }) => days + (hidesInactive ? 0 : everyRoomCost),
  bytes: ({ bytes }) => bytes,
  run: (source, args) => readTable(source, args),
});

const countChecks = [finiteCount('messages')];

async function readTable(
  source: Source,
  args: RoomTableArgs,
  isChecked = false,
): Promise<RoomTable> {
  const { roomKey, onSkipped } = source;
  const { collection, pipeline } = roomRows(args);
  const batches: Uint8Array[] = [];
  const ends: number[] = [];
  const types: string[] = [];
  const sums = new Map<string, number[]>(args.names.map((name) => [name, []]));
  const ranks: (string | undefined)[] = [];
  const pause = eventLoopBreaks();
  let end = 0;
  let oddRows = 0;
  // In the database's order of ids, which is that of their bytes.
  await source.stream(collection, [...pipeline, { $sort: { _id: 1 } }], async (documents) => {
    const shown: Uint8Array[] = [];
    for (const document of documents) {
      const row = storedRow(document);
      oddRows += Number(hasOddCounts(row, ...args.names.map((name) => row[name])));
      if (args.hidesInactive && !hasCounts(row)) continue;
      const [id, type] = [roomIdOf(row.room), textOf(row.room.t, 't')];
      if (id === undefined || type === undefined) {
        const [field, types] =
          id === undefined ? ['_id', 'a string or an ObjectId'] : ['t', 'a string'];
        onSkipped('rocketchat_room', `${field} is not ${types}`, row.room._id);
        continue;
      }
      types.push(type);
      for (const [name, values] of sums) values.push(numberOf(row[name]));
      if (isHidden(type, roomKey)) ranks[types.length - 1] = hiddenRoomId(id, roomKey);
      shown.push(document);
      ends.push((end += document.byteLength));
      await pause();
    }
    batches.push(Buffer.concat(shown));
  });
  if (oddRows > 0 && !isChecked) {
    const [match, ...others] = args.counts;
    await reportOddCounts(source, match?.$match as BsonDocument, countChecks);
    const counts = [...args.counts.slice(0, 1), passing(countChecks), ...others];
    return readTable(source, { ...args, counts }, true);
  }
  const bytes = Buffer.concat(batches);
  const order = await sortedIndexes(types.length, (a, b) => {
    const [hashA, hashB] = [ranks[a], ranks[b]];
    if (hashA === undefined || hashB === undefined) {
      return Number(hashA !== undefined) - Number(hashB !== undefined) || a - b;
    }
    return hashA < hashB ? -1 : 1;
  });
  const inOrder = (values: readonly number[] = []) =>
    Float64Array.from(order, (at) => values[at] ?? 0);
  const [minuend, subtrahend] = args.change.map((name) => inOrder(sums.get(name)));
  const messages = inOrder(sums.get('messages'));
  const previousMessages = inOrder(sums.get('previousMessages'));
  const change = messages.map((_, row) => (minuend?.[row] ?? 0) - (subtrahend?.[row] ?? 0));
  const typeOf = Array.from(order, (at) => types[at] ?? '');
  const firstHidden = typeOf.findIndex((type) => isHidden(type, roomKey));
  const visible = firstHidden === -1 ? order.length : firstHidden;

  const roomOf = (row: number) => {
    const at = order[row] ?? 0;
    return storedRow(bytes.subarray(ends[at - 1] ?? 0, ends[at])).room;
  };
  const orders = new Map<string, Promise<Uint32Array>>();
  let searchTexts: Promise<string[]> | undefined;

  /** A value of each row that is not hidden, and of none that is. */
  async function valuesOf<Value>(valueOf: (room: StoredRoom) => Value): Promise<Value[]> {
    const pauseDecoding = eventLoopBreaks();
    const values: Value[] = [];
    for (let row = 0; row < visible; row += 1) {
      values.push(valueOf(roomOf(row)));
      await pauseDecoding();
    }
    return values;
  }

  async function datesOf(field: 'ts' | '_updatedAt'): Promise<Float64Array> {
    const pauseDecoding = eventLoopBreaks();
    const dates = new Float64Array(order.length).fill(-Infinity);
    for (let row = 0; row < dates.length; row += 1) {
      const date = dateOf(roomOf(row)[field], field);
      if (date) dates[row] = date.getTime();
      await pauseDecoding();
    }
    return dates;
  }

  async function orderBy(sortBy: RoomColumn, sign: 1 | -1): Promise<Uint32Array> {
    if (sortBy === 'name') {
      const names = await valuesOf(sortName);
      return sortedIndexes(order.length, (a, b) => {
        // Rows of hidden rooms have no name, and stand last in either direction.
        const [nameA, nameB] = [names[a], names[b]];
        if (nameA === undefined || nameB === undefined || nameA === nameB) return a - b;
        return nameA < nameB ? -sign : sign;
      });
    }
    const columns = { messages, previousMessages, change };
    const values =
      sortBy === 'createdAt' || sortBy === 'updatedAt'
        ? await datesOf(sortBy === 'createdAt' ? 'ts' : '_updatedAt')
        : columns[sortBy];
    return sortedIndexes(order.length, (a, b) => {
      const [valueA = 0, valueB = 0] = [values[a], values[b]];
      if (valueA === valueB) return a - b;
      return valueA < valueB ? -sign : sign;
    });
  }

  const page: RoomTable['page'] = async ({
    types: wanted,
    search,
    sortBy,
    ascending,
    offset,
    count,
  }) => {
    const key = `${sortBy} ${ascending}`;
    const sorted = orders.get(key) ?? orderBy(sortBy, ascending ? 1 : -1);
    orders.set(key, sorted);
    let rows = await sorted;
    // Clients may send a type thousands of times.
    const types = wanted && new Set(wanted);
    if (types) rows = rows.filter((row) => types.has(typeOf[row] ?? ''));
    if (search) {
      searchTexts ??= valuesOf(searchText);
      const texts = await searchTexts;
      const part = search.toLowerCase();
      rows = rows.filter((row) => texts[row]?.includes(part));
    }
    const cut = [...rows.subarray(offset, offset + count)];
    return {
      total: rows.length,
      rows: cut.map((row) => ({
        room: roomOf(row),
        messages: messages[row] ?? 0,
        previousMessages: previousMessages[row] ?? 0,
        change: change[row] ?? 0,
      })),
    };
  };
  return {
    bytes: bytes.byteLength + order.length * 300,
    async page(selection) {
      // One request may want many.
      await ownTurn();
      return page(selection);
    },
  };
}

type StoredRow = Record<string, unknown> & Greatest & Pick<StoredChannelRow, 'room'>;

function storedRow(bytes: Uint8Array): StoredRow {
  // Not every pattern of MongoDB's is one of JavaScript's.
  return deserialize(bytes, { bsonRegExp: true }) as StoredRow;
}

/** The name that a row is sorted by, in one case for all scripts. */
function sortName({ name, fname }: StoredRoom): string {
  return (textOf(name, 'name') ?? textOf(fname, 'fname') ?? '').toLowerCase();
}

/** What a search looks at; NUL, which no search may have, parts the names. */
function searchText({ name, fname, usernames }: StoredRoom): string {
  const names = [textOf(name, 'name'), textOf(fname, 'fname')].filter((text) => text !== undefined);
  return [...names, ...(textsOf(usernames, 'usernames') ?? [])].join('\0').toLowerCase();
}
