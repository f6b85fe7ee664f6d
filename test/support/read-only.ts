import assert from 'node:assert/strict';
import { applicationName } from '../../data/mongo-workspace.js';
import { collectionNames, type Document } from '../../data/workspace.js';
import type { Interceptor } from '../../embedded/wire/server.js';

type Command = Parameters<Interceptor>[0];

/** What a client says to find a server, to keep a connection and to end one; it reads nothing. */
const upkeep = new Set(['hello', 'ismaster', 'ping', 'endSessions', 'killCursors']);
const reads = new Set(['find', 'aggregate', 'getMore']);
const stored = new Set<unknown>(collectionNames);

/** What of a command is more than `find` on the collections of a workspace allows, if anything. */
export function beyondReading({ name, command }: Command): string | undefined {
  if (upkeep.has(name) || upkeep.has(name.toLowerCase())) return undefined;
  if (!reads.has(name)) return name;
  const collection: unknown = name === 'getMore' ? command.collection : command[name];
  if (!stored.has(collection)) return `${name} of ${String(collection)}`;
  return stagesBeyondReading(command.pipeline)[0];
}

/** `$out` and `$merge`, and stages that read a collection that is none of a workspace's. */
function stagesBeyondReading(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(stagesBeyondReading);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value as Document).flatMap(([key, inner]) => {
    if (key === '$out' || key === '$merge') return [key];
    const from =
      key === '$lookup' || key === '$graphLookup'
        ? (inner as Document).from
        : key === '$unionWith'
          ? typeof inner === 'string'
            ? inner
            : (inner as Document).coll
          : undefined;
    const foreign =
      from !== undefined && !stored.has(from) ? [`${key} of ${JSON.stringify(from)}`] : [];
    return [...foreign, ...stagesBeyondReading(inner)];
  });
}

/** Watches what the gateway's own client sends, among all clients of a server. */
export function watchReads(intercept: Interceptor | undefined) {
  const beyond: string[] = [];
  const watching: Interceptor = (command) => {
    if (command.appName === applicationName) {
      const found = beyondReading(command);
      if (found !== undefined) beyond.push(found);
    }
    return intercept?.(command);
  };
  return {
    watching,
    /** Fails on the first command that did more than read. */
    assertReadOnly: () => {
      assert.deepEqual(beyond, [], 'The gateway sent commands that do more than read.');
    },
  };
}
