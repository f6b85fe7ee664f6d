import { collectionName, requiredList } from './arguments.js';
import { createClock } from './clock.js';
import type { Request } from './request.js';
import { typeMismatch } from './errors.js';
import { evaluate } from './evaluate.js';
import { isDocument } from './fields.js';
import type { Document } from './store.js';

/** Stops at the first duplicate unless the command says `ordered: false`. */
export function insert({ store, database, command }: Request): Document {
  const collection = collectionName(command.insert);
  const writeErrors: Document[] = [];
  let n = 0;
  for (const [index, document] of requiredList(command, 'documents').entries()) {
    if (!isDocument(document)) throw typeMismatch('documents', 'an array of documents');
    if (store.insert(database, collection, document)) {
      n += 1;
    } else {
      writeErrors.push(duplicateKey(index, `${database}.${collection}`, document._id));
      if (command.ordered !== false) break;
    }
  }
  return writeErrors.length > 0 ? { n, writeErrors, ok: 1 } : { n, ok: 1 };
}

function duplicateKey(index: number, namespace: string, id: unknown): Document {
  const key = `{ _id: ${JSON.stringify(id)} }`;
  return {
    index,
    code: 11000,
    errmsg: `E11000 duplicate key error collection: ${namespace} index: _id_ dup key: ${key}`,
    keyPattern: { _id: 1 },
    keyValue: { _id: id },
  };
}

export function remove({ store, database, command, receivedAt }: Request): Document {
  const collection = collectionName(command.delete);
  const clock = createClock(command.maxTimeMS, receivedAt);
  let n = 0;
  for (const statement of requiredList(command, 'deletes')) {
    const { q: filter, limit } = isDocument(statement) ? statement : {};
    const pipeline = [{ $match: filter }, ...(limit === 1 ? [{ $limit: 1 }] : [])];
    for (const { _id: id } of evaluate(store, database, collection, pipeline, clock)) {
      store.remove(database, collection, id);
      n += 1;
    }
  }
  return { n, ok: 1 };
}

export function dropDatabase({ store, database }: Request): Document {
  store.dropDatabase(database);
  return { dropped: database, ok: 1 };
}
