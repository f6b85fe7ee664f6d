import * as mingo from 'mingo/operators/query';
import type { Options } from 'mingo/types';
import { compareValues } from './compare.js';
import { badValue } from './errors.js';
import { evaluation, isTrue } from './expressions.js';
import { keyOf } from './key.js';
import { pathOf, someAt } from './paths.js';
import {
  isDocument,
  isNumeric,
  rankOf,
  typeOf,
  typesNamed,
  type BsonDocument,
} from './bson-types.js';

type Filter = (
  path: string,
  argument: unknown,
  options: Options,
) => (document: BsonDocument) => boolean;
type Test = (value: unknown) => boolean;

/**
 * The operators of a filter. mingo combines them; what looks at values is replaced, because mingo
 * knows no class of `bson` and differs on null, NaN, lists within lists and the order of fields.
 */
export const filters = {
  ...mingo,
  $expr(_: string, expression: unknown, options: Options) {
    const evaluate = evaluation(expression, options);
    return (document: BsonDocument) => isTrue(evaluate(document));
  },
  $eq: any(equals),
  $ne: none(equals),
  $in: any(isIn),
  $nin: none(isIn),
  $gt: any((wanted) => ordered(wanted, (order) => order > 0)),
  $gte: any((wanted) => ordered(wanted, (order) => order >= 0)),
  $lt: any((wanted) => ordered(wanted, (order) => order < 0)),
  $lte: any((wanted) => ordered(wanted, (order) => order <= 0)),
  $exists: (path: string, wanted: unknown, options: Options) =>
    (isTrue(wanted) ? any : none)(() => (value) => value !== undefined)(path, null, options),
  $type: any((wanted) => {
    const types = [wanted].flat().flatMap(typesNamed);
    if (types.length === 0) throw badValue('$type needs the name of a type');
    return (value) => types.includes(typeOf(value));
  }),
};

function any(testFor: (argument: unknown) => Test): Filter {
  return (text, argument) => {
    const test = testFor(argument);
    const path = pathOf(text);
    if (path.length > 1 || text in Object.prototype) {
      return (document) => someAt(document, path, test);
    }
    // Most fields are the document's own, and a scan looks at every document.
    return (document) => {
      const value = isDocument(document) ? document[text] : undefined;
      return (Array.isArray(value) && value.some(test)) || test(value);
    };
  };
}

function none(testFor: (argument: unknown) => Test): Filter {
  return (path, argument, options) => {
    const test = any(testFor)(path, argument, options);
    return (document) => !test(document);
  };
}

function equals(wanted: unknown): Test {
  if (typeof wanted === 'string') return (value) => value === wanted;
  // Here null and missing are equal.
  if (wanted === null) return (value) => value === null || value === undefined;
  return (value) => value === wanted || compareValues(value, wanted) === 0;
}

function isIn(wanted: unknown): Test {
  if (!Array.isArray(wanted)) throw badValue('$in needs an array');
  const patterns = wanted.filter((value) => value instanceof RegExp);
  const keys = new Set(wanted.map(keyOf));
  return (value) =>
    keys.has(keyOf(value)) ||
    (typeof value === 'string' && patterns.some((pattern) => pattern.test(value)));
}

/** Compares values of one type only. NaN is in no range, but equals itself as null does. */
function ordered(wanted: unknown, accepts: (order: number) => boolean): Test {
  if (wanted === null) return accepts(0) ? equals(null) : () => false;
  if (isNaNOf(wanted)) return (value) => accepts(0) && isNaNOf(value);
  if (wanted instanceof Date) {
    const time = wanted.getTime();
    return (value) => value instanceof Date && accepts(value.getTime() - time);
  }
  const rank = rankOf(wanted);
  return (value) =>
    rankOf(value) === rank && !isNaNOf(value) && accepts(compareValues(value, wanted));
}

function isNaNOf(value: unknown): boolean {
  return Number.isNaN(value) || (isNumeric(value) && String(value) === 'NaN');
}
