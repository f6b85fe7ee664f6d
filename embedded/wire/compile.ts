import { evalExpr } from 'mingo/core';
import type { AnyObject, Options } from 'mingo/types';
import { resolve } from 'mingo/util';
import { comparisons, compareValues } from './compare.js';
import { isDocument } from './fields.js';
import { innerScope } from './scope.js';

/** What an expression is for a document. */
export type Evaluate = (document: unknown) => unknown;

/**
 * Takes an expression apart once for many documents: fields, constants, comparisons and conditions
 * become functions, and the rest is left to mingo, which reads it anew for every document and takes
 * some ten times as long.
 */
export function compile(expression: unknown, options: Options): Evaluate {
  if (typeof expression === 'string' && /^\$[^$]/.test(expression)) {
    const path = expression.slice(1);
    return (document) => resolve(document as AnyObject, path);
  }
  if (isConstant(expression)) return () => expression;
  const compiled = isDocument(expression) ? compileOperator(expression, options) : undefined;
  if (compiled) return compiled;
  const scope = innerScope(options);
  return (root) => evalExpr(root, expression, scope.update({ root }));
}

function isConstant(expression: unknown): boolean {
  return typeof expression === 'string'
    ? !expression.startsWith('$')
    : typeof expression !== 'object' || expression === null || expression instanceof Date;
}

function compileOperator(expression: AnyObject, options: Options): Evaluate | undefined {
  const [name = '', ...others] = Object.keys(expression);
  if (others.length > 0) return undefined;
  const argument = expression[name];
  if (name === '$literal') return () => argument;
  const operands = operandsOf(name, argument).map((operand) => compile(operand, options));
  const [first, second, third] = operands;
  const result = comparisons[name];
  if (first && second && operands.length === 2 && result) {
    return (document) => result(compareValues(first(document), second(document)));
  }
  switch (name) {
    case '$and':
      if (!Array.isArray(argument)) return undefined;
      return (document) => operands.every((operand) => isTrue(operand(document)));
    case '$or':
      if (!Array.isArray(argument)) return undefined;
      return (document) => operands.some((operand) => isTrue(operand(document)));
    case '$cond':
      if (!first || !second || !third || operands.length > 3) return undefined;
      return (document) => (isTrue(first(document)) ? second(document) : third(document));
    case '$ifNull':
      if (!Array.isArray(argument)) return undefined;
      return (document) => {
        let value: unknown;
        for (const operand of operands) {
          value = operand(document);
          if (value !== null && value !== undefined) break;
        }
        return value;
      };
    default:
      return undefined;
  }
}

const compiledNames = new Set(['$and', '$or', '$cond', '$ifNull', ...Object.keys(comparisons)]);

/** The operands of an operator that is compiled here, in the order of their list. */
function operandsOf(name: string, argument: unknown): readonly unknown[] {
  if (!compiledNames.has(name)) return [];
  if (Array.isArray(argument)) return argument;
  if (name !== '$cond' || !isDocument(argument)) return [];
  return [argument.if, argument.then, argument.else];
}

function isTrue(value: unknown): boolean {
  return Boolean(value) || value === '';
}
