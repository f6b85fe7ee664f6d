import {
  GraphQLError,
  execute,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLSchema,
} from 'graphql';
import type * as Jit from 'graphql-jit';
import { isCompilable } from './compilable.js';
import { documentCache } from './document-cache.js';

/** Executes a valid document on the schema that the executor was made for. */
export type Execute = (
  document: DocumentNode,
  variables: Readonly<Record<string, unknown>>,
  context: unknown,
  operationName?: string | null,
) => Promise<ExecutionResult>;

/** Compiling makes code: it is worth it for what is asked repeatedly, and only for that. */
const runsBeforeCompiling = 3;

let compiler: typeof Jit | undefined;

/** Loads what compiles; until then everything is executed plainly. It takes longer than to start. */
export async function loadCompiler(): Promise<void> {
  compiler ??= await import('graphql-jit');
}

/**
 * Executes plainly at first, and compiled what keeps being asked. Both give the same results: what
 * the compiled form refuses before it resolves anything is executed plainly, for GraphQL's own
 * words, and so is what may not be compiled.
 */
export function compilingExecutor(schema: GraphQLSchema): Execute {
  const documents = documentCache<DocumentNode, KnownDocument>(({ loc }) => loc?.end ?? 0);

  return async (document, variableValues, contextValue, operationName) => {
    const compiled = compiledQuery(document, operationName);
    if (compiled) {
      const result = await compiled.query(undefined, contextValue, variableValues);
      if (result.data !== undefined) {
        return result.errors ? { ...result, errors: result.errors.map(plainError) } : result;
      }
    }
    return execute({ schema, document, variableValues, contextValue, operationName });
  };

  function compiledQuery(
    document: DocumentNode,
    operationName: string | null | undefined,
  ): Jit.CompiledQuery | undefined {
    let asked = documents.get(document);
    if (!asked)
      documents.set(document, (asked = { times: 0, isChecked: false, compiled: undefined }));
    asked.times += 1;
    if (asked.times >= runsBeforeCompiling && !asked.isChecked && compiler) {
      asked.isChecked = true;
      if (isCompilable(document)) {
        const query = compiler.compileQuery(schema, document, operationName ?? undefined);
        asked.compiled = compiler.isCompiledQuery(query) ? query : undefined;
      }
    }
    return asked.compiled;
  }
}

/** The compiled form makes errors of a kind of its own: this is what GraphQL makes of the same. */
function plainError({
  message,
  path,
  locations,
  originalError,
  extensions,
}: GraphQLError): GraphQLError {
  const error = new GraphQLError(message, { path, originalError, extensions });
  return locations?.length
    ? Object.defineProperty(error, 'locations', { value: locations, enumerable: true })
    : error;
}

interface KnownDocument {
  times: number;
  /** Whether it has been looked at for compiling. */
  isChecked: boolean;
  compiled: Jit.CompiledQuery | undefined;
}
