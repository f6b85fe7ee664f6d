import { isDocument, type Document } from './fields.js';

/** Values of one type in a field of the documents themselves, between two, both included. */
export interface Range {
  readonly field: string;
  readonly type: 'date' | 'number';
  /** Numbers, or the times of dates. */
  readonly least: number;
  readonly most: number;
}

/**
 * Fields of a collection's documents, each a list of numbers: a range is found in it without a
 * look at a document, which costs a tenth. Made when first asked for, and of no use to a collection
 * that has changed.
 */
export class Columns {
  readonly #documents: readonly Document[];
  readonly #columns = new Map<string, Float64Array | undefined>();

  constructor(documents: Iterable<Document>) {
    this.#documents = [...documents];
  }

  /** The documents in a range, in order of arrival; `undefined` where values cannot be told apart. */
  within({ field, type, least, most }: Range): Iterable<Document> | undefined {
    const name = `${type} ${field}`;
    if (!this.#columns.has(name)) this.#columns.set(name, this.#column(field, type));
    const column = this.#columns.get(name);
    return column && this.#between(column, least, most);
  }

  *#between(column: Float64Array, least: number, most: number): Generator<Document> {
    for (let index = 0; index < column.length; index += 1) {
      const value = column[index] ?? NaN;
      const document = this.#documents[index];
      if (value >= least && value <= most && document) yield document;
    }
  }

  #column(field: string, type: Range['type']): Float64Array | undefined {
    const column = new Float64Array(this.#documents.length).fill(NaN);
    for (const [index, document] of this.#documents.entries()) {
      const value: unknown = document[field];
      // A list matches by its elements.
      if (Array.isArray(value)) return undefined;
      if (value instanceof Date) {
        if (type === 'date') column[index] = value.getTime();
      } else if (typeof value === 'number') {
        if (type === 'number') column[index] = value;
      }
    }
    return column;
  }
}

/** The range that a `$match` asks for, if it asks for one that a column can answer. */
export function rangeOf(filter: unknown): Range | undefined {
  if (!isDocument(filter)) return undefined;
  for (const [field, condition] of Object.entries(filter)) {
    if (field.startsWith('$') || field.includes('.') || field in Object.prototype) continue;
    if (!isDocument(condition)) continue;
    // The ends themselves are judged by the `$match`, which is still to be applied.
    const least = valueOf(condition.$gte ?? condition.$gt);
    const most = valueOf(condition.$lte ?? condition.$lt);
    const { type } = least ?? most ?? {};
    if (type === undefined || (least && most && least.type !== most.type)) continue;
    return { field, type, least: least?.value ?? -Infinity, most: most?.value ?? Infinity };
  }
  return undefined;
}

function valueOf(end: unknown): { type: Range['type']; value: number } | undefined {
  if (end instanceof Date) return { type: 'date', value: end.getTime() };
  return typeof end === 'number' && !Number.isNaN(end) ? { type: 'number', value: end } : undefined;
}
