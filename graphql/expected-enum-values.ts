import { GraphQLError, isEnumType, Kind, type GraphQLSchema } from 'graphql';

/**
 * Changes the enums of a schema, where clients may see it: what is none of their values gets a message
 * with those that are expected. GraphQL's own message names none.
 */
export function showExpectedEnumValues(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isEnumType(type) || type.name.startsWith('__')) continue;
    const names = type.getValues().map(({ name }) => name);
    const message = `expected one of ${names.join(', ')}.`;
    const parseValue = type.parseValue.bind(type);
    const parseLiteral = type.parseLiteral.bind(type);
    type.parseValue = (value): unknown => {
      if (!names.includes(value as string)) throw new GraphQLError(message);
      return parseValue(value);
    };
    type.parseLiteral = (node, variables): unknown => {
      if (node.kind !== Kind.ENUM || !names.includes(node.value)) {
        throw new GraphQLError(message, { nodes: node });
      }
      return parseLiteral(node, variables);
    };
  }
}
