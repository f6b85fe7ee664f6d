import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { InMemoryLRUCache } from '@apollo/utils.keyvaluecache';
import type { FastifyBaseLogger } from 'fastify';
import {
  getOperationAST,
  GraphQLError,
  Kind,
  OperationTypeNode,
  type DocumentNode,
  type GraphQLSchema,
} from 'graphql';
import type { RequestContext } from '../engine/engine.js';
import { extensionsOf } from './computed-at.js';
import { queryLimits, type QueryLimitSettings } from './query-limits.js';
import {
  formatError,
  formatErrors,
  logUnexpectedErrors,
  statusFor,
  unresolved,
  unresolvedOperation,
} from './response-errors.js';

export interface CreateApolloServerOptions {
  readonly schema: GraphQLSchema;
  readonly config: QueryLimitSettings & {
    /** Allows introspection; without it, errors suggest no names of the schema either. */
    readonly development: boolean;
    readonly maxTokens: number;
  };
  readonly log: FastifyBaseLogger;
}

/**
 * Apollo Server over a protected schema, for every operation that is not a trusted document: plain
 * execution, and no plugin that wraps resolvers.
 */
export function createApolloServer({
  schema,
  config,
  log,
}: CreateApolloServerOptions): ApolloServer<RequestContext> {
  return new ApolloServer<RequestContext>({
    schema,
    introspection: config.development,
    hideSchemaDetailsFromClientErrors: !config.development,
    includeStacktraceInErrorResponses: false,
    persistedQueries: false,
    documentStore: documentStore(),
    parseOptions: { maxLexicalTokens: config.maxTokens },
    validationRules: queryLimits(config),
    stopOnTerminationSignals: false,
    stringifyResult: JSON.stringify,
    formatError: (_formatted, error) => formatError(error),
    logger: log,
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      responses(log),
    ],
  });
}

const maxDocumentBytes = 32 * 1024 * 1024;

/** What a parsed document occupies for each character of its text, at most: `{a a a …}`. */
const bytesPerCharacter = 250;

/**
 * Apollo's own cache of valid documents, by the hash of their text, with another measure: its default
 * does not count comments, so that documents of 100 kB of comments would occupy gigabytes.
 */
export function documentStore(): InMemoryLRUCache<DocumentNode> {
  return new InMemoryLRUCache<DocumentNode>({
    maxSize: maxDocumentBytes,
    sizeCalculation: ({ loc }) => bytesPerCharacter * (loc?.source.body.length ?? maxDocumentBytes),
  });
}

/** What the gateway adds to Apollo's responses: statuses, errors, extensions, and a log of failures. */
function responses(log: FastifyBaseLogger): ApolloServerPlugin<RequestContext> {
  return {
    contextCreationDidFail: ({ error }) => {
      logUnexpectedErrors([error], log);
      return Promise.resolve();
    },
    unexpectedErrorProcessingRequest({ requestContext: { document }, error }) {
      // graphql-js evaluates `@skip` and `@include` beside the field of a subscription while it
      // validates, without variables, and throws where it cannot.
      const isSubscription = document?.definitions.some(
        (one) => 'operation' in one && one.operation === OperationTypeNode.SUBSCRIPTION,
      );
      return error instanceof GraphQLError && isSubscription
        ? Promise.reject(unresolved(streamed))
        : Promise.resolve();
    },
    requestDidStart: () =>
      Promise.resolve({
        didResolveOperation({ document, request: { operationName } }) {
          const operation = getOperationAST(document, operationName);
          if (!operation) throw unresolvedOperation(operationName);
          if (operation.operation !== OperationTypeNode.QUERY) {
            throw unresolved(
              operation.operation === OperationTypeNode.SUBSCRIPTION
                ? streamed
                : `The schema has no ${operation.operation}.`,
            );
          }
          return Promise.resolve();
        },
        didEncounterErrors({ errors, contextValue }) {
          logUnexpectedErrors(errors, contextValue.log);
          return Promise.resolve();
        },
        willSendResponse({ request, document, errors, contextValue, response: { http, body } }) {
          if (body.kind !== 'single') return Promise.resolve();
          const isWellFormed = request.query !== undefined;
          const needsStream = getOperationAST(document ?? noDocument, request.operationName);
          if (needsStream?.operation === OperationTypeNode.SUBSCRIPTION) http.status ??= 400;
          else if (http.status !== undefined && isWellFormed) {
            http.status = statusFor(http.status, request.http?.headers.get('accept'));
          }
          if (errors) body.singleResult.errors = formatErrors(errors, document);
          const extensions = extensionsOf(contextValue);
          if (extensions) body.singleResult.extensions = extensions;
          return Promise.resolve();
        },
      }),
  };
}

const streamed = 'Subscriptions are streamed: send accept: text/event-stream.';

const noDocument = { kind: Kind.DOCUMENT, definitions: [] } as const;
