import {
  badValue,
  CommandError,
  typeMismatch,
  unrecognizedExpression,
  unrecognizedStage,
} from './errors.js';
import { isDocument } from './fields.js';
import type { Document } from './store.js';

/** The names that a pipeline may use. */
export interface Vocabulary {
  readonly stages: ReadonlySet<string>;
  readonly operators: ReadonlySet<string>;
  /** Those that a `$group` may use. */
  readonly accumulators: ReadonlySet<string>;
}

// Names that begin with a dollar and are arguments rather than operators.
const argumentNames = new Set(['$comment', '$options']);
// These run code from the client, or need what the server does not have.
const refused = new Set(['$accumulator', '$function', '$jsonSchema', '$where']);

/**
 * Refuses unknown stages and operators before the first document is looked at, so that a slip does
 * not depend on what is stored.
 */
export function validatePipeline(
  pipeline: unknown,
  vocabulary: Vocabulary,
): asserts pipeline is Document[] {
  if (!Array.isArray(pipeline)) throw typeMismatch('pipeline', 'an array');
  for (const stage of pipeline as unknown[]) validateStage(stage, vocabulary);
}

function validateStage(stage: unknown, vocabulary: Vocabulary): void {
  if (!isDocument(stage)) throw typeMismatch('pipeline', 'an array of documents');
  const [[name, argument] = ['', undefined], ...others] = Object.entries(stage);
  if (name === '' || others.length > 0) {
    throw new CommandError(
      40323,
      'Location40323',
      'A pipeline stage specification object must contain exactly one field.',
    );
  }
  if (!vocabulary.stages.has(name)) throw unrecognizedStage(name);
  switch (name) {
    case '$match':
      if (!isDocument(argument)) throw typeMismatch('$match', 'a document');
      validateNames(argument, vocabulary, unknownInQuery);
      break;
    case '$group':
      validateGroup(argument, vocabulary);
      validateNames(argument, vocabulary, unrecognizedExpression);
      break;
    case '$facet':
      for (const inner of Object.values(isDocument(argument) ? argument : {})) {
        validatePipeline(inner, vocabulary);
      }
      break;
    case '$lookup':
    case '$unionWith':
      if (isDocument(argument) && 'pipeline' in argument) {
        validatePipeline(argument.pipeline, vocabulary);
      }
      break;
    default:
      validateNames(argument, vocabulary, unrecognizedExpression);
  }
}

function validateGroup(argument: unknown, { accumulators }: Vocabulary): void {
  if (!isDocument(argument)) throw typeMismatch('$group', 'a document');
  for (const [name, value] of Object.entries(argument)) {
    if (name === '_id') continue;
    const [operator = '', ...others] = isDocument(value) ? Object.keys(value) : [];
    if (!operator.startsWith('$') || others.length > 0) {
      const message = `The field '${name}' must be an accumulator object`;
      throw new CommandError(40234, 'Location40234', message);
    }
    if (!accumulators.has(operator)) {
      throw new CommandError(15952, 'Location15952', `unknown group operator '${operator}'`);
    }
  }
}

function validateNames(
  value: unknown,
  vocabulary: Vocabulary,
  unknown: (name: string) => CommandError,
): void {
  if (Array.isArray(value)) {
    for (const element of value) validateNames(element, vocabulary, unknown);
  } else if (isDocument(value)) {
    for (const [name, inner] of Object.entries(value)) {
      if (name === '$literal') continue;
      const isKnown = vocabulary.operators.has(name) && !refused.has(name);
      if (name.startsWith('$') && !isKnown && !argumentNames.has(name)) throw unknown(name);
      validateNames(inner, vocabulary, name === '$expr' ? unrecognizedExpression : unknown);
    }
  }
}

function unknownInQuery(name: string): CommandError {
  return badValue(`unknown operator: ${name}`);
}
