import { execute, type DocumentNode, type ExecutionArgs } from 'graphql';
import type { Source } from '../../analytics/metric.js';
import type { ResolverContext } from '../../resolvers/context.js';
import { executableSchema } from '../../resolvers/executable-schema.js';
import { bodyOf, jsonOf } from '../../rest/body.js';

const schema = executableSchema();

/**
 * The body that a stored operation makes of a source, by way of the resolvers and without a
 * viewer, as it would be read from the wire; or the message of its error.
 */
export async function storedAnswer(
  source: Source,
  document: DocumentNode,
  variableValues: NonNullable<ExecutionArgs['variableValues']>,
): Promise<unknown> {
  const contextValue = {
    run: (metric, parameters) => metric.run(source, parameters),
  } as ResolverContext;
  const { data, errors } = await execute({ schema, document, variableValues, contextValue });
  return errors?.[0]?.message ?? (JSON.parse(jsonOf(bodyOf(data ?? {}))) as unknown);
}
