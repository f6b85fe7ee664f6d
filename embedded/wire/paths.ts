import type { AnyObject } from 'mingo/types';
import { resolve } from 'mingo/util';

/**
 * Takes a path into documents apart once for many of them. Embedded documents are walked here; what
 * is an array, one of BSON's own classes or a name of JavaScript's own is left to mingo.
 */
export function readerOf(path: string): (document: unknown) => unknown {
  const general = (document: unknown): unknown => resolve(document as AnyObject, path);
  const names = path.split('.');
  if (names.some((name) => name in Object.prototype || /^\d+$/.test(name))) return general;
  const [first = '', ...inner] = names.map(propertyName);
  if (inner.length === 0) return (document) => (document as AnyObject)[first];
  return (document) => {
    let value: unknown = (document as AnyObject)[first];
    for (const name of inner) {
      if (value === undefined || value === null) return undefined;
      if (Object.getPrototypeOf(value) !== Object.prototype) return general(document);
      value = (value as AnyObject)[name];
    }
    return value;
  };
}

/** The text as V8 keeps the names of properties: a part of another text is looked up anew each time. */
function propertyName(text: string): string {
  const [name = text] = Object.keys({ [text]: undefined });
  return name;
}
