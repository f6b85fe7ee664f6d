import { Context, evalExpr } from 'mingo/core';
import { Query } from 'mingo/query';
import type { Options } from 'mingo/types';
import { accumulators } from './accumulators.js';
import { compareValues } from './compare.js';
import { badValue, CommandError, failedToParse, wrongType } from './errors.js';
import { evaluation, expressions } from './expressions.js';
import { filters } from './filters.js';
import { keyOf, type Key } from './key.js';
import { pathOf, valueAt, withField } from './paths.js';
import { addition, projection } from './projection.js';
import type { Store } from './store.js';
import { isDocument, type BsonDocument } from './bson-types.js';

/** The database that a pipeline runs in. */
export interface Source {
  readonly store: Store;
  readonly database: string;
  /** Called at every document between two stages; may throw, which ends the pipeline. */
  readonly tick: () => void;
}

interface Scope extends Source {
  /** mingo's. */
  readonly options: Options;
}

type Stream = (documents: Iterable<BsonDocument>) => Iterable<BsonDocument>;

/** How a stage passes documents on. It changes none of them: they may be stored ones. */
type Stage = (argument: unknown, scope: Scope) => Stream;

const ownState = '$state';
const context = Context.init({
  expression: { ...expressions, [ownState]: (_: unknown, __: unknown, state: Options) => state },
  query: filters,
});

/**
 * What a pipeline makes of a collection, document by document as far as its stages allow. Errors in
 * a document are thrown where it is read.
 * @throws CommandError at once for a pipeline that is not well formed, whatever is stored.
 */
export function runPipeline(
  pipeline: unknown,
  collection: string,
  source: Source,
): Iterable<BsonDocument> {
  // mingo's state is taken out of an evaluation: given plain options, it makes one at every call.
  const options = { context, scriptEnabled: false } as unknown as Options;
  const state = evalExpr({}, { [ownState]: 1 }, options);
  const scope = { ...source, options: state as Options };
  const stream = streamOf(pipeline, scope);
  return stream(documentsFor(pipeline, source, collection));
}

function streamOf(pipeline: unknown, scope: Scope): Stream {
  if (!Array.isArray(pipeline)) throw wrongType('pipeline', 'an array', pipeline);
  const streams = pipeline.map((stage: unknown) => {
    const [[name, argument] = ['', undefined], ...others] = Object.entries(
      isDocument(stage) ? stage : {},
    );
    if (name === '' || others.length > 0) {
      throw new CommandError(40323, 'A stage of a pipeline is a document with one field.');
    }
    const make = stages.get(name);
    if (!make) throw new CommandError(40324, `Unrecognized pipeline stage name: '${name}'`);
    return make(argument, scope);
  });
  return (documents) => streams.reduce((flow, stream) => stream(ticking(flow, scope)), documents);
}

function* ticking(documents: Iterable<BsonDocument>, { tick }: Scope): Iterable<BsonDocument> {
  for (const document of documents) {
    tick();
    yield document;
  }
}

/** Those with the wanted `_id`s if the pipeline begins with a `$match` that names them, else all. */
function documentsFor(pipeline: unknown, source: Source, name: string): Iterable<BsonDocument> {
  const { store, database } = source;
  const [{ $match: filter } = {}] = pipeline as BsonDocument[];
  const condition = isDocument(filter) ? filter._id : undefined;
  const isPlain = !isDocument(condition) || !Object.keys(condition)[0]?.startsWith('$');
  const ids: unknown = isPlain ? [condition] : (condition.$in ?? [condition.$eq]);
  // A pattern matches other ids.
  const isExact = (id: unknown) => id !== undefined && !(id instanceof RegExp);
  if (!Array.isArray(ids) || !ids.every(isExact)) return store.scan(database, name);
  const found = new Set(ids.map((id) => store.byId(database, name, id)));
  return [...found].filter((document) => document !== undefined);
}

const stages = new Map<string, Stage>([
  ['$match', match],
  ['$group', group],
  ['$project', (argument, { options }) => each(projection(argument, options))],
  ['$addFields', (argument, { options }) => each(addition(argument, options))],
  ['$sort', sort],
  ['$limit', limit],
  ['$skip', skip],
  ['$count', count],
  ['$unwind', unwind],
  ['$facet', facet],
  ['$lookup', lookup],
  ['$unionWith', unionWith],
]);

function each(change: (document: BsonDocument) => BsonDocument): Stream {
  return function* (documents) {
    for (const document of documents) yield change(document);
  };
}

function match(argument: unknown, { options }: Scope): Stream {
  if (!isDocument(argument)) throw wrongType('$match', 'a document', argument);
  const query = new Query(argument, options);
  return function* (documents) {
    for (const document of documents) if (query.test(document)) yield document;
  };
}

