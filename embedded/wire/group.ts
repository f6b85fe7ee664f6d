import { Lazy, type Iterator } from 'mingo/lazy';
import * as mingo from 'mingo/operators/pipeline';
import type { Options } from 'mingo/types';
import { accumulators, type Accumulator } from './accumulators.js';
import { compile } from './compile.js';
import type { Evaluate } from './compiled-operators.js';
import { isDocument } from './fields.js';
import { keyOf, type Key } from './key.js';
import type { Document } from './store.js';

interface Field {
  readonly name: string;
  readonly valueOf: Evaluate;
  readonly accumulator: Accumulator;
}

interface Group {
  readonly id: unknown;
  /** What each field has gathered. */
  readonly gathered: unknown[];
}

const known: Readonly<Record<string, Accumulator | undefined>> = accumulators;

/**
 * `$group` in one pass that keeps no document. mingo's keeps all of them and then goes through each
 * group once for every field; it is asked where an accumulator is not one of ours.
 */
export function group(flow: Iterator, argument: unknown, options: Options): Iterator {
  const fields = fieldsOf(argument, options);
  if (!fields) return mingo.$group(flow, argument as never, options);
  const groups = grouping((argument as Document)._id, options, () =>
    fields.map(({ accumulator }) => accumulator.start()),
  );
  return Lazy(grouped(fields));

  function* grouped(fields: readonly Field[]): Generator<Document> {
    flow.each((document: Document) => {
      const { gathered } = groups.of(document);
      let index = 0;
      for (const { valueOf, accumulator } of fields) {
        gathered[index] = accumulator.add(gathered[index] as never, valueOf(document));
        index += 1;
      }
    });
    // A copy has room for all fields at once, while one that is added to grows field by field.
    const empty = Object.fromEntries(['_id', ...fields.map(({ name }) => name)].map(unset));
    for (const { id, gathered } of groups.all) {
      const document: Document = { ...empty };
      document._id = id;
      for (const [index, { name, accumulator }] of fields.entries()) {
        const value = gathered[index];
        document[name] = accumulator.result ? accumulator.result(value as never) : value;
      }
      yield document;
    }
  }
}

function unset(name: string): [name: string, value: unknown] {
  return [name, null];
}

function fieldsOf(argument: unknown, options: Options): Field[] | undefined {
  if (!isDocument(argument) || !('_id' in argument)) return undefined;
  const fields: Field[] = [];
  for (const [name, expression] of Object.entries(argument)) {
    if (name === '_id') continue;
    const [operator = '', operand] = Object.entries(expression as Document)[0] ?? [];
    const accumulator = known[operator];
    if (!accumulator) return undefined;
    fields.push({ name, valueOf: compile(operand, options), accumulator });
  }
  return fields;
}

/** A part of the `_id`, and what it is for the document at hand. */
interface Part {
  readonly name: string;
  readonly valueOf: Evaluate;
  value: unknown;
}

/** A tree with a level for each part of the `_id`; its leaves are groups. */
type Tree = Map<Key | undefined, unknown>;

/** The groups by an expression, in order of arrival. */
function grouping(expression: unknown, options: Options, start: () => unknown[]) {
  // An embedded document is looked for field by field, and made once a group.
  const fields =
    isDocument(expression) && !Object.keys(expression)[0]?.startsWith('$')
      ? Object.entries(expression)
      : undefined;
  const parts = (fields ?? [['', expression] as const]).map(([name, part]): Part => ({
    name,
    valueOf: compile(part, options),
    value: undefined,
  }));
  const last = parts.length - 1;
  const all: Group[] = [];
  const root: Tree = new Map();
  return { all, of };

  function of(document: Document): Group {
    let tree = root;
    let level = 0;
    let found: unknown;
    for (const part of parts) {
      part.value = part.valueOf(document);
      // Within an embedded document a missing value is not null, and alone it is.
      const key = part.value === undefined && fields ? undefined : keyOf(part.value);
      found = tree.get(key);
      if (!found) tree.set(key, (found = level < last ? new Map() : added()));
      if (level < last) tree = found as Tree;
      level += 1;
    }
    return (found as Group | undefined) ?? all[0] ?? added();
  }

  function added(): Group {
    const group = { id: fields ? embedded() : (parts[0]?.value ?? null), gathered: start() };
    all.push(group);
    return group;
  }

  function embedded(): Document {
    const id: Document = {};
    for (const { name, value } of parts) if (value !== undefined) id[name] = value;
    return id;
  }
}
