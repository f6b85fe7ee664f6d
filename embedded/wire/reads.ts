import { Long } from 'bson';
import { collectionName, optionalCount, optionalDocument, requiredList } from './arguments.js';
import { createClock } from './clock.js';
import type { Request } from './request.js';
import { badValue, CommandError, failedToParse, invalidNamespace } from './errors.js';
import { evaluate } from './evaluate.js';
import { isDocument } from './fields.js';
import type { Document } from './store.js';

export function find(request: Request): Document {
  const { command } = request;
  const sort = optionalDocument(command, 'sort');
  const projection = optionalDocument(command, 'projection');
  const skip = optionalCount(command, 'skip');
  const limit = optionalCount(command, 'limit');
  const pipeline = [
    { $match: optionalDocument(command, 'filter') ?? {} },
    ...(sort ? [{ $sort: sort }] : []),
    ...(skip ? [{ $skip: skip }] : []),
    ...(limit ? [{ $limit: limit }] : []),
    ...(projection ? [{ $project: projection }] : []),
  ];
  const single = command.singleBatch === true;
  return firstBatch(request, pipeline, { size: optionalCount(command, 'batchSize'), single });
}

export function aggregate(request: Request): Document {
  const { command } = request;
  const { cursor, pipeline } = command;
  if (command.aggregate === 1) {
    throw invalidNamespace('{ aggregate: 1 } is not offered; a collection is required');
  }
  if (!isDocument(cursor)) throw failedToParse("the 'cursor' option is required");
  if (Array.isArray(pipeline) && pipeline.some(writes)) {
    throw new CommandError(20, 'IllegalOperation', '$out and $merge are not offered');
  }
  return firstBatch(request, pipeline, { size: optionalCount(cursor, 'batchSize') });
}

function writes(stage: unknown): boolean {
  return isDocument(stage) && ('$out' in stage || '$merge' in stage);
}

function firstBatch(
  { store, cursors, database, name, command, receivedAt }: Request,
  pipeline: unknown,
  batch: { size: number | undefined; single?: boolean },
): Document {
  // To pass over it would be to answer another question.
  if (command.collation !== undefined) throw badValue('collations are not offered');
  const collection = collectionName(command[name]);
  const clock = createClock(command.maxTimeMS, receivedAt);
  const documents = evaluate(store, database, collection, pipeline, clock);
  return cursors.open({ namespace: `${database}.${collection}`, documents, clock }, batch);
}

export function getMore({ cursors, database, command, receivedAt }: Request): Document {
  const namespace = `${database}.${collectionName(command.collection)}`;
  // No size, and 0, leave it to the server.
  const size = optionalCount(command, 'batchSize');
  return cursors.more(command.getMore, namespace, size === 0 ? undefined : size, receivedAt);
}

export function killCursors({ cursors, command }: Request): Document {
  const ids = requiredList(command, 'cursors');
  const killed = new Set(ids.filter((id) => cursors.kill(id)));
  return {
    cursorsKilled: ids.filter((id) => killed.has(id)),
    cursorsNotFound: ids.filter((id) => !killed.has(id)),
    cursorsAlive: [],
    cursorsUnknown: [],
    ok: 1,
  };
}

/** The names alone; a filter is passed over. */
export function listCollections({ store, database }: Request): Document {
  const firstBatch = store
    .collectionNames(database)
    .map((name) => ({ name, type: 'collection', options: {}, info: { readOnly: false } }));
  return { cursor: { firstBatch, id: Long.ZERO, ns: `${database}.$cmd.listCollections` }, ok: 1 };
}
