import { badValue } from './errors.js';
import { evaluation } from './expressions.js';
import { sum } from './numbers.js';
import {
  compareValues,
  isDocument,
  isNumeric,
  keyOf,
  type BsonDocument,
  type Key,
} from './values.js';

/** What an accumulator makes of a group's values, of which a missing one is `undefined`. */
type Accumulator = (values: readonly unknown[]) => unknown;

const accumulators = new Map<string, Accumulator>([
  ['$sum', (values) => sum(values.filter(isNumeric))],
  ['$max', greatest],
  ['$first', ([first]) => first ?? null],
  ['$push', (values) => values.filter(isThere)],
  [
    '$addToSet',
    (values) => [...new Map(values.filter(isThere).map((value) => [keyOf(value), value])).values()],
  ],
]);

function isThere(value: unknown): boolean {
  return value !== undefined;
}

/** Null and missing count only if there is nothing else. */
function greatest(values: readonly unknown[]): unknown {
  let best: unknown = null;
  for (const value of values) {
    if (value === null || value === undefined) continue;
    if (best === null || compareValues(value, best) > 0) best = value;
  }
  return best;
}

/**
 * `$group`: a row for each value of its `_id`, with what its accumulators make of the documents.
 * @throws CommandError at once for an accumulator that is unknown.
 */
export function grouping(
  argument: unknown,
): (documents: Iterable<BsonDocument>) => Iterable<BsonDocument> {
  if (!isDocument(argument) || !('_id' in argument)) throw badValue("$group needs an '_id'");
  const { _id: key, ...fields } = argument;
  const [onlyName = '$', ...otherNames] = Object.keys(isDocument(key) ? key : {});
  // As in MongoDB, missing is null in a document of one field, and no field in a larger one.
  const isSingle = otherNames.length === 0 && !onlyName.startsWith('$');
  const evaluateKey = evaluation(isSingle ? (key as BsonDocument)[onlyName] : key);
  const idOf = (document: BsonDocument) => {
    const value = evaluateKey(document) ?? null;
    return isSingle ? { [onlyName]: value } : value;
  };
  const columns = Object.entries(fields).map(([name, field]) => {
    const entries = Object.entries(isDocument(field) ? field : {});
    const [[operator, operand] = ['', undefined]] = entries;
    const accumulate = accumulators.get(operator);
    if (!accumulate || entries.length > 1) {
      throw badValue(`unknown group operator '${operator}' of the field '${name}'`);
    }
    return { name, accumulate, evaluate: evaluation(operand) };
  });
  return function* (documents) {
    const groups = new Map<Key, { id: unknown; members: BsonDocument[] }>();
    for (const document of documents) {
      const id = idOf(document);
      const group = keyOf(id);
      const found = groups.get(group);
      if (found) found.members.push(document);
      else groups.set(group, { id, members: [document] });
    }
    for (const { id, members } of groups.values()) {
      const row: BsonDocument = { _id: id };
      for (const { name, accumulate, evaluate } of columns) {
        row[name] = accumulate(members.map(evaluate));
      }
      yield row;
    }
  };
}
