import { areEqual } from './compare.js';
import { keyOf, type Key } from './key.js';

// Up to so many values are compared one by one: quicker than an index of them, and a group that
// keeps a small set keeps nothing else.
const few = 32;

interface IndexedSet {
  readonly values: unknown[];
  readonly index: Set<Key>;
}

/** Different values in order of arrival. */
export type ValueSet = readonly unknown[] | IndexedSet;

export const emptySet: ValueSet = [];

/** The set with one more value, if it is new; an indexed set is changed. */
export function withValue(set: ValueSet, value: unknown): ValueSet {
  if (!isIndexed(set)) {
    if (set.length < few) return includes(set, value) ? set : [...set, value];
    return withValue({ values: [...set], index: new Set(set.map(keyOf)) }, value);
  }
  const key = keyOf(value);
  if (!set.index.has(key)) {
    set.index.add(key);
    set.values.push(value);
  }
  return set;
}

export function valuesOf(set: ValueSet): readonly unknown[] {
  return isIndexed(set) ? set.values : set;
}

/** Whether a value equals one of a list's. */
export function includes(list: readonly unknown[], value: unknown): boolean {
  for (const element of list) if (areEqual(element, value)) return true;
  return false;
}

function isIndexed(set: ValueSet): set is IndexedSet {
  return !Array.isArray(set);
}
