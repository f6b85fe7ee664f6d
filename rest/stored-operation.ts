import { Kind, type DocumentNode, type FieldNode, type OperationDefinitionNode } from 'graphql';

/** The name of a stored operation. */
export function nameOf(operation: DocumentNode): string {
  return definitionOf(operation)?.name?.value ?? '';
}

/** The one field of `Query` that a stored operation selects. */
export function fieldOf(operation: DocumentNode): FieldNode {
  const [field] = selectedFields(definitionOf(operation));
  if (!field) throw new Error('A stored operation selects no field.');
  return field;
}

/** What stands in the braces of an operation or a field; nothing stored has fragments. */
export function selectedFields(
  node: OperationDefinitionNode | FieldNode | undefined,
): readonly FieldNode[] {
  return (node?.selectionSet?.selections ?? []).map((selection) => {
    if (selection.kind !== Kind.FIELD) throw new Error('A stored operation selects a fragment.');
    return selection;
  });
}

/** The key under which a field stands in the data. */
export function keyOf({ alias, name }: FieldNode): string {
  return (alias ?? name).value;
}

function definitionOf({ definitions }: DocumentNode): OperationDefinitionNode | undefined {
  return definitions.find((one) => one.kind === Kind.OPERATION_DEFINITION);
}
