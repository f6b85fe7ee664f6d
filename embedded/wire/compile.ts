import { evalExpr } from 'mingo/core';
import type { Options } from 'mingo/types';
import { compiledOperators, type Evaluate } from './compiled-operators.js';
import { isDocument } from './fields.js';
import { readerOf } from './paths.js';
import { innerScope } from './scope.js';

/**
 * Takes an expression apart once for many documents: fields, constants and what
 * `compiled-operators.ts` knows become functions, and the rest is left to mingo, which reads it anew
 * for every document and takes some ten times as long.
 */
export function compile(expression: unknown, options: Options): Evaluate {
  if (expression === '$$REMOVE') return () => undefined;
  if (expression === '$$ROOT') return (document) => document;
  if (typeof expression === 'string' && /^\$[^$]/.test(expression)) {
    return readerOf(expression.slice(1));
  }
  if (isConstant(expression)) return () => expression;
  const scope = innerScope(options);
  const interpreted: Evaluate = (root) => evalExpr(root, expression, scope.update({ root }));
  const [[name, argument] = ['', undefined], ...others] = isDocument(expression)
    ? Object.entries(expression)
    : [];
  if (others.length > 0) return interpreted;
  const part = (inner: unknown) => compile(inner, options);
  return compiledOperators.get(name)?.(argument, part, interpreted) ?? interpreted;
}

function isConstant(expression: unknown): boolean {
  return typeof expression === 'string'
    ? !expression.startsWith('$')
    : typeof expression !== 'object' || expression === null || expression instanceof Date;
}
