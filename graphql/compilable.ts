import { Kind, visit, type DocumentNode, type SelectionSetNode } from 'graphql';

const longest = 10_000;

/** What a compiled document may consist of. */
const allowed = new Set<string>([
  Kind.DOCUMENT,
  Kind.OPERATION_DEFINITION,
  Kind.VARIABLE_DEFINITION,
  Kind.SELECTION_SET,
  Kind.FIELD,
  Kind.ARGUMENT,
  Kind.NAME,
  Kind.VARIABLE,
  Kind.INT,
  Kind.BOOLEAN,
  Kind.ENUM,
  Kind.NAMED_TYPE,
  Kind.LIST_TYPE,
  Kind.NON_NULL_TYPE,
]);

/**
 * Whether a document may be compiled: one query of fields whose arguments are variables, numbers,
 * booleans and enum values. Compiling writes code. Text of a client's must never become part of it,
 * and of graphql-jit's own kinds of trouble (texts that it takes for its marks and writes as they
 * are, fragments that grow exponentially, defaults, directives and objects that it treats otherwise
 * than GraphQL does) each needs a node that is not allowed here. Where several fields fail, it tells
 * other errors of those that are selected twice, which hardly anybody does.
 */
export function isCompilable(document: DocumentNode): boolean {
  let compilable = document.definitions.length === 1 && (document.loc?.end ?? 0) <= longest;
  visit(document, {
    enter(node) {
      compilable &&=
        allowed.has(node.kind) &&
        !(node.kind === Kind.VARIABLE_DEFINITION && node.defaultValue !== undefined) &&
        !(node.kind === Kind.SELECTION_SET && repeatsItself(node)) &&
        !(node.kind === Kind.NAME && node.value.startsWith('__') && node.value !== '__typename');
    },
  });
  return compilable;
}

/** Whether two selections share a key of the answer, and are so to be merged. */
function repeatsItself({ selections }: SelectionSetNode): boolean {
  const keys = selections.map((one) =>
    one.kind === Kind.FIELD ? (one.alias ?? one.name).value : undefined,
  );
  return new Set(keys).size < keys.length;
}
