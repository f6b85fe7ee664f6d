import { createHash } from 'node:crypto';
import {
  execute,
  getOperationAST,
  GraphQLError,
  isInputObjectType,
  isListType,
  isNonNullType,
  Kind,
  parse,
  typeFromAST,
  validate,
  visit,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLSchema,
  type GraphQLType,
  type NamedTypeNode,
  type OperationDefinitionNode,
  OperationTypeNode,
  type SelectionSetNode,
} from 'graphql';
import type * as Jit from 'graphql-jit';
import { ManifestError } from '../operations/manifest.js';

type Variables = Readonly<Record<string, unknown>>;

/** An operation that the gateway or its operator wrote: valid, and executed without Apollo. */
export interface TrustedDocument {
  readonly text: string;
  readonly document: DocumentNode;
  readonly name: string | undefined;
  readonly operation: OperationTypeNode;
  execute(variables: Variables, context: unknown): Promise<ExecutionResult>;
}

export interface TrustedDocuments {
  /** By its exact text, with or without blanks around it. */
  readonly byText: (text: string) => TrustedDocument | undefined;
  /** By the id of a manifest, or by the SHA-256 of its text, with or without the prefix `sha256:`. */
  readonly byId: (id: string) => TrustedDocument | undefined;
  /** By the name of its operation. */
  readonly byName: (name: string) => TrustedDocument | undefined;
  /**
   * Compiles the documents. Until then they are executed by graphql-js, with the same results:
   * loading the compiler takes longer than the rest of a start.
   */
  readonly compile: () => Promise<void>;
}

/**
 * Parses and validates stored documents, ids to texts, against the protected schema.
 * @throws ManifestError for the first that is invalid or holds more than one operation.
 */
export function trustedDocuments(
  schema: GraphQLSchema,
  ...manifests: readonly Iterable<readonly [id: string, text: string]>[]
): TrustedDocuments {
  const texts = new Map<string, TrustedDocument & Compilable>();
  const ids = new Map<string, TrustedDocument>();
  const names = new Map<string, TrustedDocument>();
  for (const [id, text] of manifests.flatMap((manifest) => [...manifest])) {
    const trusted = texts.get(text) ?? trustedDocument(schema, id, text);
    texts.set(text, trusted);
    ids.set(id, trusted);
    ids.set(createHash('sha256').update(text).digest('hex'), trusted);
    if (trusted.name !== undefined && !names.has(trusted.name)) names.set(trusted.name, trusted);
  }
  return {
    byText: (text) => texts.get(text) ?? texts.get(text.trim()),
    byId: (id) => ids.get(id) ?? ids.get(id.replace(/^sha256:/, '')),
    byName: (name) => names.get(name),
    async compile() {
      const compiler = await import('graphql-jit');
      for (const document of texts.values()) document.compile(compiler);
    },
  };
}

interface Compilable {
  compile(compiler: typeof Jit): void;
}

function trustedDocument(
  schema: GraphQLSchema,
  id: string,
  text: string,
): TrustedDocument & Compilable {
  const document = parsed(id, text);
  const [error] = validate(schema, document);
  if (error) throw new ManifestError(`PERSISTED_DOCUMENTS: document ${id}: ${error.message}`);
  const definition = getOperationAST(document);
  if (!definition)
    throw new ManifestError(`PERSISTED_DOCUMENTS: document ${id}: expected exactly one operation.`);
  let compiled: Jit.CompiledQuery | undefined;

  return {
    text,
    document,
    name: definition.name?.value,
    operation: definition.operation,
    async execute(variableValues, contextValue) {
      if (compiled) {
        const result = await compiled.query(undefined, contextValue, variableValues);
        if (result.data !== undefined) {
          return result.errors ? { ...result, errors: result.errors.map(plainError) } : result;
        }
        // Nothing has been resolved: graphql-js words errors about variables.
      }
      return execute({ schema, document, variableValues, contextValue });
    },
    compile(compiler) {
      if (!isCompiledExactly(schema, document, definition)) return;
      const query = compiler.compileQuery(schema, document);
      compiled = compiler.isCompiledQuery(query) ? query : undefined;
    },
  };
}

function parsed(id: string, text: string): DocumentNode {
  try {
    return parse(text);
  } catch (error) {
    if (error instanceof GraphQLError)
      throw new ManifestError(`PERSISTED_DOCUMENTS: document ${id}: ${error.message}`);
    throw error;
  }
}

/** What graphql-jit 0.8.9 executes otherwise than graphql-js does. */
const executedOtherwise = new Set<string>([
  Kind.FRAGMENT_DEFINITION,
  Kind.INLINE_FRAGMENT,
  Kind.DIRECTIVE,
  Kind.STRING,
  Kind.LIST,
  Kind.OBJECT,
]);

/**
 * Whether graphql-jit gives exactly the results of graphql-js for a document: not with fragments,
 * directives, default values, lists, input objects or strings among its arguments, fields selected
 * twice or introspection.
 */
function isCompiledExactly(
  schema: GraphQLSchema,
  document: DocumentNode,
  { operation, variableDefinitions = [] }: OperationDefinitionNode,
): boolean {
  let isExact =
    operation === OperationTypeNode.QUERY &&
    variableDefinitions.every(
      ({ type, defaultValue }) =>
        !defaultValue && isLeaf(typeFromAST(schema, type as NamedTypeNode)),
    );
  visit(document, {
    enter(node) {
      isExact &&=
        !executedOtherwise.has(node.kind) &&
        !(node.kind === Kind.SELECTION_SET && selectsTwice(node)) &&
        !(node.kind === Kind.NAME && node.value.startsWith('__') && node.value !== '__typename');
    },
  });
  return isExact;
}

/** Whether two selections have one key in the response and are merged. */
function selectsTwice({ selections }: SelectionSetNode): boolean {
  const keys = selections.map((one) =>
    one.kind === Kind.FIELD ? (one.alias ?? one.name).value : undefined,
  );
  return new Set(keys).size < keys.length;
}

function isLeaf(type: GraphQLType | undefined): boolean {
  if (isNonNullType(type)) return isLeaf(type.ofType as GraphQLType);
  return type !== undefined && !isListType(type) && !isInputObjectType(type);
}

/** Graphql-jit raises errors of a kind of its own: this is what graphql-js makes of the same. */
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
