import { isObjectType, type GraphQLFieldResolver, type GraphQLSchema } from 'graphql';
import { getMetadataStorage } from 'type-graphql';

type Resolve = GraphQLFieldResolver<unknown, unknown, Record<string, unknown>>;
type Storage = ReturnType<typeof getMetadataStorage>;
type Method = Storage['queries' | 'fieldResolvers'][number];
type Parameter = NonNullable<Method['params']>[number];

/**
 * Makes fields call the methods of their resolver classes directly. Type-graphql sorts the parameters
 * of a method at each call and awaits a validation of each argument, also where validation is off: a
 * tenth of the time of a stored operation.
 */
export function callDirectly(schema: GraphQLSchema): void {
  const { queries, fieldResolvers, objectTypes } = getMetadataStorage();
  const nameOf = (type: unknown) => objectTypes.find(({ target }) => target === type)?.name ?? '';
  for (const method of queries) replace(schema, 'Query', method);
  for (const method of fieldResolvers) replace(schema, nameOf(method.getObjectType?.()), method);
}

function replace(schema: GraphQLSchema, typeName: string, method: Method): void {
  const type = schema.getType(typeName);
  const field = isObjectType(type) ? type.getFields()[method.schemaName] : undefined;
  if (field) field.resolve = directCall(method);
}

function directCall({ target, methodName, params = [], roles, middlewares }: Method): Resolve {
  if (roles || middlewares?.length) {
    throw new Error(`${methodName} has roles or middleware, which are not called.`);
  }
  const instance = Reflect.construct(target, []) as Readonly<Record<string, Resolve>>;
  const method = instance[methodName] as (...values: unknown[]) => unknown;
  const values = [...params].sort((one, other) => one.index - other.index).map(valueOf);
  return (root, args, context, info) =>
    method.apply(
      instance,
      values.map((value) => value(root, args, context, info)),
    );
}

/** What a parameter of a method is given of the values that GraphQL calls a field's resolver with. */
function valueOf(parameter: Parameter): Resolve {
  if ('propertyName' in parameter && parameter.propertyName) throw notGiven(parameter);
  switch (parameter.kind) {
    case 'root':
      return (root) => root;
    case 'args':
      return (_root, args) => args;
    case 'arg':
      return (_root, args) => args[parameter.name];
    case 'context':
      return (_root, _args, context) => context;
    case 'info':
      return (_root, _args, _context, info) => info;
    default:
      throw notGiven(parameter);
  }
}

function notGiven({ methodName }: Parameter): Error {
  return new Error(`${methodName} has a parameter that is not given to methods.`);
}
