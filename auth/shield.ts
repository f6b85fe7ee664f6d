import { createRequire } from 'node:module';
import type { GraphQLSchema } from 'graphql';
import { applyMiddleware, type IMiddleware, type IMiddlewareGenerator } from 'graphql-middleware';
import type * as GraphqlShield from 'graphql-shield';
import { rootRules, type RootType } from './permissions.js';
import { denied, type AuthContext, type Rule } from './rules.js';

// Graphql-shield's ES build imports a function that Node 23 removed; its CommonJS build does not.
const { rule, shield } = createRequire(import.meta.url)('graphql-shield') as typeof GraphqlShield;

/**
 * A schema in which the rule of each root field runs before its resolver or event source; only this
 * one may be served. Types below the root have no rules: a viewer who may run a metric may read its
 * result, and a rule on every field of every row would cost more than the rows.
 */
export function protectedSchema(schema: GraphQLSchema): GraphQLSchema {
  // The library wraps `resolve` where there is one: a denied client would start the event source,
  // and each of its events would be an error. Without it the rule wraps `subscribe`.
  for (const field of Object.values(schema.getSubscriptionType()?.getFields() ?? {})) {
    delete field.resolve;
  }
  const rootTypes = [schema.getQueryType(), schema.getSubscriptionType()].flatMap(
    (type) => (type?.name as RootType | undefined) ?? [],
  );
  const generator = shield(Object.fromEntries(rootTypes.map((type) => [type, shieldRules(type)])), {
    fallbackRule: shieldRule('fallback', denied),
    // Endpoints decide what is shown of a resolver's errors; shield would rewrite them all.
    allowExternalErrors: true,
  }) as unknown as IMiddlewareGenerator<unknown, AuthContext, unknown>;
  const generated = generator.generate(schema) as Record<string, IMiddleware>;
  return applyMiddleware(
    schema,
    Object.fromEntries(rootTypes.map((type) => [type, generated[type]])) as IMiddleware,
  );
}

function shieldRules(type: RootType) {
  const rules = Object.entries({ ...rootRules[type], '*': denied });
  return Object.fromEntries(
    rules.map(([field, rule]) => [field, shieldRule(`${type}.${field}`, rule)]),
  );
}

/** The library takes two rules of one name for one rule, hence the field's name in it. */
function shieldRule(field: string, fieldRule: Rule) {
  return rule(`rule of ${field}`, { cache: 'no_cache' })(
    (_parent, _arguments, context: AuthContext) => fieldRule(context),
  );
}
