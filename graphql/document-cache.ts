import { LRUCache } from 'lru-cache';

const maxDocuments = 500;
const maxCharacters = 500_000;

/**
 * Keeps parsed documents, or what is known of them, bounded in number and by the length of their
 * texts: parsed, each character of a text may take fifty bytes, those of comments too, which no
 * limit on tokens counts.
 */
export function documentCache<Key extends object | string, Value extends object>(
  lengthOf: (key: Key, value: Value) => number,
): LRUCache<Key, Value> {
  return new LRUCache<Key, Value>({
    max: maxDocuments,
    maxSize: maxCharacters,
    sizeCalculation: (value, key) => Math.max(lengthOf(key, value), 1),
  });
}
