import { Aggregator } from 'mingo/aggregator';
import { Lazy, type Iterator } from 'mingo/lazy';
import type { Options } from 'mingo/types';
import { compareValues } from './compare.js';
import { badValue, CommandError, failedToParse } from './errors.js';
import { isDocument } from './fields.js';
import { group } from './group.js';
import { readerOf } from './paths.js';
import type { Document } from './store.js';

/** Ends the flow at once when there are enough, so that nothing more is read. */
export function limit(flow: Iterator, argument: unknown): Iterator {
  if (typeof argument !== 'number' || argument <= 0) throw badValue('the limit must be positive');
  let left = argument;
  return Lazy(() => {
    left -= 1;
    return left < 0 ? { done: true } : flow.next();
  });
}

/** One document with the number, or none at all if nothing came. */
export function count(flow: Iterator, argument: unknown): Iterator {
  if (typeof argument !== 'string' || !/^[^$.][^.]*$/.test(argument)) {
    throw badValue('the count field must be a name without a dollar or a dot');
  }
  return Lazy(counted());

  function* counted(): Generator<Document> {
    let total = 0;
    flow.each(() => (total += 1));
    if (total > 0) yield { [argument as string]: total };
  }
}

/** By BSON's order, in which missing and null are equal. Documents that are equal keep their order. */
export function sort(flow: Iterator, argument: unknown): Iterator {
  const keys = isDocument(argument) ? Object.entries(argument) : [];
  if (keys.length === 0) throw failedToParse('$sort needs at least one field');
  if (!keys.every(([, direction]) => direction === 1 || direction === -1)) {
    throw new CommandError(15975, 'Location15975', '$sort key ordering must be 1 or -1');
  }
  const order = (keys as [path: string, direction: 1 | -1][]).map(([path, direction]) => ({
    read: readerOf(path),
    direction,
  }));
  return flow.transform((documents: Document[]) => {
    const rows: Row[] = documents.map((document) => ({ document, values: [] }));
    rows.sort((a, b) => {
      let index = 0;
      for (const field of order) {
        const difference = compareValues(valueAt(a, index, field), valueAt(b, index, field));
        if (difference !== 0) return difference * field.direction;
        index += 1;
      }
      return 0;
    });
    return Lazy(rows).map((row: Row) => row.document);
  });
}

interface Row {
  readonly document: Document;
  /** Those of the fields to sort by that have been read. */
  readonly values: unknown[];
}

interface SortField {
  readonly read: (document: unknown) => unknown;
  readonly direction: 1 | -1;
}

/** A later field is read when two documents are equal in those before it. */
function valueAt({ document, values }: Row, index: number, field: SortField): unknown {
  if (values.length === index) values.push(sortValue(field.read(document), field.direction));
  return values[index];
}

/** An array counts by its least element, or its greatest in a descending sort. */
function sortValue(given: unknown, direction: 1 | -1): unknown {
  const value = given ?? null;
  if (!Array.isArray(value)) return value;
  // An empty array comes before null, as only a missing value does in `compareValues`.
  const [first, ...others] = value as unknown[];
  return others.reduce(
    (best, other) => (direction * compareValues(other, best) < 0 ? other : best),
    first,
  );
}

/** A group for each stretch between two boundaries in which there is something. */
export function bucket(flow: Iterator, argument: unknown, options: Options): Iterator {
  const { groupBy, boundaries, output, ...rest } = isDocument(argument) ? argument : {};
  const bounds: unknown[] = Array.isArray(boundaries) ? boundaries : [];
  if (bounds.length < 2) {
    throw failedToParse('$bucket needs at least two boundaries');
  }
  const branches = bounds.slice(1).map((upper, index) => {
    const lower: unknown = { $literal: bounds[index] };
    return {
      case: { $and: [{ $gte: [groupBy, lower] }, { $lt: [groupBy, { $literal: upper }] }] },
      then: lower,
    };
  });
  const groups = {
    _id: { $switch: { branches, default: { $literal: rest.default } } },
    ...(isDocument(output) ? output : { count: { $sum: 1 } }),
  };
  const buckets = group(flow, groups, options).filter(({ _id }: Document) => {
    if (_id === null && !('default' in rest)) {
      throw badValue('$bucket met a value outside the boundaries and has no default');
    }
    return true;
  });
  return sort(buckets, { _id: 1 });
}

/** Several pipelines over the same documents. */
export function facet(flow: Iterator, argument: unknown, options: Options): Iterator {
  if (!isDocument(argument)) throw failedToParse('$facet needs a document of pipelines');
  const pipelines = Object.entries(argument) as [string, Document[]][];
  return flow.transform((documents: Document[]) => {
    const results = pipelines.map(([name, pipeline]) => [
      name,
      new Aggregator(pipeline, options).run(documents),
    ]);
    return Lazy([Object.fromEntries(results)]);
  });
}
