import type { Metric } from '../metric.js';
import { dashboardTypes } from '../rocketchat/message-origins.js';
import { changeFrom, type Measured } from './count-series.js';
import { coverageOf } from './coverage.js';
import type { Period } from './period.js';
import {
  dayCounts,
  knownDays,
  messageCounts,
  pairedDays,
  perDay,
  storedCounts,
  sumOf,
} from './stored-counts.js';

export interface MessagesByRoomType extends Measured {
  /** Most messages first, then by type. */
  readonly types: readonly RoomTypeMessages[];
}

export interface RoomTypeMessages {
  readonly type: string;
  readonly messages: number;
  readonly comparedMessages: number | null;
  readonly difference: number | null;
  readonly share: number | null;
}

/**
 * Messages of the period per type of room: public, private and direct ones always, others where
 * something is stored for them. Empty where nothing is known.
 */
export const messagesByRoomType: Metric<
  { readonly period: Period; readonly compared: Period | undefined },
  MessagesByRoomType
> = {
  name: 'engagement.messagesByRoomType',
  period: undefined,
  settles: false,
  cost: ({ period, compared }) => period.dayCount + (compared?.dayCount ?? 0),
  async run(source, args) {
    const now = Date.now();
    const period = args.period.inDaysOf(source.timeZone);
    const compared = args.compared?.inDaysOf(source.timeZone);
    const stored = await storedCounts(source, messageCounts, now);
    const own = await dayCounts(source, messageCounts, period, now);
    const other = compared && (await dayCounts(source, messageCounts, compared, now));
    const known = knownDays(period, stored);
    const paired = compared ? pairedDays(period, compared, stored) : { from: 0, to: 0 };
    const all = sumOf(perDay(own), known);
    const types = new Set([...dashboardTypes, ...own.types.keys(), ...(other?.types.keys() ?? [])]);
    const rows = [...types]
      .filter((type) => typeof type === 'string')
      .map((type) => {
        const counts = own.types.get(type);
        const messages = sumOf(counts, known) ?? 0;
        const comparedMessages = sumOf(other?.types.get(type), paired);
        return {
          type,
          messages,
          comparedMessages,
          difference: changeFrom(sumOf(counts, paired), comparedMessages).difference,
          share: shareOf(messages, all),
        };
      });
    return {
      types:
        all === null
          ? []
          : rows.sort((a, b) => b.messages - a.messages || (a.type < b.type ? -1 : 1)),
      timeZone: source.timeZone,
      coverage: coverageOf(period, stored),
      computedAt: now,
    };
  },
};

/** The part of all messages; null when these are not positive. */
export function shareOf(messages: number, all: number | null): number | null {
  return all !== null && all > 0 ? messages / all : null;
}
