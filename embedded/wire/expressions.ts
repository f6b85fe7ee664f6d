import { Decimal128, Long, ObjectId, Timestamp } from 'bson';
import { evalExpr } from 'mingo/core';
import * as arithmetics from 'mingo/operators/expression/arithmetic';
import * as arrays from 'mingo/operators/expression/array';
import { $let, $literal } from 'mingo/operators/expression';
import * as strings from 'mingo/operators/expression/string';
import type { Options } from 'mingo/types';
import { compareValues } from './compare.js';
import { badValue, CommandError, wrongType } from './errors.js';
import { sum, toDouble } from './numbers.js';
import { pathOf, valueAt } from './paths.js';
import { isDocument, isNumeric, typeOf } from './bson-types.js';

/** The value of an expression for a document; missing is `undefined`. */
export type Evaluate = (document: unknown) => unknown;

/** Makes the evaluation of an operator with these operands. */
type Operator = (operands: readonly Evaluate[]) => Evaluate;

/** mingo's state during an evaluation; its types name only the options. */
interface State extends Options {
  readonly local: { readonly root?: unknown };
  update(locals: { root: unknown }): void;
}

/**
 * How to evaluate an expression. Paths are resolved here, because mingo's look into strings and the
 * classes of `bson`; variables, and operators that are not replaced below, are left to mingo.
 * @throws CommandError for an unknown operator.
 */
export function evaluation(expression: unknown, options: Options): Evaluate {
  if (typeof expression === 'string' && !expression.startsWith('$$')) {
    const path = pathOf(expression);
    return (document) => (expression.startsWith('$') ? valueAt(document, path) : expression);
  }
  if (Array.isArray(expression)) {
    const elements = expression.map((element) => evaluation(element, options));
    return (document) => elements.map((evaluate) => evaluate(document) ?? null);
  }
  if (typeof expression !== 'string' && !isDocument(expression)) return () => expression;
  const entries = Object.entries(isDocument(expression) ? expression : {});
  const [[name, argument] = ['', undefined]] = entries;
  const operator = operators.get(name);
  if (operator) {
    const isNamed = name === '$cond' && isDocument(argument);
    // One operand may stand without a list.
    const operands = isNamed ? [argument.if, argument.then, argument.else] : [argument].flat();
    return operator(operands.map((operand) => evaluation(operand, options)));
  }
  if (isDocument(expression) && !name.startsWith('$')) {
    const fields = entries.map(([field, inner]) => [field, evaluation(inner, options)] as const);
    return (document) => {
      const value: Record<string, unknown> = {};
      for (const [field, evaluate] of fields) {
        const inner = evaluate(document);
        if (inner !== undefined) value[field] = inner;
      }
      return value;
    };
  }
  if (isDocument(expression) && !(name in expressions)) {
    throw new CommandError(168, `Unrecognized expression '${name}'`);
  }
  const state = options as State;
  return (document) => {
    if (state.local.root !== document) state.update({ root: document });
    return evalExpr(document, expression, state);
  };
}

/** False are `false`, null, missing and zero; everything else is true. */
export function isTrue(value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  if (value === null || value === undefined) return false;
  return !isNumeric(value) || toDouble(value) !== 0;
}

/** The operators that compare, compute, test for truth or look at types as MongoDB does. */
const operators = new Map<string, Operator>([
  ['$and', (all) => (document) => all.every((evaluate) => isTrue(evaluate(document)))],
  ['$or', (all) => (document) => all.some((evaluate) => isTrue(evaluate(document)))],
  ['$not', unary((value) => !isTrue(value))],
  ['$cond', condition],
  [
    '$ifNull',
    (all) => (document) => all.reduce<unknown>((value, one) => value ?? one(document), null),
  ],
  ['$eq', comparison((order) => order === 0)],
  ['$ne', comparison((order) => order !== 0)],
  ['$gt', comparison((order) => order > 0)],
  ['$gte', comparison((order) => order >= 0)],
  ['$lt', comparison((order) => order < 0)],
  ['$lte', comparison((order) => order <= 0)],
  ['$type', unary(typeOf)],
  ['$isNumber', unary(isNumeric)],
  ['$size', unary(lengthOf)],
  ['$add', arithmetic(total)],
  ['$subtract', arithmetic(difference)],
  ['$abs', arithmetic(absolute)],
  ['$hour', unary(hourOf)],
  ['$toLower', unary(lowerCase)],
]);

