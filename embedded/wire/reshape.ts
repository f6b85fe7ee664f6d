import { Lazy, type Iterator } from 'mingo/lazy';
import * as mingo from 'mingo/operators/pipeline';
import type { Options } from 'mingo/types';
import { resolve } from 'mingo/util';
import { compile } from './compile.js';
import { badValue, failedToParse } from './errors.js';
import { isDocument, withField } from './fields.js';
import type { Document } from './store.js';

/** `$addFields` and `$set`: an embedded document in the argument adds to the one in the document. */
export function addFields(flow: Iterator, argument: unknown, options: Options): Iterator {
  const fields = flattened('$addFields', argument).map(
    ([path, expression]) => [path, compile(expression, options)] as const,
  );
  return flow.map((document: Document) => {
    let changed = document;
    for (const [path, valueOf] of fields) {
      changed = withField(changed, path, valueOf(document));
    }
    return changed;
  });
}

export function unset(flow: Iterator, argument: unknown): Iterator {
  const paths = Array.isArray(argument) ? (argument as unknown[]) : [argument];
  return without(flow, paths.map(String));
}

/**
 * `$project`, also of a `find`. Taking fields out, and naming or computing fields of the document
 * itself, is done here; whatever reaches into embedded documents is left to mingo, whose own copies
 * what it includes.
 */
export function project(flow: Iterator, argument: unknown, options: Options): Iterator {
  if (!isDocument(argument) || Object.keys(argument).length === 0) {
    throw failedToParse('a projection must name at least one field');
  }
  const fields = flattened('$project', argument);
  const others = fields.filter(([path]) => path !== '_id');
  const excluded = (others.length > 0 ? others : fields).every(([, value]) => isNo(value));
  if (excluded)
    return without(
      flow,
      fields.filter(([, value]) => isNo(value)).map(([path]) => path),
    );
  if (!Object.entries(argument).every(isPlainField)) {
    return mingo.$project(flow, argument, options);
  }
  const kept = new Set(fields.filter(([, value]) => isYes(value)).map(([path]) => path));
  if (!fields.some(([path]) => path === '_id')) kept.add('_id');
  const computed = fields
    .filter(([, value]) => !isYes(value) && !isNo(value))
    .map(([name, expression]) => [name, compile(expression, options)] as const);
  return flow.map((document: Document) => {
    const projected: Document = {};
    for (const name in document) if (kept.has(name)) projected[name] = document[name];
    for (const [name, valueOf] of computed) {
      const value = valueOf(document);
      if (value !== undefined) projected[name] = value;
    }
    return projected;
  });
}

export function unwind(flow: Iterator, argument: unknown): Iterator {
  const given = isDocument(argument) ? argument : { path: argument };
  const { path, includeArrayIndex: indexField, preserveNullAndEmptyArrays: preserve } = given;
  if (typeof path !== 'string' || !path.startsWith('$')) {
    throw failedToParse("$unwind needs a path that begins with '$'");
  }
  const field = path.slice(1);
  const numbered = (document: Document, index: number | null) =>
    typeof indexField === 'string' ? withField(document, indexField, index) : document;
  return Lazy(unwound());

  function* unwound(): Generator<Document> {
    for (const document of flow as Iterable<unknown> as Iterable<Document>) {
      const value = resolve(document, field);
      if (Array.isArray(value) && value.length > 0) {
        for (const [index, element] of (value as unknown[]).entries()) {
          yield numbered(withField(document, field, element), index);
        }
      } else if (Array.isArray(value)) {
        if (preserve === true) yield numbered(withField(document, field, undefined), null);
      } else if ((value !== undefined && value !== null) || preserve === true) {
        yield numbered(document, null);
      }
    }
  }
}

function without(flow: Iterator, paths: readonly string[]): Iterator {
  return flow.map((document: Document) =>
    paths.reduce((rest, path) => withField(rest, path, undefined), document),
  );
}

/** `{ a: { b: x } }` as `a.b` and `x`; an operator and its argument are a value. */
function flattened(stage: string, argument: unknown): [path: string, value: unknown][] {
  if (!isDocument(argument)) throw failedToParse(`${stage} needs a document`);
  return Object.entries(argument).flatMap(([name, value]): [string, unknown][] => {
    if (name === '' || name.startsWith('$')) throw badValue(`'${name}' is no name for a field`);
    if (!isDocument(value) || Object.keys(value).length === 0 || isOperator(value)) {
      return [[name, value]];
    }
    return flattened(stage, value).map(([path, inner]) => [`${name}.${path}`, inner]);
  });
}

function isOperator(value: Document): boolean {
  return Object.keys(value).some((name) => name.startsWith('$'));
}

function isYes(value: unknown): boolean {
  return value === true || (typeof value === 'number' && value !== 0);
}

function isNo(value: unknown): boolean {
  return value === false || value === 0;
}

/** A field of the document itself that is kept, or computed by an expression. */
function isPlainField([name, value]: [string, unknown]): boolean {
  if (name.includes('.') || (isNo(value) && name !== '_id') || Array.isArray(value)) return false;
  return !isDocument(value) || (isOperator(value) && !('$slice' in value || '$elemMatch' in value));
}
