import { Context } from 'mingo/core';
import { $and, $elemMatch, $or } from 'mingo/operators/query';
import { Query } from 'mingo/query';
import type { Options } from 'mingo/types';
import { badValue } from './errors.js';
import { evaluation } from './expressions.js';
import { toDouble } from './numbers.js';
import { pathOf, someAt } from './paths.js';
import {
  compareValues,
  isDocument,
  isNumeric,
  isTrue,
  isTypeName,
  keyOf,
  rankOf,
  typeOf,
  type BsonDocument,
} from './values.js';

type Filter = (path: string, argument: unknown) => (document: BsonDocument) => boolean;
type Test = (value: unknown) => boolean;

/**
 * The predicate that a filter describes. mingo combines the conditions; those that look at
 * values are replaced, because mingo knows no class of `bson` and differs on null, NaN, lists within
 * lists and the order of fields.
 */
export function filterOf(filter: unknown): (document: BsonDocument) => boolean {
  if (!isDocument(filter)) throw badValue('a filter must be a document');
  const query = new Query(filter, options);
  return (document) => query.test(document);
}

const own: Record<string, Filter> = {
  $expr(_, expression) {
    const evaluate = evaluation(expression);
    return (document) => isTrue(evaluate(document));
  },
  $eq: any(isEqual),
  $ne(path, wanted) {
    const test = any(isEqual)(path, wanted);
    return (document) => !test(document);
  },
  $in: any(isIn),
  $gt: any((wanted) => ordered(wanted, (order) => order > 0)),
  $gte: any((wanted) => ordered(wanted, (order) => order >= 0)),
  $lt: any((wanted) => ordered(wanted, (order) => order < 0)),
  $lte: any((wanted) => ordered(wanted, (order) => order <= 0)),
  $type: any((wanted) => {
    if (!isTypeName(wanted)) throw badValue('$type needs the name of a type');
    return (value) => typeOf(value) === wanted;
  }),
};
const context = Context.init({ query: { $and, $elemMatch, $or, ...own } });
// mingo's types name the options of its callers only.
const options = { context, scriptEnabled: false } as unknown as Options;

function any(testFor: (argument: unknown) => Test): Filter {
  return (text, argument) => {
    const test = testFor(argument);
    const path = pathOf(text);
    return (document) => someAt(document, path, test);
  };
}

/** Here null and missing are equal. */
function isIn(wanted: unknown): Test {
  if (!Array.isArray(wanted)) throw badValue('$in needs an array');
  if (wanted.some((value) => value instanceof RegExp)) throw badValue('no patterns here');
  const keys = new Set(wanted.map(keyOf));
  return (value) => keys.has(keyOf(value));
}

function isEqual(wanted: unknown): Test {
  return isIn([wanted]);
}

/** Compares values of one type only. NaN is in no range, but equals itself as null does. */
function ordered(wanted: unknown, accepts: (order: number) => boolean): Test {
  const rank = rankOf(wanted);
  const isNaNOf = (value: unknown) => isNumeric(wanted) && Number.isNaN(toDouble(value));
  const isNaN = isNaNOf(wanted);
  return (value = null) =>
    rankOf(value) === rank && isNaNOf(value) === isNaN && accepts(compareValues(value, wanted));
}
