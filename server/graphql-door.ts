import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import type { FastifyBaseLogger } from 'fastify';
import type { GraphQLSchema } from 'graphql';
import { argumentErrors } from './argument-errors.js';
import type { Context } from './context.js';
import { requestStatus } from './request-status.js';
import { maskedError, unexpectedErrors } from './unexpected-errors.js';

export interface GraphqlDoorOptions {
  readonly schema: GraphQLSchema;
  /** Introspection for those who build clients; off, nothing is told about the schema. */
  readonly development: boolean;
  readonly log: FastifyBaseLogger;
}

/** Apollo Server over a protected schema, in its lean settings: no plugin wraps a resolver. */
export function graphqlDoor({
  schema,
  development,
  log,
}: GraphqlDoorOptions): ApolloServer<Context> {
  return new ApolloServer<Context>({
    schema,
    introspection: development,
    hideSchemaDetailsFromClientErrors: !development,
    includeStacktraceInErrorResponses: false,
    persistedQueries: false,
    stopOnTerminationSignals: false,
    stringifyResult: JSON.stringify,
    formatError: maskedError,
    logger: log,
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      argumentErrors,
      requestStatus,
      unexpectedErrors(log),
    ],
  });
}
