import { MingoError } from 'mingo/util';
import type { Document } from './store.js';

/** A command's refusal, in MongoDB's numbers; the server answers it and keeps the connection. */
export class CommandError extends Error {
  override readonly name = 'CommandError';

  constructor(
    readonly code: number,
    readonly codeName: string,
    message: string,
  ) {
    super(message);
  }
}

/** An argument has the right type and makes no sense. */
export function badValue(message: string): CommandError {
  return new CommandError(2, 'BadValue', message);
}

/** A command or stage lacks what it needs, or has too much. */
export function failedToParse(message: string): CommandError {
  return new CommandError(9, 'FailedToParse', message);
}

/** An argument has the wrong type. */
export function typeMismatch(name: string, expected: string): CommandError {
  return new CommandError(14, 'TypeMismatch', `'${name}' must be ${expected}`);
}

export function commandNotFound(name: string): CommandError {
  return new CommandError(59, 'CommandNotFound', `no such command: '${name}'`);
}

export function cursorNotFound(id: unknown): CommandError {
  return new CommandError(43, 'CursorNotFound', `cursor id ${String(id)} not found`);
}

export function invalidNamespace(message: string): CommandError {
  return new CommandError(73, 'InvalidNamespace', message);
}

/** The operation took longer than its `maxTimeMS`. */
export function maxTimeExpired(): CommandError {
  return new CommandError(50, 'MaxTimeMSExpired', 'operation exceeded time limit');
}

/** A document grew past what BSON may hold. */
export function objectTooLarge(): CommandError {
  return new CommandError(10334, 'BSONObjectTooLarge', 'document is larger than 16 MB');
}

export function unrecognizedStage(name: string): CommandError {
  return new CommandError(40324, 'Location40324', `Unrecognized pipeline stage name: '${name}'`);
}

export function unrecognizedExpression(name: string): CommandError {
  return new CommandError(168, 'InvalidPipelineOperator', `Unrecognized expression '${name}'`);
}

/**
 * The reply that tells of `error`. What `mingo` refuses was asked wrongly; anything else is a fault
 * of this server, told in one line and without its stack.
 */
export function errorReply(error: unknown): Document {
  if (error instanceof CommandError) {
    return { ok: 0, errmsg: error.message, code: error.code, codeName: error.codeName };
  }
  if (error instanceof MingoError) return errorReply(fromMingo(error));
  const errmsg = error instanceof Error ? error.message : 'the operation failed';
  return { ok: 0, errmsg, code: 1, codeName: 'InternalError' };
}

function fromMingo({ message }: MingoError): CommandError {
  const [, operator] = /^accumulator '(.*)' is not registered/.exec(message) ?? [];
  return operator === undefined ? badValue(message) : unrecognizedExpression(operator);
}