/** All operators as mingo calls them, from within its own. */
export const expressions = {
  ...arithmetics,
  ...arrays,
  ...strings,
  $let,
  $literal,
  ...Object.fromEntries(
    Array.from(operators.keys(), (name) => [
      name,
      (document: unknown, argument: unknown, options: Options) =>
        evaluation({ [name]: argument }, options)(document),
    ]),
  ),
};

function condition([test, yes, no, ...others]: readonly Evaluate[]): Evaluate {
  if (!test || !yes || !no || others.length > 0) throw badValue('$cond takes three operands');
  return (document) => (isTrue(test(document)) ? yes : no)(document);
}

function unary(compute: (value: unknown) => unknown): Operator {
  return ([operand, ...others]) => {
    if (!operand || others.length > 0) throw new CommandError(16020, 'one operand is expected');
    return (document) => compute(operand(document));
  };
}

function comparison(result: (order: number) => boolean): Operator {
  return ([a, b, ...others]) => {
    if (!a || !b || others.length > 0) throw new CommandError(16020, 'two operands are expected');
    return (document) => result(compareValues(a(document), b(document)));
  };
}

/** Null if any operand is null or missing; otherwise all must be numbers or dates. */
function arithmetic(compute: (values: readonly unknown[]) => unknown): Operator {
  return (operands) => (document) => {
    const values = operands.map((operand) => operand(document));
    if (values.some((value) => value === null || value === undefined)) return null;
    const odd = values.find((value) => !isNumeric(value) && !(value instanceof Date));
    if (odd !== undefined) throw wrongType('an operand', 'a number', odd);
    return compute(values);
  };
}

function total(values: readonly unknown[]): unknown {
  const [date, ...others] = values.filter((value) => value instanceof Date);
  if (!date) return sum(values);
  if (others.length > 0) throw new CommandError(16612, 'only one date is allowed');
  return moved(date, sum(values));
}

function difference([a, b]: readonly unknown[]): unknown {
  if (a instanceof Date && b instanceof Date) return a.getTime() - b.getTime();
  if (b instanceof Date) throw wrongType('$subtract', 'a number', b);
  return a instanceof Date ? moved(a, negative(b)) : sum([a, negative(b)]);
}

function absolute([value]: readonly unknown[]): unknown {
  if (value instanceof Date) throw wrongType('$abs', 'a number', value);
  return toDouble(value) < 0 ? negative(value) : value;
}

/** A date later by whole milliseconds. */
function moved(date: Date, distance: unknown): Date {
  const time = date.getTime() + Math.trunc(toDouble(distance));
  if (!Number.isFinite(time)) throw badValue('a date cannot be moved so far');
  return new Date(time);
}

function negative(value: unknown): unknown {
  if (value instanceof Long) return value.negate();
  if (typeof value === 'number') return -value;
  const digits = String(value);
  return Decimal128.fromString(digits.startsWith('-') ? digits.slice(1) : `-${digits}`);
}

/** The hour of a date in UTC. An ObjectId and a Timestamp contain a date. */
function hourOf(value: unknown): number | null {
  if (value === null || value === undefined) return null;
  if (value instanceof Date) return value.getUTCHours();
  if (value instanceof ObjectId) return value.getTimestamp().getUTCHours();
  if (value instanceof Timestamp) return new Date(value.t * 1000).getUTCHours();
  throw wrongType('$hour', 'a date', value);
}

/** MongoDB changes the case of ASCII letters alone. */
function lowerCase(value: unknown): string {
  if (value === null || value === undefined) return '';
  const text: unknown = value instanceof Date ? value.toISOString() : value;
  if (typeof text !== 'string' && !isNumeric(text)) throw wrongType('$toLower', 'text', value);
  return String(text).replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

function lengthOf(value: unknown): number {
  if (Array.isArray(value)) return value.length;
  throw wrongType('$size', 'an array', value);
}
