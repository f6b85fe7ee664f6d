import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import {
  execute,
  GraphQLError,
  isInputType,
  Kind,
  parse,
  typeFromAST,
  validate,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLResolveInfo,
  type OperationDefinitionNode,
} from 'graphql';
import { executableSchema } from '../../resolvers/executable-schema.js';
import * as operations from '../../rest/operations.generated.js';
import { compilingExecutor, type Execute } from '../../server/executor.js';
import {
  arbitraryAnswer,
  arbitraryJson,
  arbitraryOperation,
  type Ask,
  type RandomAnswer,
} from '../support/arbitrary-operations.js';

/** How many random operations are asked; about half of them are valid. */
const runs = Number(process.env.RANDOM_OPERATIONS ?? 2000);

/** What resolvers have seen of one execution. */
interface Seen {
  readonly answers: Ask['answers'];
  readonly calls: unknown[];
  isCompiled: boolean;
}

const schema = executableSchema();
const rootFields = schema.getQueryType()?.getFields() ?? {};
for (const field of Object.values(rootFields)) {
  field.resolve = (_parent, given: unknown, seen: Seen, { fieldName, path }: GraphQLResolveInfo) => {
    // Graphql-js says in a path to which type a field belongs; graphql-jit does not.
    seen.isCompiled ||= path.typename === undefined;
    seen.calls.push({ fieldName, arguments: structuredClone(given) });
    return outcome(seen.answers[path.key] ?? { turns: 0, fails: false, value: undefined });
  };
}

/** Always a promise, since the rule of the permission makes each resolver of the gateway one. */
async function outcome({ turns, fails, value }: RandomAnswer): Promise<unknown> {
  for (let turn = 0; turn < turns; turn += 1) await setImmediate();
  if (fails) throw value as Error;
  return value;
}

/** Asks both ways, and says whether the executor has compiled what it was asked. */
async function compare(executor: Execute, document: DocumentNode, ask: Ask): Promise<boolean> {
  const [plain, compiled] = [0, 1].map(
    (): Seen => ({ answers: ask.answers, calls: [], isCompiled: false }),
  ) as [Seen, Seen];
  const { variables } = ask;
  const expected = await execute({
    schema,
    document,
    variableValues: variables,
    contextValue: plain,
  });
  const actual = await executor(document, variables, compiled);
  assert.deepEqual(compiled.calls, plain.calls);
  assert.equal(JSON.stringify(actual.data), JSON.stringify(expected.data));
  assertSameErrors(actual, expected);
  return compiled.isCompiled;
}

/** Message, locations, path and extensions of each error, as the client would read them. */
function assertSameErrors(actual: ExecutionResult, expected: ExecutionResult): void {
  const [ours, theirs] = [actual, expected].map(({ errors = [] }) =>
    errors.map((error) => {
      assert(error instanceof GraphQLError);
      assert.equal(typeof error.extensions, 'object');
      return JSON.parse(JSON.stringify(error)) as ReturnType<GraphQLError['toJSON']>;
    }),
  );
  assert.deepEqual(ours, theirs);
}
