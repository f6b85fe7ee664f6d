import { deserialize } from 'bson';
import { eventLoopBreaks } from '../days/event-loop.js';
import type { Metric, Source } from '../metric.js';
import { hiddenRoomId, isHidden } from '../room-privacy.js';
import {
  roomRows,
  type RoomFilter,
  type RoomSums,
  type SumName,
  type StoredChannelRow,
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
 * by the hash that stands for their id, so that no order tells anything of an id that is not shown.
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
  settles: false,
  cost: ({ days, hidesInactive }) => days + (hidesInactive ? 0 : everyRoomCost),
  bytes: ({ bytes }) => bytes,
  run: readTable,
});

async function readTable(source: Source, args: RoomTableArgs): Promise<RoomTable> {
  const { roomKey } = source;
  const { collection, pipeline } = roomRows(args);
  const batches: Uint8Array[] = [];
  const ends: number[] = [];
  const types: string[] = [];
  const sums = new Map<string, number[]>(args.names.map((name) => [name, []]));
  const ranks: (string | undefined)[] = [];
  const pause = eventLoopBreaks();
  let end = 0;
  // In the database's order of ids, which is that of their bytes.
  await source.stream(collection, [...pipeline, { $sort: { _id: 1 } }], async (documents) => {
    for (const document of documents) {
      const row = deserialize(document) as StoredRow;
      const type = typeof row.room.t === 'string' ? row.room.t : '';
      types.push(type);
      for (const [name, values] of sums) values.push(finiteOf(row[name]));
      if (isHidden(type, roomKey)) ranks[types.length - 1] = hiddenRoomId(row.room._id, roomKey);
      ends.push((end += document.byteLength));
      await pause();
    }
    batches.push(Buffer.concat(documents));
  });
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
    return (deserialize(bytes.subarray(ends[at - 1] ?? 0, ends[at])) as StoredRow).room;
  };
  const orders = new Map<string, Promise<Uint32Array>>();
  let searchTexts: Promise<string[]> | undefined;

  /** A value of each row that is not hidden, and of none that is. */
  async function valuesOf<Value>(
    valueOf: (room: StoredChannelRow['room']) => Value,
  ): Promise<Value[]> {
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
      const date: unknown = roomOf(row)[field];
      if (date instanceof Date) dates[row] = date.getTime();
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

  return {
    bytes: bytes.byteLength + order.length * 300,
    async page({ types: wanted, search, sortBy, ascending, offset, count }) {
      const key = `${sortBy} ${ascending}`;
      const sorted = orders.get(key) ?? orderBy(sortBy, ascending ? 1 : -1);
      orders.set(key, sorted);
      let rows = await sorted;
      if (wanted) rows = rows.filter((row) => wanted.includes(typeOf[row] ?? ''));
      if (search) {
        searchTexts ??= valuesOf(searchText);
        const texts = await searchTexts;
        const part = search.toLowerCase();
        rows = rows.filter((row) => texts[row]?.includes(part));
      }
      const page = [...rows.subarray(offset, offset + count)];
      return {
        total: rows.length,
        rows: page.map((row) => ({
          room: roomOf(row),
          messages: messages[row] ?? 0,
          previousMessages: previousMessages[row] ?? 0,
          change: change[row] ?? 0,
        })),
      };
    },
  };
}

type StoredRow = Record<string, unknown> & Pick<StoredChannelRow, 'room'>;

/** The name that a row is sorted by, in one case for all scripts. */
function sortName({ name, fname }: StoredChannelRow['room']): string {
  const shown: unknown = name ?? fname;
  return typeof shown === 'string' ? shown.toLowerCase() : '';
}

/** What a search looks at; NUL, which no search may have, parts the names. */
function searchText({ name, fname, usernames }: StoredChannelRow['room']): string {
  return [name, fname, usernames as unknown]
    .flat()
    .filter((text) => typeof text === 'string')
    .join('\0')
    .toLowerCase();
}

/** A sum, which the database may return as a decimal; 0 where it is no finite number. */
export function finiteOf(sum: unknown): number {
  const value = Number(sum);
  return Number.isFinite(value) ? value : 0;
}
