import { maxBsonSize } from './cursors.js';
import { commandNotFound } from './errors.js';
import { maxMessageSize } from './message.js';
import { aggregate, find, getMore, killCursors, listCollections } from './reads.js';
import type { Request } from './request.js';
import type { Document } from './store.js';
import { dropDatabase, insert, remove } from './writes.js';

type Command = (request: Request) => Document;

const commands: ReadonlyMap<string, Command> = new Map<string, Command>([
  ['hello', hello],
  ['isMaster', hello],
  ['ismaster', hello],
  ['ping', () => ({ ok: 1 })],
  ['buildInfo', () => ({ version: '7.0.0', versionArray: [7, 0, 0, 0], ok: 1 })],
  ['endSessions', () => ({ ok: 1 })],
  ['find', find],
  ['aggregate', aggregate],
  ['getMore', getMore],
  ['killCursors', killCursors],
  ['listCollections', listCollections],
  ['insert', insert],
  ['delete', remove],
  ['dropDatabase', dropDatabase],
]);

/**
 * Answers a command.
 * @throws CommandError for a name that is not in the table, and whatever the command refuses.
 */
export function runCommand(request: Request): Document {
  const run = commands.get(request.name);
  if (!run) throw commandNotFound(request.name);
  return run(request);
}

function hello({ connectionId }: Request): Document {
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
    readOnly: false,
    ok: 1,
  };
}
