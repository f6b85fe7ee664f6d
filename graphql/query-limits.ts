import { costLimitRule } from '@escape.tech/graphql-armor-cost-limit';
import { maxAliasesRule } from '@escape.tech/graphql-armor-max-aliases';
import { maxDepthRule } from '@escape.tech/graphql-armor-max-depth';
import { maxDirectivesRule } from '@escape.tech/graphql-armor-max-directives';
import {
  GraphQLError,
  type GraphQLFormattedError,
  type ValidationContext,
  type ValidationRule,
} from 'graphql';

export interface QueryLimitSettings {
  readonly maxDepth: number;
  readonly maxCost: number;
  readonly maxAliases: number;
  readonly maxDirectives: number;
}

class OverLimit extends GraphQLError {}

/** Whether it refuses an operation for its size. Apollo wraps what a rule reports. */
export function isOverLimit(error: GraphQLError): boolean {
  return error.originalError instanceof OverLimit;
}

/**
 * Rules that refuse an operation for its size, before anything of it is executed. However many it
 * breaks, it is told of one. What it asks the database is judged elsewhere, by what it costs there.
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

/** The parser's own limit, in a sentence like those of the others. */
export function tokenLimit(
  formatted: GraphQLFormattedError,
  maxTokens: number,
): GraphQLFormattedError {
  return /^Syntax Error: Document contains more tha[nt] \d+ tokens/.test(formatted.message)
    ? {
        ...formatted,
        message: `The operation has more than ${maxTokens} tokens (MAX_TOKENS).`,
      }
    : formatted;
}
