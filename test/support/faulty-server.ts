import type { BsonDocument } from '../../data/workspace.js';
import type { Interceptor } from '../../embedded/wire/server.js';

/** How MongoDB rejects, by its codes; with the name of a host, which must stay inside. */
export const rejections = {
  stepsDown: errorResponse(10107, 'NotWritablePrimary', 'not primary'),
  isSecondary: errorResponse(13435, 'NotPrimaryNoSecondaryOk', 'not primary and secondaryOk=false'),
  recovers: errorResponse(13436, 'NotPrimaryOrSecondary', 'node is recovering'),
  hasSteppedDown: errorResponse(189, 'PrimarySteppedDown', 'the primary stepped down'),
  shutsDown: errorResponse(91, 'ShutdownInProgress', 'the server is in quiesce mode'),
  isInterrupted: errorResponse(11600, 'InterruptedAtShutdown', 'interrupted at shutdown'),
  lostCursor: errorResponse(43, 'CursorNotFound', 'cursor id 4711 not found'),
  ranOutOfTime: errorResponse(50, 'MaxTimeMSExpired', 'operation exceeded time limit'),
  forbids: errorResponse(13, 'Unauthorized', 'not authorized on chat to execute command'),
} as const;

function errorResponse(code: number, codeName: string, message: string): BsonDocument {
  return { ok: 0, code, codeName, errmsg: `${message}: db.example:27017` };
}

/** Commands that wait at the server for their answers. */
export interface Held {
  /** When the first has come. */
  readonly arrived: Promise<void>;
  /** Answers them, and all that come later. */
  release(): void;
}

/**
 * Stands before an embedded server's own answers, and gets while it runs what to do to which.
 * Of every query it gives the first row alone, so that `getMore` fetches the others.
 */
export interface FaultyServer {
  readonly intercept: Interceptor;
  /** Answers a command in this way from now on, or so many times. */
  reject(command: string, reply: BsonDocument, times?: number): void;
  /** Holds a command back until it is released. */
  hold(command: string): Held;
  /** Answers everything as it should be. */
  heal(): void;
}

export function faultyServer(): FaultyServer {
  const rejected = new Map<string, { reply: BsonDocument; left: number }>();
  const held = new Map<string, () => Promise<void>>();

  return {
    async intercept({ name, command }) {
      if (name === 'aggregate') command.cursor = { batchSize: 1 };
      await held.get(name)?.();
      const rejecting = rejected.get(name);
      if (!rejecting || rejecting.left <= 0) return undefined;
      rejecting.left -= 1;
      return rejecting.reply;
    },
    reject(command, reply, times = Infinity) {
      rejected.set(command, { reply, left: times });
    },
    hold(command) {
      const arrived = deferred();
      const released = deferred();
      held.set(command, () => {
        arrived.resolve();
        return released.promise;
      });
      return {
        arrived: arrived.promise,
        release() {
          held.delete(command);
          released.resolve();
        },
      };
    },
    heal() {
      rejected.clear();
    },
  };
}

function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
