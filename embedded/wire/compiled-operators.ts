import { comparisons, compareValues } from './compare.js';
import { dateParts } from './date-parts.js';
import { isDocument } from './fields.js';

/** What an expression is for a document. */
export type Evaluate = (document: unknown) => unknown;

/**
 * Makes a function of an operator's argument, or `undefined` of a form that it does not know. What
 * it cannot answer for some document it hands to `interpreted`, mingo's way to the same value.
 */
type CompileOperator = (
  argument: unknown,
  part: (expression: unknown) => Evaluate,
  interpreted: Evaluate,
) => Evaluate | undefined;

/** The operators that the gateway asks of every document. */
const operators: Readonly<Record<string, CompileOperator>> = {
  ...Object.fromEntries(
    Object.entries(comparisons).map(([name, result]) => [name, comparison(result)]),
  ),
  ...Object.fromEntries(Object.entries(dateParts).map(([name, of]) => [name, datePart(of)])),

  $literal: (argument) => () => argument,

  $and: list((operands) => {
    const [first, second] = operands;
    if (first && second && operands.length === 2) {
      return (document) => isTrue(first(document)) && isTrue(second(document));
    }
    return (document) => {
      for (const operand of operands) if (!isTrue(operand(document))) return false;
      return true;
    };
  }),

  $or: list((operands) => (document) => {
    for (const operand of operands) if (isTrue(operand(document))) return true;
    return false;
  }),

  $ifNull: list((operands) => (document) => {
    let value: unknown;
    for (const operand of operands) {
      value = operand(document);
      if (value !== null && value !== undefined) break;
    }
    return value;
  }),

  $cond: (argument, part) => {
    const operands = isDocument(argument)
      ? [argument.if, argument.then, argument.else]
      : (argument as unknown[]);
    if (!Array.isArray(operands) || operands.length !== 3) return undefined;
    const [condition, yes, no] = operands.map(part);
    if (!condition || !yes || !no) return undefined;
    return (document) => (isTrue(condition(document)) ? yes(document) : no(document));
  },
};

export const compiledOperators: ReadonlyMap<string, CompileOperator> = new Map(
  Object.entries(operators),
);

/** An operator whose operands stand in a list. */
function list(compile: (operands: readonly Evaluate[]) => Evaluate | undefined): CompileOperator {
  return (argument, part) => (Array.isArray(argument) ? compile(argument.map(part)) : undefined);
}

function comparison(result: (order: number) => boolean | number): CompileOperator {
  return (argument, part) => {
    if (!Array.isArray(argument) || argument.length !== 2) return undefined;
    const [left, right] = argument.map(part) as [Evaluate, Evaluate];
    const limit: unknown = argument[1];
    if (typeof limit !== 'number' || Number.isNaN(limit)) {
      return (document) => result(compareValues(left(document), right(document)));
    }
    return (document) => {
      const value = left(document);
      // Not so where both are infinite, and where one is no number.
      const difference = typeof value === 'number' ? value - limit : NaN;
      return result(difference === difference ? difference : compareValues(value, limit));
    };
  };
}

/** In UTC: a zone is left to mingo, and so is what is no date. */
function datePart(of: (date: Date) => number): CompileOperator {
  return (argument, part, interpreted) => {
    if (Array.isArray(argument)) return undefined;
    const operand = part(argument);
    return (document) => {
      const date = operand(document);
      if (date instanceof Date) return of(date);
      return date === null || date === undefined ? null : interpreted(document);
    };
  };
}

function isTrue(value: unknown): boolean {
  return Boolean(value) || value === '';
}
