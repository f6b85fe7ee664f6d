import { Aggregator } from 'mingo/aggregator';
import { evalExpr } from 'mingo/core';
import { concat, type Iterator } from 'mingo/lazy';
import type { Options } from 'mingo/types';
import { resolve } from 'mingo/util';
import { failedToParse } from './errors.js';
import { isDocument, withField } from './fields.js';
import { keyOf, type Key } from './key.js';
import { byIds, candidates, type Collection } from './plan.js';
import { innerScope } from './scope.js';
import type { Document } from './store.js';

/** Opens another collection of the same database. */
export type OpenCollection = (name: string) => Collection;

/**
 * `$lookup` by fields, by a pipeline, or by both, in which case the pipeline sees the documents that
 * match. By `_id` each document costs a look into the index; by another field the collection is read
 * once; by a pipeline alone it is read for every document, unless the pipeline joins by `_id`.
 */
export function lookup(open: OpenCollection) {
  return (flow: Iterator, argument: unknown, options: Options): Iterator => {
    const { from, as, localField, foreignField, pipeline, let: variables } = asDocument(argument);
    if (typeof from !== 'string' || typeof as !== 'string') {
      throw failedToParse("$lookup needs the names 'from' and 'as'");
    }
    if (typeof localField !== typeof foreignField) {
      throw failedToParse("$lookup needs both or neither of 'localField' and 'foreignField'");
    }
    const collection = open(from);
    const join =
      typeof localField === 'string' && typeof foreignField === 'string'
        ? joinByField(collection, localField, foreignField)
        : undefined;
    const stages = pipeline as Document[] | undefined;
    return flow.map((document: Document) => {
      const matches = join?.(document);
      if (!stages) return withField(document, as, matches ?? [...collection.scan()]);
      const bound = evalExpr(document, variables ?? {}, options) as Document;
      const scope = innerScope(options).update({ root: null, variables: bound });
      const source = matches ?? candidates(collection, stages, bound);
      return withField(document, as, new Aggregator(stages, scope).run(source));
    });
  };
}

/** `$unionWith`: the documents of another collection, through a pipeline, after those of the flow. */
export function unionWith(open: OpenCollection) {
  return (flow: Iterator, argument: unknown, options: Options): Iterator => {
    const { coll, pipeline } =
      typeof argument === 'string' ? { coll: argument } : asDocument(argument);
    if (typeof coll !== 'string') throw failedToParse("$unionWith needs the name 'coll'");
    const stages = (pipeline ?? []) as Document[];
    return concat(flow, new Aggregator(stages, options).stream(candidates(open(coll), stages)));
  };
}

type Join = (document: Document) => Document[];

function joinByField(collection: Collection, localField: string, foreignField: string): Join {
  if (foreignField === '_id') {
    return (document) => byIds(collection, valuesAt(document, localField));
  }
  let index: Map<Key, Document[]> | undefined;
  return (document) => {
    index ??= indexBy(collection, foreignField);
    const matches = new Set<Document>();
    for (const value of valuesAt(document, localField)) {
      for (const match of index.get(keyOf(value)) ?? []) matches.add(match);
    }
    return [...matches];
  };
}

function indexBy(collection: Collection, field: string): Map<Key, Document[]> {
  const index = new Map<Key, Document[]>();
  for (const document of collection.scan()) {
    for (const key of new Set(valuesAt(document, field).map(keyOf))) {
      const documents = index.get(key);
      if (documents) documents.push(document);
      else index.set(key, [document]);
    }
  }
  return index;
}

/** A field's value, or each of an array's; a missing field is null. */
function valuesAt(document: Document, field: string): unknown[] {
  const value = resolve(document, field) ?? null;
  return Array.isArray(value) ? (value as unknown[]) : [value];
}

function asDocument(argument: unknown): Document {
  if (!isDocument(argument)) throw failedToParse('the stage needs a document');
  return argument;
}
