import assert from 'node:assert/strict';
import type { CommandStartedEvent } from 'mongodb';
import { collectionNames, type BsonDocument } from '../../data/workspace.js';

type Command = Pick<CommandStartedEvent, 'commandName' | 'command'>;

/** What the driver sends to authenticate, to check a connection and to end one; it reads no data. */
const upkeep = new Set(['saslStart', 'saslContinue', 'ping', 'endSessions', 'killCursors']);
const reads = new Set(['find', 'aggregate', 'getMore']);
const stored = new Set<unknown>(collectionNames);

/** What of a command is more than `find` on the collections of a workspace allows, if anything. */
export function beyondReading({ commandName: name, command }: Command): string | undefined {
  if (upkeep.has(name)) return undefined;
  if (!reads.has(name)) return name;
  const collection: unknown = name === 'getMore' ? command.collection : command[name];
  if (!stored.has(collection)) return `${name} of ${String(collection)}`;
  return stagesBeyondReading(command.pipeline)[0];
}

/** `$out` and `$merge`, and stages that read a collection that is none of a workspace's. */
function stagesBeyondReading(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(stagesBeyondReading);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value as BsonDocument).flatMap(([key, inner]) => {
    if (key === '$out' || key === '$merge') return [key];
    const from =
      key === '$lookup' || key === '$graphLookup'
        ? (inner as BsonDocument).from
        : key === '$unionWith'
          ? typeof inner === 'string'
            ? inner
            : (inner as BsonDocument).coll
          : undefined;
    const foreign =
      from !== undefined && !stored.has(from) ? [`${key} of ${JSON.stringify(from)}`] : [];
    return [...foreign, ...stagesBeyondReading(inner)];
  });
}

/** Watches what a client of the gateway sends, by the driver's command monitoring: on any engine. */
export function watchReads() {
  const beyond: string[] = [];
  return {
    onCommand: (command: Command) => {
      const found = beyondReading(command);
      if (found !== undefined) beyond.push(found);
    },
    /** Fails on the first command that did more than read. */
    assertReadOnly: () => {
      assert.deepEqual(beyond, [], 'The gateway sent commands that do more than read.');
    },
  };
}
