import { badValue, invalidNamespace, typeMismatch } from './errors.js';
import { isDocument } from './fields.js';
import type { Document } from './store.js';

/** The name of a collection, as a command gives it. */
export function collectionName(value: unknown): string {
  if (typeof value === 'string' && value !== '') return value;
  throw invalidNamespace('collection name has invalid type');
}

/** An argument that is a document with something in it; `undefined` if it is empty or missing. */
export function optionalDocument(command: Document, name: string): Document | undefined {
  const value = command[name];
  if (value === undefined || value === null) return undefined;
  if (!isDocument(value)) throw typeMismatch(name, 'a document');
  return Object.keys(value).length > 0 ? value : undefined;
}

/** An argument that counts something. */
export function optionalCount(command: Document, name: string): number | undefined {
  const value = command[name];
  if (value === undefined) return undefined;
  if (typeof value !== 'number') throw typeMismatch(name, 'a number');
  if (value < 0) throw badValue(`'${name}' must not be negative`);
  return value;
}

export function requiredList(command: Document, name: string): readonly unknown[] {
  const value = command[name];
  if (!Array.isArray(value)) throw typeMismatch(name, 'an array');
  return value;
}
