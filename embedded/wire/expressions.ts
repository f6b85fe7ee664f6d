import { badValue } from './errors.js';
import { pathOf, valueAt } from './paths.js';
import { compareValues, isDocument, isNumeric, isTrue, typeOf } from './values.js';

/** The value of an expression for a document; missing is `undefined`. */
export type Evaluate = (document: unknown) => unknown;

/** Makes the evaluation of an operator with these operands. */
type Operator = (operands: readonly Evaluate[]) => Evaluate;

/**
 * How to evaluate an expression. It is compiled once, where mingo would interpret it for each
 * document, and looks at values as MongoDB does.
 * @throws CommandError for an unknown operator or variable.
 */
export function evaluation(expression: unknown): Evaluate {
  if (Array.isArray(expression)) {
    const elements = expression.map((element) => evaluation(element));
    return (document) => elements.map((evaluate) => evaluate(document) ?? null);
  }
  if (expression === '$$ROOT') return (document) => document;
  if (expression === '$$REMOVE') return () => undefined;
  if (typeof expression === 'string' && expression.startsWith('$')) {
    if (expression.startsWith('$$')) throw badValue(`unknown variable ${expression}`);
    const path = pathOf(expression);
    return (document) => valueAt(document, path);
  }
  if (!isDocument(expression)) return () => expression;
  const fields = Object.entries(expression);
  const [[name, argument] = ['', undefined], ...others] = fields;
  if (name.startsWith('$')) {
    const operator = operators.get(name);
    if (!operator || others.length > 0) throw badValue(`Unrecognized expression '${name}'`);
    // One operand may stand without a list.
    return operator([argument].flat().map((operand) => evaluation(operand)));
  }
  return composition(fields.map(([field, inner]) => [field, evaluation(inner)]));
}

/** A document of computed fields, of which those without a value are left out. */
export function composition(
  fields: readonly (readonly [name: string, evaluate: Evaluate])[],
): (document: unknown) => Record<string, unknown> {
  return (document) => {
    const result: Record<string, unknown> = {};
    for (const [name, evaluate] of fields) {
      const value = evaluate(document);
      if (value !== undefined) result[name] = value;
    }
    return result;
  };
}

const operators = new Map<string, Operator>([
  ['$and', (all) => (document) => all.every((evaluate) => isTrue(evaluate(document)))],
  ['$or', (all) => (document) => all.some((evaluate) => isTrue(evaluate(document)))],
  ['$not', unary((value) => !isTrue(value))],
  ['$cond', condition],
  ['$eq', binary((a, b) => compareValues(a, b) === 0)],
  ['$gt', binary((a, b) => compareValues(a, b) > 0)],
  ['$gte', binary((a, b) => compareValues(a, b) >= 0)],
  ['$lt', binary((a, b) => compareValues(a, b) < 0)],
  ['$lte', binary((a, b) => compareValues(a, b) <= 0)],
  ['$in', binary(isIn)],
  ['$type', unary(typeOf)],
  ['$isNumber', unary(isNumeric)],
]);

function condition([test, yes, no, ...others]: readonly Evaluate[]): Evaluate {
  if (!test || !yes || !no || others.length > 0) throw badValue('$cond takes three operands');
  return (document) => (isTrue(test(document)) ? yes : no)(document);
}

function unary(compute: (value: unknown) => unknown): Operator {
  return ([operand, ...others]) => {
    if (!operand || others.length > 0) throw badValue('one operand is expected');
    return (document) => compute(operand(document));
  };
}

function binary(compute: (a: unknown, b: unknown) => unknown): Operator {
  return ([a, b, ...others]) => {
    if (!a || !b || others.length > 0) throw badValue('two operands are expected');
    return (document) => compute(a(document), b(document));
  };
}

function isIn(value: unknown, list: unknown): boolean {
  if (!Array.isArray(list)) throw badValue('$in needs an array');
  return list.some((element) => compareValues(value, element) === 0);
}
