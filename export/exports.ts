import type { DocumentNode } from 'graphql';
import {
  ExportActiveUsersDocument,
  ExportMessagesDocument,
  ExportNewUsersDocument,
  ExportOnlineHoursDocument,
  ExportOnlineUsersDocument,
  ExportPeakConcurrentUsersDocument,
  ExportRetentionDocument,
  ExportRoomsDocument,
  type ExportActiveUsersQuery,
  type ExportNewUsersQuery,
  type ExportOnlineHoursQuery,
  type ExportRetentionQuery,
  type ExportRoomsQuery,
} from '../operations/operations.generated.js';
import type { Row } from './formats.js';
import { zonedTimes } from './zoned-time.js';

/** A metric as a table: the stored operation that computes it, and the rows that its data makes. */
export interface Export {
  readonly operation: DocumentNode;
  /** The first row of CSV, and the keys of the other formats. */
  readonly columns: readonly string[];
  /** The buckets that it can be counted in; absent where it has none. */
  readonly buckets?: Buckets;
  /** Whether `cohort` and `periods` can be chosen. */
  readonly hasCohorts?: true;
  /** Whether the operation gives pages of rows, by `offset` and `count`. */
  readonly isPaged?: true;
  /** The rows, oldest first, in the order of the columns. */
  rows(result: never): Iterable<Row>;
}

/** The values of `bucket`. */
export interface Buckets {
  /** The default first. */
  readonly sizes: readonly string[];
  /** Whether any number of days is one, such as `7d`. */
  readonly hasDays: boolean;
  /** Why there are no others. */
  readonly reason?: string;
}

type ResultOf<Query extends { engagement: { result: unknown } }> = Query['engagement']['result'];

const dayBuckets: Buckets = {
  sizes: ['1d', '1w', '1M'],
  hasDays: true,
  reason: 'since Rocket.Chat stores these counts per day',
};
const hours = ['1h', '2h', '3h', '4h', '6h', '8h', '12h'];
const minutes = ['5m', '10m', '15m', '20m', '30m'];
const timeBuckets: Buckets = {
  sizes: [...hours, ...minutes, ...dayBuckets.sizes],
  hasDays: true,
};

const series = (operation: DocumentNode, buckets: Buckets): Export => ({
  operation,
  columns: ['start', 'end', 'time_zone', 'count', 'compared_count', 'state'],
  buckets,
  *rows({ timeZone, buckets: counted }: ResultOf<ExportNewUsersQuery>) {
    const zoned = zonedTimes(timeZone);
    for (const { start, end, count, comparedCount, state } of counted) {
      yield [zoned(start), zoned(end), timeZone, count, comparedCount, state];
    }
  },
});

/** What can be exported, by its name in the path. */
export const exportsByName: ReadonlyMap<string, Export> = new Map(
  Object.entries({
    'new-users': series(ExportNewUsersDocument, dayBuckets),
    messages: series(ExportMessagesDocument, dayBuckets),
    'online-users': series(ExportOnlineUsersDocument, timeBuckets),
    'peak-concurrent-users': series(ExportPeakConcurrentUsersDocument, timeBuckets),
    'online-hours': {
      operation: ExportOnlineHoursDocument,
      columns: ['date', 'hour', 'time_zone', 'users', 'state'],
      buckets: { sizes: ['1h'], hasDays: false },
      *rows({ timeZone, days }: ResultOf<ExportOnlineHoursQuery>) {
        for (const { date, users, state } of days) {
          for (const [hour, count] of users.entries()) yield [date, hour, timeZone, count, state];
        }
      },
    },
    'active-users': {
      operation: ExportActiveUsersDocument,
      columns: ['date', 'time_zone', 'daily', 'weekly', 'monthly', 'stickiness', 'state'],
      buckets: { sizes: ['1d'], hasDays: false },
      *rows({ timeZone, days }: ResultOf<ExportActiveUsersQuery>) {
        for (const { date, daily, weekly, monthly, stickiness, state } of days) {
          yield [date, timeZone, daily, weekly, monthly, stickiness, state];
        }
      },
    },
    retention: {
      operation: ExportRetentionDocument,
      columns: ['cohort_start', 'cohort_end', 'size', 'index', 'users', 'ratio', 'state'],
      buckets: { sizes: ['1w', '1d', '1M'], hasDays: false },
      hasCohorts: true,
      *rows({ cohorts }: ResultOf<ExportRetentionQuery>) {
        for (const { firstDay, lastDay, size, periods } of cohorts) {
          for (const { index, users, ratio, state } of periods) {
            yield [firstDay, lastDay, size, index, users, ratio, state];
          }
        }
      },
    },
    rooms: {
      operation: ExportRoomsDocument,
      columns: ['room_id', 'type', 'name', 'messages', 'compared_messages', 'share'],
      isPaged: true,
      *rows({ rooms }: ResultOf<ExportRoomsQuery>) {
        for (const { room, messages, comparedMessages, share } of rooms) {
          yield [room.id, room.type, room.name, messages, comparedMessages, share];
        }
      },
    },
  } satisfies Record<string, Export>),
);
