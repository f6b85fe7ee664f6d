import { MingoError } from 'mingo/util';
import { typeOf, type BsonDocument } from './bson-types.js';

/** An error response to a command, with MongoDB's code; the connection stays open. */
export class CommandError extends Error {
  constructor(
    readonly code: number,
    message: string,
  ) {
    super(message);
  }
}

/** An argument has the right type and an impossible value. */
export function badValue(message: string): CommandError {
  return new CommandError(2, message);
}

/** A command or stage lacks an argument, or has one too many. */
export function failedToParse(message: string): CommandError {
  return new CommandError(9, message);
}

/** An argument or operand has the wrong type. */
export function wrongType(name: string, expected: string, value: unknown): CommandError {
  return new CommandError(14, `${name} must be ${expected}, not ${typeOf(value)}`);
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
