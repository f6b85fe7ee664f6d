import {
  getNullableType,
  isListType,
  isNonNullType,
  isObjectType,
  type DocumentNode,
  type FieldNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql';
import { isoDate } from './match.js';
import { objectSchema, type JsonSchema } from './json-schema.js';
import { fieldOf, keyOf, selectedFields } from './stored-operation.js';

/** The field of `Query` that a stored operation selects, as the schema describes it. */
export function metricFieldOf(
  schema: GraphQLSchema,
  operation: DocumentNode,
): GraphQLField<unknown, unknown> {
  return fieldIn(schema.getQueryType(), fieldOf(operation));
}

/**
 * What `success` says of that which `bodyOf` makes of an operation's data: a list stands under its
 * alias, an object is the body itself, and what may be null is a key that may be missing.
 */
export function bodySchema(
  schema: GraphQLSchema,
  operation: DocumentNode,
  echoed: Readonly<Record<string, JsonSchema>> = {},
): JsonSchema {
  const field = fieldOf(operation);
  const type = getNullableType(metricFieldOf(schema, operation).type);
  const { properties, optional } = isListType(type)
    ? { properties: { [keyOf(field)]: valueSchema(type, field) }, optional: [] }
    : keysOf(type, field);
  return objectSchema({ ...properties, ...echoed, success: { const: true } }, optional);
}

function valueSchema(type: GraphQLOutputType, field: FieldNode): JsonSchema {
  const known = getNullableType(type);
  if (isListType(known)) {
    const items = valueSchema(known.ofType, field);
    // Keys that are null are left out, items are not.
    return {
      type: 'array',
      items: isNonNullType(known.ofType) ? items : { anyOf: [items, { type: 'null' }] },
    };
  }
  if (!isObjectType(known)) return scalarSchema(known.name);
  const { properties, optional } = keysOf(known, field);
  return { description: known.description, ...objectSchema(properties, optional) };
}

/** The keys of an object, and which of them may be missing. */
function keysOf(type: GraphQLOutputType, field: FieldNode) {
  const selected = selectedFields(field).map((one) => ({
    key: keyOf(one),
    name: one.name.value,
    definition: fieldIn(type, one),
    node: one,
  }));
  const properties = Object.fromEntries(
    selected.map(({ key, definition, node }) => {
      const description = withKeys(definition.description ?? '');
      return [key, { ...valueSchema(definition.type, node), description }];
    }),
  );
  const optional = selected
    .filter(({ definition }) => !isNonNullType(definition.type))
    .map(({ key }) => key);
  return { properties, optional };

  /** Descriptions name fields as the schema does, and say null where a body has no key. */
  function withKeys(description: string): string {
    return selected
      .reduce((text, { key, name }) => text.replaceAll(`\`${name}\``, `\`${key}\``), description)
      .replace(/\bnull\b/g, 'left out');
  }
}

const scalars: Readonly<Record<string, JsonSchema>> = {
  Int: { type: 'integer', format: 'int32' },
  String: { type: 'string' },
  ID: { type: 'string' },
  Boolean: { type: 'boolean' },
  Instant: isoDate,
};

function scalarSchema(name: string): JsonSchema {
  const known = scalars[name];
  if (!known) throw new Error(`No body has had a ${name} so far: say how JSON writes it.`);
  return known;
}

function fieldIn(
  type: GraphQLObjectType | GraphQLOutputType | null | undefined,
  { name }: FieldNode,
): GraphQLField<unknown, unknown> {
  const field = isObjectType(type) ? type.getFields()[name.value] : undefined;
  if (!field) throw new Error(`The schema has no field ${name.value} where one is selected.`);
  return field;
}
