import type { BsonDocument } from '../../data/workspace.js';
import { analytics, greatest, finiteCount, passing } from '../counted-documents.js';
import { InvalidArgument } from '../invalid-argument.js';
import type { Metric, Source } from '../metric.js';
import { numberOf } from '../numbers.js';
import { checkRoomArguments, shownRoom, type ChannelRow } from '../rocketchat/channels.js';
import {
  roomTable,
  type RoomColumn,
  type RoomTable,
  type RoomTableArgs,
} from '../rocketchat/room-table.js';
import { roomIdOf, type RoomFilter } from '../rocketchat/channel-rows.js';
import { dashboardTypes } from '../rocketchat/message-origins.js';
import type { Measured } from './count-series.js';
import { coverageOf, type Coverage } from './coverage.js';
import { shareOf } from './messages-by-room-type.js';
import type { Period } from './period.js';
import {
  dayCounts,
  knownDays,
  messageCounts,
  numberOfDate,
  pairedDays,
  perDay,
  storedCounts,
  sumOf,
  type DayRange,
} from './stored-counts.js';

export interface RoomsArgs extends RoomFilter {
  readonly period: Period;
  readonly compared: Period | undefined;
  readonly offset: number;
  /** The most rows of the page, at least 1. */
  readonly count: number;
  readonly sortBy: RoomColumn;
  readonly ascending: boolean;
  /** Leaves out rooms for which nothing is stored in either period. */
  readonly hideInactive: boolean;
  /** Whether the counts per date are wanted, which are read for the rooms of the page. */
  readonly hasDaily: boolean;
}

export interface RoomActivityPage extends Measured {
  readonly rooms: readonly RoomActivity[];
  /** The rows of all pages. */
  readonly total: number;
  readonly offset: number;
  /** The rows of this page. */
  readonly count: number;
}

export interface RoomActivity {
  readonly room: ChannelRow['room'];
  readonly messages: number;
  readonly comparedMessages: number | null;
  readonly difference: number | null;
  /** Of all messages of the period in rooms of all types. */
  readonly share: number | null;
  /** Per date of the period, oldest first; null where nothing is known. Empty unless wanted. */
  readonly daily: readonly (number | null)[];
}

/**
 * Rooms with their messages of the period beside those of the compared one. Rooms that are deleted
 * drop out. Among equals hidden rooms come last, and the room's id decides. Empty where nothing is
 * known of the period. Pages are cut from one result.
 * @throws InvalidArgument as `channels` does, and to sort by a comparison that was not requested.
 */
export const rooms: Metric<RoomsArgs, RoomActivityPage> = {
  name: 'engagement.rooms',
  period: undefined,
  settles: false,
  pageSize: ({ count }) => count,
  isCut: true,
  // What it is cut from is charged.
  cost: () => 0,
  async run(source, args) {
    checkRoomArguments(args);
    if (!args.compared && (args.sortBy === 'previousMessages' || args.sortBy === 'change')) {
      throw new InvalidArgument(
        'Argument "sort.by": expected PREVIOUS_MESSAGES and CHANGE only with a "comparison".',
      );
    }
    const { period, compared, hideInactive, hasDaily } = args;
    const activity = await source.run(allRooms, { period, compared, hideInactive });
    const { table, all, known, isPaired, coverage, computedAt } = activity;
    const page = (await table?.page(args)) ?? { rows: [], total: 0 };
    const daily = hasDaily
      ? await source.run(dailyMessages, {
          period,
          known,
          rooms: page.rows.map(({ room }) => room._id),
        })
      : [];
    return {
      rooms: page.rows.map((row, index) => ({
        room: shownRoom(source, row.room),
        messages: row.messages,
        comparedMessages: isPaired ? row.previousMessages : null,
        difference: isPaired ? row.change : null,
        share: shareOf(row.messages, all),
        daily: daily[index] ?? [],
      })),
      total: page.total,
      offset: args.offset,
      count: page.rows.length,
      timeZone: source.timeZone,
      coverage,
      computedAt,
    };
  },
};

/** What all pages are cut from. */
interface AllRooms {
  /** Absent where nothing is known of the period. */
  readonly table: RoomTable | undefined;
  /** The messages of the period in rooms of all types. */
  readonly all: number | null;
  readonly known: DayRange;
  /** Whether there are days that are complete and known in both periods. */
  readonly isPaired: boolean;
  readonly coverage: Coverage;
  readonly computedAt: number;
}

const activityTable = roomTable('engagement.rooms');