function group(argument: unknown, { options }: Scope): Stream {
  if (!isDocument(argument) || !('_id' in argument)) throw failedToParse("$group needs an '_id'");
  const { _id: key, ...fields } = argument;
  const [onlyName = '$', ...otherNames] = Object.keys(isDocument(key) ? key : {});
  // As in MongoDB, missing is null in a document of one field, and no field in a larger one.
  const isSingle = otherNames.length === 0 && !onlyName.startsWith('$');
  const idOf = evaluation(
    isSingle ? { [onlyName]: { $ifNull: [(key as BsonDocument)[onlyName], null] } } : key,
    options,
  );
  const columns = Object.entries(fields).map(([name, field]) => {
    const entries = Object.entries(isDocument(field) ? field : {});
    const [[operator, operand] = ['', undefined]] = entries;
    if (entries.length !== 1 || !operator.startsWith('$')) {
      throw new CommandError(40234, `The field '${name}' must be an accumulator object`);
    }
    const accumulate = accumulators.get(operator);
    if (!accumulate) throw new CommandError(15952, `unknown group operator '${operator}'`);
    return { name, accumulate, evaluate: evaluation(operand, options) };
  });
  return function* (documents) {
    const groups = new Map<Key, { id: unknown; members: BsonDocument[] }>();
    for (const document of documents) {
      const id = idOf(document) ?? null;
      const found = groups.get(keyOf(id));
      if (found) found.members.push(document);
      else groups.set(keyOf(id), { id, members: [document] });
    }
    for (const { id, members } of groups.values()) {
      const row: BsonDocument = { _id: id };
      for (const { name, accumulate, evaluate } of columns) {
        row[name] = accumulate(members.map(evaluate));
      }
      yield row;
    }
  };
}

function sort(argument: unknown): Stream {
  const order = Object.entries(isDocument(argument) ? argument : {}).map(([path, direction]) => {
    if (direction === 1 || direction === -1) return { path: pathOf(path), direction };
    throw new CommandError(15975, '$sort key ordering must be 1 or -1');
  });
  if (order.length === 0) throw failedToParse('$sort needs at least one field');
  return function* (documents) {
    const rows = Array.from(documents, (document) => ({
      document,
      values: order.map(({ path, direction }) => sortValue(valueAt(document, path), direction)),
    }));
    rows.sort((a, b) => {
      for (const [index, { direction }] of order.entries()) {
        const difference = compareValues(a.values[index], b.values[index]);
        if (difference !== 0) return difference * direction;
      }
      return 0;
    });
    for (const { document } of rows) yield document;
  };
}

/** A list counts by its least element, or its greatest in a descending sort; missing is null. */
function sortValue(value: unknown, direction: number): unknown {
  if (!Array.isArray(value)) return value ?? null;
  // An empty list comes before null, as `undefined` does.
  return value.reduce<unknown>(
    (best, other, index) =>
      index === 0 || direction * compareValues(other, best) < 0 ? other : best,
    undefined,
  );
}

function limit(argument: unknown): Stream {
  if (typeof argument !== 'number' || argument <= 0) throw badValue('the limit must be positive');
  return function* (documents) {
    let count = 0;
    for (const document of documents) {
      yield document;
      // At once, so that no document is read in vain.
      if ((count += 1) >= argument) return;
    }
  };
}

function skip(argument: unknown): Stream {
  if (typeof argument !== 'number' || argument < 0) throw badValue('$skip must not be negative');
  return function* (documents) {
    let count = 0;
    for (const document of documents) if ((count += 1) > argument) yield document;
  };
}

function count(argument: unknown): Stream {
  if (typeof argument !== 'string' || !/^[^$.][^.]*$/.test(argument)) {
    throw badValue('the count field must be a name without a dollar or a dot');
  }
  return function* (documents) {
    const total = Array.from(documents).length;
    if (total > 0) yield { [argument]: total };
  };
}

function unwind(argument: unknown): Stream {
  if (typeof argument !== 'string' || !argument.startsWith('$')) {
    throw failedToParse("$unwind takes a path that begins with '$' here, and no options");
  }
  const path = pathOf(argument);
  return function* (documents) {
    for (const document of documents) {
      const value = valueAt(document, path) ?? [];
      if (!Array.isArray(value)) yield document;
      else for (const element of value) yield withField(document, path, element ?? null);
    }
  };
}

/** Several pipelines over the same documents. */
function facet(argument: unknown, scope: Scope): Stream {
  if (!isDocument(argument)) throw failedToParse('$facet needs a document of pipelines');
  const streams = Object.entries(argument).map(
    ([name, pipeline]) => [name, streamOf(pipeline, scope)] as const,
  );
  return function* (documents) {
    const all = Array.from(documents);
    yield Object.fromEntries(streams.map(([name, stream]) => [name, Array.from(stream(all))]));
  };
}

/** Joins by the other collection's `_id`, with a look into its index for each value. */
function lookup(argument: unknown, { store, database }: Scope): Stream {
  const { from, as, localField, foreignField } = isDocument(argument) ? argument : {};
  const names = [from, as, localField].filter((name) => typeof name === 'string');
  const [other, target, local] = names;
  if (!isDocument(argument) || !other || !target || !local || Object.keys(argument).length > 4) {
    throw failedToParse("$lookup takes 'from', 'as', 'localField' and 'foreignField' here");
  }
  if (foreignField !== '_id') throw failedToParse("$lookup joins only by '_id' here");
  return each((document) => {
    const ids = [valueAt(document, pathOf(local)) ?? null].flat();
    const found = new Set(ids.map((id) => store.byId(database, other, id)));
    found.delete(undefined);
    return withField(document, pathOf(target), [...found]);
  });
}

function unionWith(argument: unknown, scope: Scope): Stream {
  const { coll, pipeline = [] } = isDocument(argument) ? argument : { coll: argument };
  if (typeof coll !== 'string') throw failedToParse("$unionWith needs the name 'coll'");
  const stream = streamOf(pipeline, scope);
  return function* (documents) {
    yield* documents;
    yield* stream(documentsFor(pipeline, scope, coll));
  };
}
