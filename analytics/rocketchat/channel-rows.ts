import type { CollectionName, BsonDocument } from '../../data/workspace.js';
import { dateAt, dateNumber, previousDates, type Period } from '../calendar.js';
import { analytics, greatest } from '../counted-documents.js';
import { dashboardTypes } from './message-origins.js';

/** Which rooms are listed. */
export interface RoomFilter {
  /** The types of room to list; `undefined` for every room that Rocket.Chat lists. */
  readonly types: readonly string[] | undefined;
  /** A part of a room's name or of a member's user name, in upper or lower case. */
  readonly search: string | undefined;
}

/** The same, and over which dates their messages are counted. */
export interface ChannelsFilter extends RoomFilter, Period {
  /** Leaves out rooms without a stored day in the window or the period before. */
  readonly hideRoomsWithNoActivity: boolean;
}

/** A room as it is stored: any of its values may be odd. */
export type StoredRoom = Readonly<Partial<Record<keyof typeof roomFields, unknown>>>;

/** A room beside its counts, before it is shown. */
export interface StoredChannelRow {
  readonly room: StoredRoom;
  readonly messages: number;
  readonly previousMessages: number;
  readonly change: number;
}

const rooms: CollectionName = 'rocketchat_room';
/** What is taken of a room. */
const roomFields = { _id: 1, t: 1, name: 1, fname: 1, ts: 1, _updatedAt: 1, usernames: 1 };

/** The sums of `channels`: messages of the window's dates and of those of the period before. */
export function channelSums(filter: ChannelsFilter, timeZone: string): RoomSums {
  return {
    counts: roomCounts(filter, timeZone),
    names: ['messages', 'previousMessages'],
    hidesInactive: filter.hideRoomsWithNoActivity,
  };
}

/** A collection and the stages that make rows of it. */
export interface RowSource {
  readonly collection: CollectionName;
  readonly pipeline: BsonDocument[];
}

export type SumName = 'messages' | 'previousMessages' | 'pairedMessages';

/** What is counted of rooms: stages over `rocketchat_analytics` that make a row of sums per room id. */
export interface RoomSums {
  readonly counts: BsonDocument[];
  readonly names: readonly SumName[];
  /** Leaves out rooms without a row. */
  readonly hidesInactive: boolean;
}

/** A row per room that exists, with its sums and what is shown of it, in no order. */
export function roomRows({ counts, names, hidesInactive }: RoomSums): RowSource {
  const { collection, pipeline } = hidesInactive
    ? { collection: analytics, pipeline: [...counts, ...joined] }
    : { collection: rooms, pipeline: unitedWith(counts, names) };
  const shown = [...names, 'most', ...Object.keys(roomFields).map((field) => `room.${field}`)];
  return {
    collection,
    pipeline: [...pipeline, { $project: Object.fromEntries(shown.map((name) => [name, 1])) }],
  };
}

/** The id of a room as clients see it; `undefined` for what is neither a string nor an ObjectId. */
export function roomIdOf({ _id }: StoredRoom): string | undefined {
  if (typeof _id === 'string') return _id;
  const { _bsontype: type } = (_id ?? {}) as { _bsontype?: unknown };
  return type === 'ObjectId' ? String(_id) : undefined;
}

/** Gets the reason for which a value is left out. */
type OnOdd = (reason: string) => void;

/** A text; null and missing are none. */
export function textOf(value: unknown, field: string, onOdd?: OnOdd): string | undefined {
  if (typeof value === 'string') return value;
  if (value !== null && value !== undefined) onOdd?.(`${field} is not a string`);
  return undefined;
}

/** The texts in a list. */
export function textsOf(value: unknown, field: string, onOdd?: OnOdd): string[] | undefined {
  if (value === null || value === undefined) return undefined;
  if (!Array.isArray(value)) {
    onOdd?.(`${field} is not a list`);
    return undefined;
  }
  const texts = value.filter((item) => typeof item === 'string');
  if (texts.length < value.length) onOdd?.(`${field} has an item that is not a string`);
  return texts;
}

const earliestMS = Date.parse('0000-01-01T00:00:00.000Z');
const latestMS = Date.parse('9999-12-31T23:59:59.999Z');

/** A date of the years 0 to 9999, which RFC 3339 can write. */
export function dateOf(value: unknown, field: string, onOdd?: OnOdd): Date | undefined {
  if (value === null || value === undefined) return undefined;
  if (value instanceof Date && value.getTime() >= earliestMS && value.getTime() <= latestMS) {
    return value;
  }
  onOdd?.(`${field} is not a date of the years 0 to 9999`);
  return undefined;
}

/** One row a room that has a stored day in the window or the period before. */
function roomCounts(window: Period, timeZone: string): BsonDocument[] {
  const previous = previousDates(window, timeZone);
  const first = dateNumber(dateAt(window.start, timeZone));
  const last = dateNumber(dateAt(window.end, timeZone));
  const sumIf = (condition: BsonDocument) => ({ $sum: { $cond: [condition, '$messages', 0] } });
  return [
    {
      $match: {
        // The dates first: where no index is, they rule out the most.
        date: { $gte: dateNumber(previous.first), $lte: last },
        type: 'messages',
        'room.t': { $in: [...dashboardTypes] },
      },
    },
    {
      $group: {
        _id: '$room._id',
        messages: sumIf({ $gte: ['$date', first] }),
        previousMessages: sumIf({ $lte: ['$date', dateNumber(previous.last)] }),
        ...greatest('messages'),
      },
    },
  ];
}

/** Each row with its room; a room that is deleted takes its row along. */
const joined: readonly BsonDocument[] = [
  { $lookup: { from: rooms, localField: '_id', foreignField: '_id', as: 'room' } },
  { $unwind: '$room' },
];

/** A row for every room of the dashboard's types, with its counts, or with none. */
function unitedWith(counts: readonly BsonDocument[], names: readonly string[]): BsonDocument[] {
  return [
    { $match: { t: { $in: [...dashboardTypes] } } },
    { $project: roomFields },
    { $project: { room: '$$ROOT' } },
    { $unionWith: { coll: analytics, pipeline: [...counts] } },
    {
      $group: {
        _id: '$_id',
        room: { $push: '$room' },
        ...Object.fromEntries(names.map((name) => [name, { $sum: `$${name}` }])),
        most: { $max: '$most' },
      },
    },
    { $unwind: '$room' },
  ];
}
