import { evalExpr } from 'mingo/core';
import type { AnyObject, Options } from 'mingo/types';
import { accumulators, fold, type Accumulator } from './accumulators.js';
import { comparisons, compareValues } from './compare.js';
import { compile } from './compile.js';
import type { Expression } from './dates.js';
import { badValue } from './errors.js';

type Operators<Operator> = Record<`$${string}`, Operator>;
type GroupOperator = (group: AnyObject[], argument: unknown, options: Options) => unknown;

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
  ...Object.fromEntries(
    (['$sum', '$avg', '$max', '$min'] as const).map((name) => [
      name,
      overGroupOrList(accumulators[name]),
    ]),
  ),
  $first: elementAt(0, accumulators.$first),
  $last: elementAt(-1, accumulators.$last),
  $not: (scope, argument, options) => {
    const operand = evalExpr(scope, Array.isArray(argument) ? argument[0] : argument, options);
    return [false, null, undefined, 0].includes(operand as boolean);
  },
};

/** For a group that mingo makes, since something in it is none of `accumulators.ts`. */
export const groupOperators: Operators<GroupOperator> = Object.fromEntries(
  Object.entries(accumulators).map(([name, accumulator]) => [
    name,
    (group: AnyObject[], argument: unknown, options: Options) =>
      fold(accumulator, valuesIn(group, argument, options)),
  ]),
);

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
function overGroupOrList(accumulator: Accumulator): Expression {
  return (scope, argument, options) => {
    if (Array.isArray(scope)) return fold(accumulator, valuesIn(scope, argument, options));
    const operands = (Array.isArray(argument) ? (argument as unknown[]) : [argument]).map(
      (operand) => evalExpr(scope, operand, options),
    );
    const [only] = operands;
    return fold(accumulator, operands.length === 1 && Array.isArray(only) ? only : operands);
  };
}

/** What `argument` is for each document of a group. */
function valuesIn(group: readonly unknown[], argument: unknown, options: Options): unknown[] {
  return group.map(compile(argument, options));
}

function elementAt(index: 0 | -1, accumulator: Accumulator): Expression {
  return (scope, argument, options) => {
    if (Array.isArray(scope)) return fold(accumulator, valuesIn(scope, argument, options));
    const list = evalExpr(scope, argument, options);
    if (list === null || list === undefined) return null;
    if (!Array.isArray(list)) throw badValue('$first and $last take an array');
    return list.at(index) as unknown;
  };
}
