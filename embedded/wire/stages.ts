import type { Iterator } from 'mingo/lazy';
import * as mingo from 'mingo/operators/pipeline';
import type { Options } from 'mingo/types';
import { bucket, count, facet, limit, sort } from './arrange.js';
import type { Clock } from './clock.js';
import { group } from './group.js';
import { lookup, unionWith, type OpenCollection } from './lookup.js';
import { addFields, project, unset, unwind } from './reshape.js';
import { fixNow } from './scope.js';

/** A stage of a pipeline: makes one flow of documents of another. */
export type Stage = (flow: Iterator, argument: never, options: Options) => Iterator;

/**
 * The stages on offer, with a time limit that is looked at wherever a document goes from one to the
 * next; only the loops within a `$group`, a `$sort` or a single expression cannot be interrupted.
 *
 * Those that are not mingo's do what MongoDB's manual says where mingo's do not: `$limit` reads on to
 * the end, `$count` makes a 0 of nothing, `$sort` takes the fields of an embedded document by their
 * alphabet, `$unwind` drops an empty string or document, `$addFields` replaces an embedded document
 * and passes over arrays, `$bucket` puts a boundary a bucket too low and keeps empty buckets,
 * `$lookup` runs its pipeline on everything. And mingo's `$addFields`, `$unset`, `$project` and
 * `$unwind` write into the documents they are given, which are the store's.
 */
export function stagesWithin(clock: Clock, open: OpenCollection): Record<`$${string}`, Stage> {
  const stages: Record<string, Stage> = {
    $addFields: addFields,
    $bucket: bucket,
    $count: count,
    $facet: facet,
    $group: group,
    $limit: limit,
    $lookup: lookup(open),
    $match: mingo.$match,
    $project: project,
    $replaceRoot: mingo.$replaceRoot,
    $replaceWith: mingo.$replaceWith,
    $set: addFields,
    $skip: mingo.$skip,
    $sort: sort,
    $sortByCount: mingo.$sortByCount,
    $unionWith: unionWith(open),
    $unset: unset,
    $unwind: unwind,
  };
  return Object.fromEntries(
    Object.entries(stages).map(([name, stage]) => [name, timed(stage, clock)]),
  );
}

function timed(stage: Stage, clock: Clock): Stage {
  return (flow, argument, options) => {
    fixNow(options);
    return stage(flow.filter(clock.tick), argument, options);
  };
}
