import type { ApolloServerPlugin } from '@apollo/server';
import {
  Kind,
  visit,
  type ArgumentNode,
  type ASTNode,
  type DocumentNode,
  type GraphQLError,
} from 'graphql';

/**
 * Request errors about the value of an argument, given as a literal or as a variable, become
 * `BAD_USER_INPUT` that names the argument. GraphQL's own messages name the variable, or nothing,
 * and its code tells a wrong value from a wrong query only for variables.
 */
export const argumentErrors: ApolloServerPlugin = {
  requestDidStart: () =>
    Promise.resolve({
      willSendResponse({ document, errors, response: { body } }) {
        if (document && errors && body.kind === 'single') {
          body.singleResult.errors = (body.singleResult.errors ?? []).map((formatted, index) => {
            const error = errors[index];
            const names = error && argumentsAtFault(error, document);
            return names
              ? {
                  ...formatted,
                  message: `Argument ${names}: ${innermost(error).message}`,
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

/** The scalar's own sentence, below the sentences that GraphQL puts around it. */
function innermost(error: Error): Error {
  const inner = 'originalError' in error ? error.originalError : undefined;
  return inner instanceof Error ? innermost(inner) : error;
}
