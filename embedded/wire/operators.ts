import { evalExpr } from 'mingo/core';
import { $first as firstOfGroup, $last as lastOfGroup } from 'mingo/operators/accumulator';
import type { AnyObject, Options } from 'mingo/types';
import { unique } from 'mingo/util';
import { comparisons, compareValues } from './compare.js';
import { compile } from './compile.js';
import type { Expression } from './dates.js';
import { badValue } from './errors.js';

type Operators<Operator> = Record<`$${string}`, Operator>;
type Accumulator = (group: AnyObject[], argument: unknown, options: Options) => unknown;

/**
 * Expressions that mingo evaluates in its own way, as MongoDB documents them:
 * - comparisons compare across types, tell missing from null, and take arrays as they are; mingo's
 *   are those of a query, false between types, so that no missing field is below a date;
 * - `$max` and `$min` of a list pass over null and missing, and over a group do not sort it;
 *   `$sum` and `$avg`, `$max` and `$min` also take one number that is no list, or nothing;
 * - `$first` and `$last` do not unpack the list's own lists, and of an empty list are missing;
 * - `$not` of an empty string is false, for the string is true.
 */
export const expressions: Operators<Expression> = {
  ...Object.fromEntries(
    Object.entries(comparisons).map(([name, result]) => [name, comparison(name, result)]),
  ),
  $sum: overGroupOrList(sum),
  $avg: overGroupOrList((values) => {
    const count = values.filter(isNumber).length;
    return count === 0 ? null : sum(values) / count;
  }),
  $max: overGroupOrList((values) => extreme(values, 1)),
  $min: overGroupOrList((values) => extreme(values, -1)),
  $first: elementAt(0, firstOfGroup),
  $last: elementAt(-1, lastOfGroup),
  $not: (scope, argument, options) => {
    const operand = evalExpr(scope, Array.isArray(argument) ? argument[0] : argument, options);
    return [false, null, undefined, 0].includes(operand as boolean);
  },
};

/** `$push` and `$addToSet` leave missing values out, also `$$REMOVE`; mingo's add a null. */
export const accumulators: Operators<Accumulator> = {
  $push: (group, argument, options) => present(group, argument, options),
  $addToSet: (group, argument, options) => unique(present(group, argument, options)),
};

function comparison(name: string, result: (order: number) => boolean | number): Expression {
  return (scope, argument, options) => {
    if (!Array.isArray(argument) || argument.length !== 2) {
      throw badValue(`${name} takes exactly 2 arguments`);
    }
    const left = evalExpr(scope, argument[0], options);
    return result(compareValues(left, evalExpr(scope, argument[1], options)));
  };
}

/** In a `$group`, mingo asks expressions of the group's list of documents. */
function overGroupOrList(fold: (values: unknown[]) => unknown): Expression {
  return (scope, argument, options) => {
    if (Array.isArray(scope)) return fold(valuesIn(scope, argument, options));
    const operands = (Array.isArray(argument) ? (argument as unknown[]) : [argument]).map(
      (operand) => evalExpr(scope, operand, options),
    );
    const [only] = operands;
    return fold(operands.length === 1 && Array.isArray(only) ? only : operands);
  };
}

/** What `argument` is for each document of a group. */
function valuesIn(group: readonly unknown[], argument: unknown, options: Options): unknown[] {
  return group.map(compile(argument, options));
}

function present(group: readonly unknown[], argument: unknown, options: Options): unknown[] {
  return valuesIn(group, argument, options).filter((value) => value !== undefined);
}

function elementAt(index: 0 | -1, ofGroup: Accumulator): Expression {
  return (scope, argument, options) => {
    if (Array.isArray(scope)) return ofGroup(scope as AnyObject[], argument, options);
    const list = evalExpr(scope, argument, options);
    if (list === null || list === undefined) return null;
    if (!Array.isArray(list)) throw badValue('$first and $last take an array');
    return list.at(index) as unknown;
  };
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number';
}

function sum(values: readonly unknown[]): number {
  let total = 0;
  for (const value of values) if (isNumber(value)) total += value;
  return total;
}

function extreme(values: readonly unknown[], direction: 1 | -1): unknown {
  let best: unknown = null;
  for (const value of values) {
    if (value === null || value === undefined) continue;
    if (best === null || direction * compareValues(value, best) > 0) best = value;
  }
  return best;
}
