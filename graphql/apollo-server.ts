import { ApolloServer, type DocumentStore } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import type { GatewayInterface } from '@apollo/server-gateway-interface';
import type { FastifyBaseLogger } from 'fastify';
import type { DocumentNode, GraphQLSchema } from 'graphql';
import { argumentErrors } from './argument-errors.js';
import { computedAt } from './computed-at.js';
import type { Context } from './context.js';
import { documentCache } from './document-cache.js';
import type { Execute } from './executor.js';
import { queryLimits, tokenLimit, type QueryLimitSettings } from './query-limits.js';
import { requestStatus } from './request-status.js';
import { maskedError, unexpectedErrors } from './unexpected-errors.js';

export interface ApolloServerOptions {
  readonly schema: GraphQLSchema;
  /** Executes on that schema. */
  readonly execute: Execute;
  readonly config: QueryLimitSettings & {
    /** Introspection for those who build clients; off, nothing is told about the schema. */
    readonly development: boolean;
    readonly maxTokens: number;
  };
  readonly log: FastifyBaseLogger;
}

/** Apollo Server over a protected schema, in its lean settings: no plugin wraps a resolver. */
export function createApolloServer({
  schema,
  execute,
  config,
  log,
}: ApolloServerOptions): ApolloServer<Context> {
  return new ApolloServer<Context>({
    gateway: executedBy(schema, execute),
    introspection: config.development,
    hideSchemaDetailsFromClientErrors: !config.development,
    includeStacktraceInErrorResponses: false,
    persistedQueries: false,
    documentStore: documentStore(),
    parseOptions: { maxLexicalTokens: config.maxTokens },
    validationRules: queryLimits(config),
    stopOnTerminationSignals: false,
    stringifyResult: JSON.stringify,
    formatError: (formatted, error) => maskedError(tokenLimit(formatted, config.maxTokens), error),
    logger: log,
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      argumentErrors,
      requestStatus,
      computedAt,
      unexpectedErrors(log),
    ],
  });
}

/** Apollo's own store weighs a document by what of it would become JSON, which is next to nothing. */
function documentStore(): DocumentStore {
  const documents = documentCache<string, DocumentNode>((_hash, { loc }) => loc?.end ?? 0);
  return {
    get: (hash) => Promise.resolve(documents.get(hash)),
    set(hash, document) {
      documents.set(hash, document);
      return Promise.resolve();
    },
    delete: (hash) => Promise.resolve(documents.delete(hash)),
  };
}

/** Apollo takes an executor of one's own only in the place of a gateway to other servers. */
function executedBy(schema: GraphQLSchema, execute: Execute): GatewayInterface {
  return {
    load: () =>
      Promise.resolve({
        async executor({ document, request, context, operationName }) {
          const { execution } = context as Context;
          execution.operation = { document, operationName };
          execution.result ??= await execute(
            document,
            request.variables ?? {},
            context,
            operationName,
          );
          return execution.result;
        },
      }),
    onSchemaLoadOrUpdate(schemaLoaded) {
      schemaLoaded({ apiSchema: schema, coreSupergraphSdl: '' });
      return () => undefined;
    },
    stop: () => Promise.resolve(),
  };
}
