import { Aggregator } from 'mingo/aggregator';
import { Context } from 'mingo/core';
import * as mingoAccumulators from 'mingo/operators/accumulator';
import * as mingoExpressions from 'mingo/operators/expression';
import * as mingoProjections from 'mingo/operators/projection';
import * as mingoQueryOperators from 'mingo/operators/query';
import type { Options } from 'mingo/types';
import type { Clock } from './clock.js';
import { conditions } from './conditions.js';
import { dateExpressions } from './dates.js';
import { expressions, groupOperators } from './operators.js';
import { candidates, type Collection } from './plan.js';
import { sifted } from './sift.js';
import { stagesWithin } from './stages.js';
import type { Document, Store } from './store.js';
import { validatePipeline } from './validate.js';

type Tables = NonNullable<Parameters<typeof Context.init>[0]>;

const operators = {
  accumulator: { ...mingoAccumulators, ...groupOperators },
  expression: { ...mingoExpressions, ...expressions, ...dateExpressions },
  projection: mingoProjections,
  query: { ...mingoQueryOperators, ...conditions },
};
const names = {
  operators: new Set(Object.values(operators).flatMap((table) => Object.keys(table))),
  accumulators: new Set(Object.keys(operators.accumulator)),
};

/**
 * The documents that a pipeline makes of a collection, one by one as they are asked for, and once.
 * They may be the store's own and must not be changed. What goes wrong with a document, and the end
 * of the clock's time, are thrown where it is asked for.
 * @throws CommandError for a pipeline that is not well formed, at once.
 */
export function evaluate(
  store: Store,
  database: string,
  collection: string,
  pipeline: unknown,
  clock: Clock,
): Iterable<Document> {
  const open = (name: string): Collection => ({
    scan: () => store.scan(database, name),
    within: (range) => store.within(database, name, range),
    byId: (id) => store.byId(database, name, id),
  });
  const stages = stagesWithin(clock, open);
  validatePipeline(pipeline, { stages: new Set(Object.keys(stages)), ...names });
  const context = Context.init({ ...operators, pipeline: stages } as unknown as Tables);
  const options = { context, scriptEnabled: false } as unknown as Options;
  const found = candidates(open(collection), pipeline);
  const source = sifted(found, pipeline[0]?.$match, options, clock);
  const flow = new Aggregator(pipeline, options).stream(source);
  return flow as unknown as Iterable<Document>;
}
