import { createRequire } from 'node:module';
import type { GraphQLSchema } from 'graphql';
import { applyMiddleware, type IMiddleware, type IMiddlewareGenerator } from 'graphql-middleware';
import type * as GraphqlShield from 'graphql-shield';
import { queryRules } from './permissions.js';
import { deniedToAll, type AuthContext, type Rule } from './rules.js';

// Graphql-shield's ES build imports a function that Node 23 removed; its CommonJS build does not.
const { rule, shield } = createRequire(import.meta.url)('graphql-shield') as typeof GraphqlShield;

/**
 * A schema whose root fields each ask their rule before they resolve; only this one may be served.
 * Types below the root carry no rule: whoever may ask a question may read its answer, and a rule
 * on every field of every row would cost more than the rows.
 */
export function protectedSchema(schema: GraphQLSchema): GraphQLSchema {
  const rules = Object.fromEntries(
    Object.entries(queryRules).map(([field, fieldRule]) => [field, shieldRule(field, fieldRule)]),
  );
  const generator = shield(
    { Query: { ...rules, '*': shieldRule('*', deniedToAll) } },
    {
      fallbackRule: shieldRule('fallback', deniedToAll),
      // The door decides what is shown of a resolver's errors; shield would rewrite them all.
      allowExternalErrors: true,
    },
  ) as unknown as IMiddlewareGenerator<unknown, AuthContext, unknown>;
  const { Query } = generator.generate(schema) as Record<string, IMiddleware>;
  return applyMiddleware(schema, { Query } as IMiddleware);
}

/** The library takes two rules of one name for one rule, hence the field's name in it. */
function shieldRule(field: string, fieldRule: Rule) {
  return rule(`rule of ${field}`, { cache: 'no_cache' })(
    (_parent, _arguments, context: AuthContext) => fieldRule(context),
  );
}
