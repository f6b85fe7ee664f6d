import { costLimitRule } from '@escape.tech/graphql-armor-cost-limit';
import { maxAliasesRule } from '@escape.tech/graphql-armor-max-aliases';
import { maxDepthRule } from '@escape.tech/graphql-armor-max-depth';
import { maxDirectivesRule } from '@escape.tech/graphql-armor-max-directives';
import { GraphQLError, type ValidationContext, type ValidationRule } from 'graphql';

export interface QueryLimitSettings {
  readonly maxDepth: number;
  readonly maxCost: number;
  readonly maxAliases: number;
  readonly maxDirectives: number;
}

class OverLimit extends GraphQLError {}

/** Whether the error rejects an operation for its size. Apollo wraps what a rule reports. */
export function isOverLimit(error: GraphQLError): boolean {
  return error.originalError instanceof OverLimit;
}

/**
 * Validation rules that reject an operation for its size, with one error however many limits it
 * exceeds. What its metrics cost the database is limited by quotas.
 */
export function queryLimits({
  maxDepth,
  maxCost,
  maxAliases,
  maxDirectives,
}: QueryLimitSettings): ValidationRule[] {
  const rejected = new WeakSet<ValidationContext>();
  const reject = (message: string) => ({
    propagateOnRejection: false,
    onReject: [
      (context: ValidationContext | null) => {
        if (!context || rejected.has(context)) return;
        rejected.add(context);
        context.reportError(new OverLimit(message));
      },
    ],
  });
  const rules = [
    maxAliasesRule({
      n: maxAliases,
      // The library would count no alias of __typename.
      allowList: [],
      ...reject(`The operation has more than ${maxAliases} aliases (MAX_ALIASES).`),
    }),
    maxDirectivesRule({
      n: maxDirectives,
      ...reject(`The operation has more than ${maxDirectives} directives (MAX_DIRECTIVES).`),
    }),
    maxDepthRule({
      n: maxDepth,
      flattenFragments: true,
      ...reject(`The operation's fields are nested deeper than ${maxDepth} (MAX_DEPTH).`),
    }),
    costLimitRule({
      maxCost,
      flattenFragments: true,
      ...reject(`The operation's fields cost more than ${maxCost} (MAX_COST).`),
    }),
  ];
  return rules;
}

/** A parser's message about its limit on tokens in the words of the other limits; others as they are. */
export function tokenLimitMessage(message: string): string {
  const limit = /^Syntax Error: Document contains more tha[nt] (\d+) tokens/.exec(message)?.[1];
  return limit ? `The operation has more than ${limit} tokens (MAX_TOKENS).` : message;
}
