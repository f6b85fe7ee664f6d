import type { CollectionName, BsonDocument, Workspace } from '../data/workspace.js';
import { numberOf } from './numbers.js';

export const analytics: CollectionName = 'rocketchat_analytics';

/** What a document of `rocketchat_analytics` must have to be counted, and what is reported of others. */
export interface Check {
  readonly reason: string;
  /** An expression. */
  readonly isValid: BsonDocument;
}

// Far beyond any count, and so far below the largest double that no sum of counts exceeds that.
const largest = 1e300;

/**
 * An accumulator that shows, beside the sum, whether a group has counts that are no finite numbers. In
 * MongoDB's order of all values most types come after all numbers. `$max` skips null and missing, which
 * count as nothing stored, and so does the least key beside a number.
 */
export const greatest = (field: string): BsonDocument => ({ most: { $max: `$${field}` } });

/** A row of a group with `greatest`. */
export interface Greatest {
  readonly most: unknown;
}

/** Whether a group has any counts: null and missing are none. */
export const hasCounts = ({ most }: Greatest) => most !== null && most !== undefined;

/** Whether a group with these sums has counts that are no finite numbers. */
export const hasOddCounts = (row: Greatest, ...sums: readonly unknown[]) =>
  hasCounts(row) &&
  !(numberOf(row.most) <= largest && sums.every((sum) => numberOf(sum) >= -largest));

/** The same as an expression over such rows; NaN is the least number. */
export const oddCounts = (sum: string): BsonDocument => ({
  $or: [
    { $lt: [`$${sum}`, -largest] },
    { $gt: ['$most', largest] },
    { $eq: [{ $type: '$most' }, 'minKey'] },
  ],
});

/** The same of one document. A comparison of expressions follows the order of all values. */
export const finiteCount = (field: string): Check => ({
  reason: `${field} is not a finite number`,
  isValid: { $and: [{ $gte: [`$${field}`, -largest] }, { $lte: [`$${field}`, largest] }] },
});

export const namedRoomType: Check = {
  reason: 'room.t is not a string',
  isValid: { $eq: [{ $type: '$room.t' }, 'string'] },
};

/** Matches the documents that pass all checks. */
export const passing = (checks: readonly Check[]): BsonDocument => ({
  $match: { $expr: { $and: checks.map(({ isValid }) => isValid) } },
});

/**
 * Rows made of the documents that pass the checks; the others are reported. Ordinary data are read
 * once, without looking at each value: that an odd one is there must show in the rows. Only then are
 * the ids wanted that a report names.
 */
export async function rowsOfCounts<Row>(
  workspace: Workspace,
  match: BsonDocument,
  {
    checks,
    stages,
    isOdd,
  }: {
    readonly checks: readonly Check[];
    /** The stages, the group of which has `ids` among its accumulators. */
    readonly stages: (ids: BsonDocument) => readonly BsonDocument[];
    readonly isOdd: (row: Row) => boolean;
  },
): Promise<Row[]> {
  const rows = await workspace.aggregate<Row>(analytics, [{ $match: match }, ...stages({})]);
  if (!rows.some(isOdd)) return rows;
  await reportOddCounts(workspace, match, checks);
  const ids = { id: { $first: '$_id' } };
  return workspace.aggregate(analytics, [{ $match: match }, passing(checks), ...stages(ids)]);
}

/** Reports the documents that do not pass the checks, each for the first one. */
export async function reportOddCounts(
  workspace: Workspace,
  match: BsonDocument,
  checks: readonly Check[],
): Promise<void> {
  const reason = checks.reduceRight<unknown>(
    (others, check) => ({ $cond: [check.isValid, others, check.reason] }),
    null,
  );
  const odd = await workspace.aggregate<{ _id: string | null; values: number; id: unknown }>(
    analytics,
    [{ $match: match }, { $group: { _id: reason, values: { $sum: 1 }, id: { $first: '$_id' } } }],
  );
  for (const { _id, values, id } of odd) {
    if (_id !== null) workspace.onSkipped(analytics, _id, id, values);
  }
}
