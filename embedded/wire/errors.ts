import { MingoError } from 'mingo/util';
import type { BsonDocument } from './values.js';

/** An error response to a command, with MongoDB's code; the connection stays open. */
export class CommandError extends Error {
  constructor(
    readonly code: number,
    message: string,
  ) {
    super(message);
  }
}

/** A command, a stage or an expression is wrong, or unknown here. */
export function badValue(message: string): CommandError {
  return new CommandError(2, message);
}

/**
 * The reply for an error. One of `mingo` means that an argument was wrong; any other is a defect
 * of this server, reported in one line and without its stack.
 */
export function errorReply(error: unknown): BsonDocument {
  const { message } = error instanceof Error ? error : new Error('the operation failed');
  if (error instanceof CommandError) return { ok: 0, errmsg: message, code: error.code };
  return { ok: 0, errmsg: message, code: error instanceof MingoError ? 2 : 1 };
}
