import { badValue } from './errors.js';
import { filterOf } from './filters.js';
import { grouping } from './group.js';
import { pathOf, valueAt } from './paths.js';
import { projection } from './projection.js';
import type { Store } from './store.js';
import { compareValues, isDocument, keyOf, type BsonDocument, type Key } from './values.js';

/** The database that a pipeline runs in. */
export interface Source {
  readonly store: Store;
  readonly database: string;
  /** Called at every document between two stages; may throw, which ends the pipeline. */
  readonly tick: () => void;
}

type Stream = (documents: Iterable<BsonDocument>) => Iterable<BsonDocument>;

/** How a stage passes documents on. It changes none of them: they may be stored ones. */
type Stage = (argument: unknown, source: Source) => Stream;

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
  const stream = streamOf(pipeline, source);
  return stream(documentsFor(pipeline, source, collection));
}

function streamOf(pipeline: unknown, source: Source): Stream {
  if (!Array.isArray(pipeline)) throw badValue('a pipeline must be an array');
  const streams = pipeline.map((stage: unknown) => {
    const fields = Object.entries(isDocument(stage) ? stage : {});
    const [[name, argument] = ['', undefined]] = fields;
    const make = stages.get(name);
    if (!make || fields.length > 1) throw badValue(`Unrecognized pipeline stage name: '${name}'`);
    return make(argument, source);
  });
  return (documents) => streams.reduce((flow, stream) => stream(ticking(flow, source)), documents);
}

function* ticking(documents: Iterable<BsonDocument>, { tick }: Source): Iterable<BsonDocument> {
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
  if (!Array.isArray(ids) || ids.includes(undefined)) return store.scan(database, name);
  const found = new Set(ids.map((id) => store.byId(database, name, id)));
  return [...found].filter((document) => document !== undefined);
}

const stages = new Map<string, Stage>([
  ['$match', match],
  ['$group', grouping],
  ['$project', project],
  ['$sort', sort],
  ['$limit', limit],
  ['$unwind', unwind],
  ['$lookup', lookup],
  ['$unionWith', unionWith],
]);

function match(argument: unknown): Stream {
  const isMatch = filterOf(argument);
  return function* (documents) {
    for (const document of documents) if (isMatch(document)) yield document;
  };
}

function project(argument: unknown): Stream {
  const change = projection(argument);
  return function* (documents) {
    for (const document of documents) yield change(document);
  };
}

function sort(argument: unknown): Stream {
  const order = Object.entries(isDocument(argument) ? argument : {}).map(([path, direction]) => {
    if (direction === 1 || direction === -1) return { path: pathOf(path), direction };
    throw badValue('$sort key ordering must be 1 or -1');
  });
  if (order.length === 0) throw badValue('$sort needs at least one field');
  return function* (documents) {
    // Sorted by value, not by document: many are stored under one day.
    const rows = new Map<Key, { values: unknown[]; documents: BsonDocument[] }>();
    for (const document of documents) {
      const values = order.map(({ path, direction }) =>
        sortValue(valueAt(document, path), direction),
      );
      const key = keyOf(values);
      const row = rows.get(key);
      if (row) row.documents.push(document);
      else rows.set(key, { values, documents: [document] });
    }
    const sorted = [...rows.values()].sort((a, b) =>
      order.reduce(
        (difference, { direction }, index) =>
          difference || direction * compareValues(a.values[index], b.values[index]),
        0,
      ),
    );
    for (const row of sorted) yield* row.documents;
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

function unwind(argument: unknown): Stream {
  const [, name] = /^\$([^$.]+)$/.exec(String(argument)) ?? [];
  if (name === undefined) throw badValue("$unwind takes the name of a field after a '$' here");
  return function* (documents) {
    for (const document of documents) {
      const value = document[name] ?? [];
      if (!Array.isArray(value)) yield document;
      else for (const element of value) yield { ...document, [name]: (element as unknown) ?? null };
    }
  };
}

/** Joins by the `_id` of both collections, with a look into the other's index. */
function lookup(argument: unknown, { store, database }: Source): Stream {
  const { from, as, localField, foreignField, ...others } = isDocument(argument) ? argument : {};
  const isSupported =
    localField === '_id' && foreignField === '_id' && Object.keys(others).length === 0;
  if (!isSupported || typeof from !== 'string' || typeof as !== 'string') {
    throw badValue("$lookup joins 'from' another collection 'as' a field, and by '_id' only here");
  }
  return function* (documents) {
    for (const document of documents) {
      const ids = [document._id ?? null].flat();
      const found = new Set(ids.map((id) => store.byId(database, from, id)));
      found.delete(undefined);
      yield { ...document, [as]: [...found] };
    }
  };
}

function unionWith(argument: unknown, source: Source): Stream {
  const { coll, pipeline } = isDocument(argument) ? argument : {};
  if (typeof coll !== 'string') throw badValue("$unionWith needs the name 'coll'");
  const stream = streamOf(pipeline, source);
  return function* (documents) {
    yield* documents;
    yield* stream(documentsFor(pipeline, source, coll));
  };
}
