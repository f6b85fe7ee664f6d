import type { BsonDocument } from '../../data/workspace.js';
import { dateAt, dateNumber, daysTouched, type Period } from '../calendar.js';
import {
  finiteCount,
  greatest,
  hasCounts,
  hasOddCounts,
  namedRoomType,
  rowsOfCounts,
  type Greatest,
} from '../counted-documents.js';
import type { Metric } from '../metric.js';
import { numberOf } from '../numbers.js';

export interface OriginRow {
  readonly messages: number;
  /** Rocket.Chat's letter for the type of room. */
  readonly type: string;
}

/** The types of room that Rocket.Chat's dashboard speaks of: public, private and direct. */
export const dashboardTypes = ['c', 'p', 'd'] as const;

/**
 * How many messages were sent in each type of room on the window's dates, most first, equal counts
 * by type. Public, private and direct always have a row; other types have one where messages are
 * stored for them.
 */
export const messageOrigins: Metric<Period, OriginRow[]> = {
  name: 'messageOrigins',
  period: ({ start, end }) => ({ start, end }),
  settles: false,
  cost: daysTouched,
  async run(workspace, window) {
    const stored = await rowsOfCounts<StoredOrigin>(
      workspace,
      messagesOn(window, workspace.timeZone),
      {
        checks: [finiteCount('messages'), namedRoomType],
        stages: () => originStages,
        isOdd: (row) => hasOddCounts(row, row.messages) || typeof row._id !== 'string',
      },
    );
    const rows = stored
      .filter(hasCounts)
      .map(({ _id, messages }) => ({ messages: numberOf(messages), type: _id }));
    const silent = dashboardTypes.filter((type) => !rows.some((row) => row.type === type));
    return [...rows, ...silent.map((type) => ({ messages: 0, type }))].sort(
      (a, b) => b.messages - a.messages || (a.type < b.type ? -1 : 1),
    );
  },
};

interface StoredOrigin extends Greatest {
  readonly _id: string;
  readonly messages: unknown;
}

const originStages: readonly BsonDocument[] = [
  { $group: { _id: '$room.t', messages: { $sum: '$messages' }, ...greatest('messages') } },
];

/** The stored message counts of the window's dates. */
export function messagesOn({ start, end }: Period, timeZone: string): BsonDocument {
  return {
    type: 'messages',
    date: {
      $gte: dateNumber(dateAt(start, timeZone)),
      $lte: dateNumber(dateAt(end, timeZone)),
    },
  };
}
