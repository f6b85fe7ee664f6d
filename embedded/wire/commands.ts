import { checkTime, maxBsonSize, type Cursors } from './cursors.js';
import { badValue, CommandError } from './errors.js';
import { maxMessageSize } from './message.js';
import { runPipeline } from './pipeline.js';
import type { Store } from './store.js';
import { isDocument, type BsonDocument } from './values.js';

/** A command, and whatever is needed to run it. */
export interface CommandRequest {
  readonly store: Store;
  readonly cursors: Cursors;
  readonly database: string;
  readonly name: string;
  readonly command: BsonDocument;
  readonly connectionId: number;
  /** When it arrived, on the clock of `performance.now()`. */
  readonly receivedAt: number;
}

// None of them writes.
const commands = new Map<string, (request: CommandRequest) => BsonDocument>([
  ['hello', hello],
  ['ismaster', hello],
  ['ping', () => ({ ok: 1 })],
  ['endSessions', () => ({ ok: 1 })],
  ['find', find],
  ['aggregate', aggregate],
  ['getMore', getMore],
  ['killCursors', killCursors],
]);

/**
 * Runs a command and returns its reply.
 * @throws CommandError for an unknown command, and for one that is not well formed.
 */
export function runCommand(request: CommandRequest): BsonDocument {
  const run = commands.get(request.name);
  if (run) return run(request);
  throw new CommandError(59, `no such command: '${request.name}'`);
}

function hello({ connectionId }: CommandRequest): BsonDocument {
  return {
    helloOk: true,
    isWritablePrimary: true,
    ismaster: true,
    maxBsonObjectSize: maxBsonSize,
    maxMessageSizeBytes: maxMessageSize,
    maxWriteBatchSize: 100_000,
    localTime: new Date(),
    logicalSessionTimeoutMinutes: 30,
    connectionId,
    minWireVersion: 0,
    maxWireVersion: 21,
    readOnly: true,
    ok: 1,
  };
}

function find(request: CommandRequest): BsonDocument {
  const { command } = request;
  const stage = (name: string, argument: unknown) => (argument ? [{ [name]: argument }] : []);
  const pipeline = [
    { $match: documentOf(command, 'filter') ?? {} },
    ...stage('$limit', countOf(command, 'limit')),
    ...stage('$project', documentOf(command, 'projection')),
  ];
  return firstBatch(request, pipeline, command.batchSize, command.singleBatch === true);
}

function aggregate(request: CommandRequest): BsonDocument {
  const { cursor, pipeline } = request.command;
  if (!isDocument(cursor)) throw badValue("the 'cursor' option is required");
  return firstBatch(request, pipeline, cursor.batchSize);
}

function firstBatch(
  request: CommandRequest,
  pipeline: unknown,
  size: unknown,
  single = false,
): BsonDocument {
  const { store, cursors, database, name, command, receivedAt } = request;
  const option = ['collation', 'let', 'skip', 'sort'].find((other) => other in command);
  if (option !== undefined) throw badValue(`the option '${option}' is not supported here`);
  const collection = collectionOf(command, name);
  const timer = { since: receivedAt, left: boundOf(command, 'maxTimeMS') };
  let steps = 0;
  // Looks at the time once in many documents.
  const tick = () => {
    steps += 1;
    if (steps % 128 === 0) checkTime(timer);
  };
  const documents = runPipeline(pipeline, collection, { store, database, tick });
  const namespace = `${database}.${collection}`;
  const rows = { namespace, documents: documents[Symbol.iterator](), timer };
  return cursors.open(rows, countOf({ batchSize: size }, 'batchSize'), single);
}

function getMore({ cursors, database, command, receivedAt }: CommandRequest): BsonDocument {
  const namespace = `${database}.${collectionOf(command, 'collection')}`;
  return cursors.more(command.getMore, namespace, boundOf(command, 'batchSize'), receivedAt);
}

function killCursors({ cursors, command }: CommandRequest): BsonDocument {
  const ids: unknown = command.cursors;
  if (!Array.isArray(ids)) throw badValue('cursors must be an array');
  return { cursorsKilled: ids.filter((id) => cursors.kill(id)), ok: 1 };
}

function collectionOf(command: BsonDocument, name: string): string {
  const value = command[name];
  if (typeof value === 'string' && value !== '') return value;
  throw badValue('a collection is needed here');
}

/** An argument that is a document; `undefined` if it is empty or missing. */
function documentOf(command: BsonDocument, name: string): BsonDocument | undefined {
  const value = command[name] ?? {};
  if (!isDocument(value)) throw badValue(`${name} must be a document`);
  return Object.keys(value).length > 0 ? value : undefined;
}

function countOf(command: BsonDocument, name: string): number | undefined {
  const value = command[name];
  if (value === undefined) return undefined;
  if (typeof value === 'number' && value >= 0) return value;
  throw badValue(`${name} must be a number that is not negative`);
}

/** 0, or none, is no bound. */
function boundOf(command: BsonDocument, name: string): number {
  const count = countOf(command, name) ?? 0;
  return count === 0 ? Infinity : count;
}
