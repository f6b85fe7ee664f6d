import type { AnyObject, Options } from 'mingo/types';
import type { Clock } from './clock.js';
import { conditions, isOwnField } from './conditions.js';
import { isDocument } from './fields.js';
import type { Document } from './store.js';

type Test = (document: AnyObject) => boolean;

/**
 * The documents that a pipeline's first `$match` does not rule out by a field of their own. Most of
 * a collection ends here, at a fraction of what a document costs on its way through the stages. The
 * `$match` itself is still to be applied.
 */
export function sifted(
  documents: Iterable<Document>,
  filter: unknown,
  options: Options,
  clock: Clock,
): Iterable<Document> {
  const tests = isDocument(filter) ? testsOf(filter, options) : [];
  return tests.length === 0 ? documents : passing(documents, tests, clock);
}

function* passing(
  documents: Iterable<Document>,
  tests: readonly Test[],
  clock: Clock,
): Generator<Document> {
  for (const document of documents) {
    clock.tick();
    if (passes(document, tests)) yield document;
  }
}

function passes(document: Document, tests: readonly Test[]): boolean {
  for (const test of tests) if (!test(document)) return false;
  return true;
}

function testsOf(filter: Document, options: Options): Test[] {
  return Object.entries(filter).flatMap(([path, wanted]) => {
    if (path.startsWith('$') || !isOwnField(path)) return [];
    const given = isDocument(wanted) ? Object.entries(wanted) : [['$eq', wanted] as const];
    return given
      .filter(
        ([name, value]) => name !== '$nin' && Object.hasOwn(conditions, name) && isPlain(value),
      )
      .map(([name, value]) => conditions[name as `$${string}`]?.(path, value, options))
      .filter((test) => test !== undefined);
  });
}

function isPlain(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number' || value instanceof Date;
}
