import type { ApolloServerPlugin } from '@apollo/server';
import {
  Kind,
  visit,
  type ArgumentNode,
  type ASTNode,
  type DocumentNode,
  type GraphQLError,
} from 'graphql';
import { isOverLimit } from './query-limits.js';

/**
 * Request errors about the value of an argument, given as a literal or as a variable, become
 * `BAD_USER_INPUT` that names the argument. GraphQL's own messages name the variable, or nothing,
 * and its code tells a wrong value from a wrong query only for variables. An operation that is over
 * a limit is told of that alone, and not of what else is wrong with it.
 */
export const argumentErrors: ApolloServerPlugin = {
  requestDidStart: () =>
    Promise.resolve({
      willSendResponse({ document, errors, response: { body } }) {
        if (document && errors && body.kind === 'single') {
          const overLimit = body.singleResult.errors?.[errors.findIndex(isOverLimit)];
          if (overLimit) {
            body.singleResult.errors = [overLimit];
            return Promise.resolve();
          }
          body.singleResult.errors = (body.singleResult.errors ?? []).map((formatted, index) => {
            const error = errors[index];
            const names = error && argumentsAtFault(error, document);
            return names
              ? {
                  ...formatted,
                  message: `Argument ${names}: ${innermost(error)}`,
                  extensions: { code: 'BAD_USER_INPUT' },
                }
              : formatted;
          });
        }
        return Promise.resolve();
      },
    }),
};

/** The names of the arguments that the error is about, quoted; `undefined` if it is about none. */
function argumentsAtFault(error: GraphQLError, document: DocumentNode): string | undefined {
  const [node] = error.nodes ?? [];
  if (!node || error.path) return undefined;
  if (node.kind === Kind.FIELD) {
    const missing = /argument "(\w+)" of type "[^"]+" is required/.exec(error.message)?.[1];
    return missing && `"${missing}"`;
  }
  const isAtFault =
    node.kind === Kind.VARIABLE_DEFINITION
      ? (inner: ASTNode) =>
          inner.kind === Kind.VARIABLE && inner.name.value === node.variable.name.value
      : valueKinds.has(node.kind) && error.nodes?.length === 1
        ? (inner: ASTNode) => inner === node
        : undefined;
  if (!isAtFault) return undefined;
  const names = new Set<string>();
  visit(document, {
    Argument(argument) {
      if (contains(argument, isAtFault)) names.add(`"${argument.name.value}"`);
    },
  });
  return names.size > 0 ? [...names].join(', ') : undefined;
}

const valueKinds = new Set<string>([
  Kind.INT,
  Kind.FLOAT,
  Kind.STRING,
  Kind.BOOLEAN,
  Kind.NULL,
  Kind.ENUM,
  Kind.LIST,
  Kind.OBJECT,
]);

function contains(argument: ArgumentNode, isAtFault: (node: ASTNode) => boolean): boolean {
  let found = false;
  visit(argument.value, {
    enter(inner) {
      found ||= isAtFault(inner);
    },
  });
  return found;
}

/**
 * The scalar's own sentence, below the sentences that GraphQL puts around it, and without the names
 * that it suggests: Apollo hides those from clients in errors of validation, but not in these.
 */
function innermost(error: Error): string {
  const inner = 'originalError' in error ? error.originalError : undefined;
  return inner instanceof Error
    ? innermost(inner)
    : error.message.replace(/ Did you mean [^?]+\?$/, '');
}
