import type { dateAt } from '../../analytics/calendar.js';
import type { BsonDocument } from '../../data/workspace.js';

type Day = ReturnType<typeof dateAt>;

/** (year, month, day) between two days as it is said: not before the one, and not after the other. */
export function storedBetween(first: Day, last: Day): BsonDocument {
  return {
    $and: [
      {
        $or: [
          { year: { $gt: first.year } },
          { year: first.year, month: { $gt: first.month } },
          { year: first.year, month: first.month, day: { $gte: first.day } },
        ],
      },
      {
        $or: [
          { year: { $lt: last.year } },
          { year: last.year, month: { $lt: last.month } },
          { year: last.year, month: last.month, day: { $lte: last.day } },
        ],
      },
    ],
  };
}
