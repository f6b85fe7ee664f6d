import * as mingo from 'mingo/operators/query/comparison';
import type { AnyObject, Options } from 'mingo/types';
import { resolve } from 'mingo/util';
import { badValue } from './errors.js';

type Test = (document: AnyObject) => boolean;
type Condition = (path: string, wanted: unknown, options: Options) => Test;

/**
 * Conditions of a `$match` that are asked of every document in a scan, made quick for what is asked
 * most: a field of the document itself and a string, number or date. Everything else is mingo's,
 * whose `$in` makes a set of the list anew for every document, and whose `$gte` and `$lte` of null
 * pass over missing fields.
 */
export const conditions: Record<`$${string}`, Condition> = {
  $eq: (path, wanted, options) => {
    const slow = mingo.$eq(path, wanted, options);
    if (!isOwnField(path) || (typeof wanted !== 'string' && typeof wanted !== 'number')) {
      return slow;
    }
    return (document) => {
      const value = document[path];
      return value === wanted || (typeof value === 'object' && slow(document));
    };
  },
  $gt: ordered(mingo.$gt, (value, wanted) => value > wanted),
  $gte: orNull(ordered(mingo.$gte, (value, wanted) => value >= wanted)),
  $lt: ordered(mingo.$lt, (value, wanted) => value < wanted),
  $lte: orNull(ordered(mingo.$lte, (value, wanted) => value <= wanted)),
  $in: included,
  $nin: (path, wanted, options) => {
    const test = included(path, wanted, options);
    return (document) => !test(document);
  },
};

type Accepts = (value: string | number, wanted: string | number) => boolean;

/** Only values of one type are compared; the others do not match. */
function ordered(general: Condition, accepts: Accepts): Condition {
  return (path, wanted, options) => {
    const slow = general(path, wanted, options);
    if (!isOwnField(path)) return slow;
    if (wanted instanceof Date) {
      // Two dates are compared by their time, which is many times as fast as by themselves.
      const time = wanted.getTime();
      return (document) => {
        const value: unknown = document[path];
        if (value instanceof Date) return accepts(value.getTime(), time);
        return Array.isArray(value) && slow(document);
      };
    }
    if (typeof wanted !== 'string' && typeof wanted !== 'number') return slow;
    return (document) => {
      const value: unknown = document[path];
      if (typeof value === typeof wanted) return accepts(value as typeof wanted, wanted);
      return Array.isArray(value) && slow(document);
    };
  };
}

/** At least null, or at most: null and nothing else, for only values of one type are compared. */
function orNull(general: Condition): Condition {
  return (path, wanted, options) =>
    wanted === null ? mingo.$eq(path, null, options) : general(path, wanted, options);
}

function included(path: string, wanted: unknown, options: Options): Test {
  if (!Array.isArray(wanted)) throw badValue('$in needs an array');
  if (!wanted.every((value) => typeof value === 'string' || typeof value === 'number')) {
    return mingo.$in(path, wanted, options);
  }
  const list = new Set<unknown>(wanted);
  return (document) => {
    const value = resolve(document, path, { unwrapArray: true });
    return Array.isArray(value) ? value.some((element) => list.has(element)) : list.has(value);
  };
}

/** Whether a path is the name of a field of the document itself. */
export function isOwnField(path: string): boolean {
  return !path.includes('.') && !(path in Object.prototype);
}