const allRooms: Metric<Pick<RoomsArgs, 'period' | 'compared' | 'hideInactive'>, AllRooms> = {
  name: 'engagement.rooms',
  period: undefined,
  settles: false,
  bytes: ({ table }) => table?.bytes ?? 0,
  cost: (args) => args.period.dayCount + activityTable.cost(tableArgs(args, [])),
  async run(source, args) {
    const now = Date.now();
    const period = args.period.inDaysOf(source.timeZone);
    const compared = args.compared?.inDaysOf(source.timeZone);
    const stored = await storedCounts(source, messageCounts, now);
    const known = knownDays(period, stored);
    const dates = {
      own: datesIn(period, known),
      other: compared && datesIn(compared, knownDays(compared, stored)),
      paired: compared && pairedDays(period, compared, stored),
    };
    const [table, all] = await Promise.all([
      dates.own && activityTable.run(source, tableArgs(args, sumsOf(period, compared, dates))),
      dayCounts(source, messageCounts, period, now),
    ]);
    return {
      table,
      all: sumOf(perDay(all), known),
      known,
      isPaired: dates.paired !== undefined && dates.paired.from < dates.paired.to,
      coverage: coverageOf(period, stored),
      computedAt: now,
    };
  },
};

function tableArgs(
  { period, compared, hideInactive }: Pick<RoomsArgs, 'period' | 'compared' | 'hideInactive'>,
  counts: BsonDocument[],
): RoomTableArgs {
  return {
    counts,
    names: ['messages', 'previousMessages', 'pairedMessages'],
    hidesInactive: hideInactive,
    days: period.dayCount + (compared?.dayCount ?? 0),
    change: ['pairedMessages', 'previousMessages'],
  };
}

interface DateRange {
  readonly $gte: number;
  readonly $lte: number;
}

/** Days of a period as a condition on `date`; `undefined` for none. */
function datesIn({ days }: Period, { from, to }: DayRange): DateRange | undefined {
  const [first, last] = [days[from], days[to - 1]];
  return from < to && first && last
    ? { $gte: numberOfDate(first.date), $lte: numberOfDate(last.date) }
    : undefined;
}

interface Dates {
  readonly own: DateRange | undefined;
  readonly other: DateRange | undefined;
  readonly paired: DayRange | undefined;
}

/** A row per room: its messages, those of the compared days, and what changed on these. */
function sumsOf(
  period: Period,
  compared: Period | undefined,
  { own, other, paired }: Dates,
): BsonDocument[] {
  const sumOn = (dates: DateRange | undefined) =>
    dates
      ? {
          $sum: {
            $cond: [
              { $and: [{ $gte: ['$date', dates.$gte] }, { $lte: ['$date', dates.$lte] }] },
              '$messages',
              0,
            ],
          },
        }
      : { $sum: 0 };
  return [
    {
      $match: {
        // The dates first: where no index is, they rule out the most.
        $or: [own, other].flatMap((date) => (date ? [{ date }] : [])),
        type: 'messages',
        'room.t': { $in: [...dashboardTypes] },
      },
    },
    {
      $group: {
        _id: '$room._id',
        messages: sumOn(own),
        previousMessages: sumOn(compared && paired && datesIn(compared, paired)),
        pairedMessages: sumOn(paired && datesIn(period, paired)),
        ...greatest('messages'),
      },
    },
  ];
}

interface DailyArgs {
  readonly period: Period;
  readonly known: DayRange;
  /** Their ids as they are stored. */
  readonly rooms: readonly unknown[];
}

/** The messages of some rooms, each per date of the period; null where nothing is known. */
const dailyMessages: Metric<DailyArgs, readonly (readonly (number | null)[])[]> = {
  name: 'engagement.rooms',
  period: undefined,
  settles: false,
  buckets: ({ period, rooms: { length } }) => (length * period.dayCount) / 8,
  cost: ({ period, rooms: { length } }) =>
    period.dayCount + Math.ceil((length * period.dayCount) / 8 / 24),
  async run(source, args) {
    const period = args.period.inDaysOf(source.timeZone);
    const { from, to } = args.known;
    const counts = await countsPerDate(source, args.rooms, period, datesIn(period, args.known));
    return args.rooms.map((id) =>
      period.days.map((_, index) =>
        index < from || index >= to ? null : (counts.get(roomIdOf({ _id: id }))?.[index] ?? 0),
      ),
    );
  },
};

async function countsPerDate(
  source: Source,
  ids: readonly unknown[],
  period: Period,
  date: DateRange | undefined,
): Promise<Map<string | undefined, Float64Array>> {
  const daily = new Map(
    ids.map((_id) => [roomIdOf({ _id }), new Float64Array(period.days.length)]),
  );
  if (!date || ids.length === 0) return daily;
  const rows = await source.aggregate<{ room: unknown; date: unknown; messages: unknown }>(
    analytics,
    [
      {
        $match: {
          date,
          type: 'messages',
          'room._id': { $in: [...ids] },
          'room.t': { $in: [...dashboardTypes] },
        },
      },
      passing([finiteCount('messages')]),
      { $group: { _id: { room: '$room._id', date: '$date' }, messages: { $sum: '$messages' } } },
      { $project: { _id: 0, room: '$_id.room', date: '$_id.date', messages: 1 } },
    ],
  );
  const indexes = new Map(period.days.map((day, index) => [numberOfDate(day.date), index]));
  for (const row of rows) {
    const index = indexes.get(numberOf(row.date));
    const counts = daily.get(roomIdOf({ _id: row.room }));
    if (counts && index !== undefined) counts[index] = numberOf(row.messages);
  }
  return daily;
}
