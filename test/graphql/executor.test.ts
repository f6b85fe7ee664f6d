import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import {
  execute,
  GraphQLError,
  isInputType,
  parse,
  typeFromAST,
  validate,
  type DocumentNode,
  type ExecutionResult,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLResolveInfo,
  type NamedTypeNode,
  type OperationDefinitionNode,
} from 'graphql';
import { executableSchema } from '../../resolvers/executable-schema.js';
import * as operations from '../../operations/operations.generated.js';
import { compilingExecutor, loadCompiler, type Execute } from '../../graphql/executor.js';
import {
  arbitraryAnswer,
  arbitraryJson,
  arbitraryOperation,
  type Ask,
  type RandomAnswer,
} from '../support/arbitrary-operations.js';

/** How many random operations are asked; about half of them are valid. CI asks more. */
const runs = Number(process.env.RANDOM_OPERATIONS ?? 100);

/** What resolvers have seen of one execution. */
interface Seen {
  readonly results: Ask['results'];
  readonly calls: unknown[];
  isCompiled: boolean;
}

const schema = executableSchema();
const rootFields = schema.getQueryType()?.getFields() ?? {};
for (const field of Object.values(rootFields)) {
  field.resolve = (
    _parent,
    given: unknown,
    seen: Seen,
    { fieldName, path }: GraphQLResolveInfo,
  ) => {
    // Graphql-js says in a path to which type a field belongs; graphql-jit does not.
    seen.isCompiled ||= path.typename === undefined;
    seen.calls.push({ fieldName, arguments: structuredClone(given) });
    return outcome(seen.results[path.key] ?? { turns: 0, fails: false, value: undefined });
  };
}

/** Always a promise, since the rule of the permission makes each resolver of the gateway one. */
async function outcome({ turns, fails, value }: RandomAnswer): Promise<unknown> {
  for (let turn = 0; turn < turns; turn += 1) await setImmediate();
  if (fails) throw value as Error;
  return value;
}

/** Asks both ways, and says whether the executor has compiled what it was asked. */
async function compare(executor: Execute, document: DocumentNode, run: Ask): Promise<boolean> {
  const [plain, compiled] = [0, 1].map((): Seen => ({
    results: run.results,
    calls: [],
    isCompiled: false,
  })) as [Seen, Seen];
  const { variables } = run;
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

/**
 * Message, locations, path and extensions of each error, as the client would read them. Where data
 * is null because of an error, the compiled form may tell of more errors below that place: it goes
 * on to the end where graphql-js stops at the first.
 */
function assertSameErrors(actual: ExecutionResult, expected: ExecutionResult): void {
  const logFields = toldErrors(actual);
  const due = toldErrors(expected);
  const places = new Set(due.map(({ place }) => place));
  assert.deepEqual(
    logFields.filter((error) => !places.has(error.place)),
    [],
  );
  const texts = logFields.map((error) => JSON.stringify(error));
  for (const error of due) assert.ok(texts.includes(JSON.stringify(error)), texts.join('\n'));
}

function toldErrors({ data, errors = [] }: ExecutionResult) {
  return errors.map((error) => {
    assert.ok(error instanceof GraphQLError);
    const { message, locations, path, extensions } = error.toJSON();
    return {
      message: extensions?.code ? message : plainWords(message),
      locations: locations ?? [],
      path,
      extensions,
      place: nulledPlace(data, error.path ?? []),
    };
  });
}

/** Faults that no client is shown, which graphql-jit words with fewer quotes and more field names. */
function plainWords(message: string): string {
  return message.replaceAll('"', '').replace(/\((\w+)(?:,\1)*\)/, '$1');
}

/** How far the path leads before there is nothing any more. */
function nulledPlace(data: unknown, path: readonly (string | number)[]): string {
  let value = data;
  const steps = path.findIndex((key) => {
    if (typeof value !== 'object' || value === null) return true;
    value = (value as Record<string, unknown>)[key];
    return false;
  });
  return JSON.stringify(steps === -1 ? path : path.slice(0, steps));
}

/** Asks often enough for the executor to have compiled what it compiles. */
async function warmUp(executor: Execute, document: DocumentNode, run: Ask): Promise<void> {
  assert.equal(await compare(executor, document, run), false);
  assert.equal(await compare(executor, document, run), false);
}

const day = '2024-03-05T00:00:00Z';

await loadCompiler();

describe('stored operations', () => {
  for (const [name, document] of Object.entries(operations)) {
    test(`${name} is compiled and answers as plain execution does`, async () => {
      const executor = compilingExecutor(schema);
      const [operation] = document.definitions as [OperationDefinitionNode];
      const [field] = operation.selectionSet.selections as [FieldNode];
      const key = (field.alias ?? field.name).value;
      const type = rootFields[field.name.value]?.type;
      assert.ok(type);
      const asks = fc.record({
        variables: arbitraryVariables(operation),
        results: fc.record({ [key]: arbitraryAnswer(type) }),
      });
      const variables = {
        start: day,
        end: day,
        offset: 0,
        count: 1,
        hideRoomsWithNoActivity: true,
      };
      const rightAsk = { variables, results: {} };
      await warmUp(executor, document, rightAsk);
      assert.equal(await compare(executor, document, rightAsk), true);
      await fc.assert(
        fc.asyncProperty(asks, async (run) => {
          await compare(executor, document, run);
        }),
      );
    });
  }
});

function arbitraryVariables({ variableDefinitions = [] }: OperationDefinitionNode) {
  const values = variableDefinitions.map(({ variable, type: node }) => {
    const type = typeFromAST(schema, node as NamedTypeNode);
    assert.ok(isInputType(type));
    return [variable.name.value, arbitraryJson(type)] as const;
  });
  return fc.record<Record<string, unknown>>(Object.fromEntries(values), { requiredKeys: [] });
}

for (const isBare of [false, true]) {
  const kind = isBare ? 'that may be compiled' : 'of all kinds';
  test(`random operations ${kind} have the same answer, plain and compiled`, () =>
    compareRandom(isBare));
}

async function compareRandom(isBare: boolean): Promise<void> {
  let [valid, compiled] = [0, 0];
  await fc.assert(
    fc.asyncProperty(arbitraryOperation(schema, { isBare }), async ({ source, asks }) => {
      const document = parse(source);
      // As the server does: what is not valid never reaches the executor.
      if (validate(schema, document).length > 0) return;
      valid += 1;
      const executor = compilingExecutor(schema);
      const [run] = asks;
      assert.ok(run);
      await warmUp(executor, document, run);
      for (const each of asks) compiled += Number(await compare(executor, document, each));
    }),
    { numRuns: runs },
  );
  assert.ok(valid > runs / 4 && valid < runs, `${valid} of ${runs} were valid`);
  // It is some three of ten, and of so few cases far less by chance.
  if (isBare) assert.ok(compiled > valid / 20, `${compiled} of ${valid} were compiled`);
}

describe('plain and compiled execution agree', () => {
  const rows: readonly {
    promise: string;
    source: string;
    variables?: Record<string, unknown>;
    /** What the resolver of `field` returns. */
    value?: unknown;
  }[] = [
    {
      promise: 'on an instant that is the default of a variable',
      source: `query ($start: Instant = "${day}") { field: chatBusierHourly(start: $start) { hour } }`,
      value: [{ hour: 2 }],
    },
    {
      promise: 'on a variable in an input object that is left out where the field has a default',
      source: `query ($direction: SortDirection) {
        field: channels(start: "${day}", end: "${day}", sort: { by: NAME, direction: $direction }) { total }
      }`,
      value: { total: 1 },
    },
    {
      promise: 'on a variable in an input object that is null where null may not stand',
      source: `query ($direction: SortDirection) {
        field: channels(start: "${day}", end: "${day}", sort: { by: NAME, direction: $direction }) { total }
      }`,
      variables: { direction: null },
      value: { total: 1 },
    },
    {
      promise: 'on an argument that is a variable and null where null may not stand',
      source: `query ($offset: Int) {
        field: channels(start: "${day}", end: "${day}", offset: $offset) { total }
      }`,
      variables: { offset: null },
      value: { total: 1 },
    },
    {
      promise: 'on a condition that is null',
      source: `query ($flag: Boolean = true) {
        field: chatBusierHourly(start: "${day}") { hour users @include(if: $flag) }
      }`,
      variables: { flag: null },
      value: [{ hour: 2, users: 1 }],
    },
    {
      promise: 'on a fragment that is skipped at one place and not at another',
      source: `query {
        field: chatBusierHourly(start: "${day}") { ...row @skip(if: true) ...row }
      }
      fragment row on HourlyUsers { hour users }`,
      value: [{ hour: 2, users: 1 }],
    },
    {
      promise: 'on a fragment that is skipped in one object and not in another',
      source: `query {
        field: newUsers(start: "${day}", end: "${day}") {
          period { variation ...counts @skip(if: true) }
          yesterday { ...counts }
        }
      }
      fragment counts on ComparedCount { count }`,
      value: { yesterday: { count: 1 }, period: { count: 2, variation: 1 } },
    },
    {
      promise: 'on the order of fields the first of which is skipped',
      source: `query { field: chatBusierHourly(start: "${day}") { hour @skip(if: true) users hour } }`,
      value: [{ hour: 2, users: 1 }],
    },
    {
      promise: 'on the locations of an error in a field of which one mention is skipped',
      source: `query { field: chatBusierHourly(start: "${day}") { hour @skip(if: true) users hour } }`,
      value: [{ hour: 'late', users: 1 }],
    },
    {
      promise: 'on a field that is called __proto__',
      source: `query { field: chatBusierHourly(start: "${day}") { __proto__: hour } }`,
      value: [{ hour: 2 }],
    },
    {
      promise: 'on values that cannot be serialised, in places that may be null and others',
      source: `query {
        field: channels(start: "${day}", end: "${day}") { channels { room { createdAt updatedAt id } } }
      }`,
      value: {
        channels: [
          { room: { createdAt: 'never', updatedAt: new Date(NaN), id: 'a' } },
          { room: { createdAt: new Date(0), updatedAt: null, id: Symbol('b') } },
        ],
      },
    },
    {
      promise: 'on several nulls in a list that is null for them',
      source: `query {
        field: popularChannels(start: "${day}", end: "${day}") { usernames }
      }`,
      value: [{ usernames: ['a', null, 'b', null] }, { usernames: [] }, { usernames: null }],
    },
    {
      promise: 'on a field that is asked for twice and has no value',
      source: `query { field: chatBusierHourly(start: "${day}") { hour hour } }`,
      value: [{ hour: null }],
    },
  ];
  for (const { promise, source, variables = {}, value } of rows) {
    test(promise, async () => {
      const document = parse(source);
      assert.deepEqual(validate(schema, document), []);
      const executor = compilingExecutor(schema);
      const run = { variables, results: { field: { turns: 0, fails: false, value } } };
      await warmUp(executor, document, run);
      await compare(executor, document, run);
    });
  }
});

test('what the compiled form refuses is worded by GraphQL, and no resolver runs twice for that', async () => {
  const document = parse(
    'query ($start: Instant!) { field: chatBusierHourly(start: $start) { hour } }',
  );
  const executor = compilingExecutor(schema);
  const calls: unknown[] = [];
  const asked = (start: unknown, result: RandomAnswer) =>
    executor(document, { start }, { results: { field: result }, calls });
  const result = { turns: 0, fails: false, value: [{ hour: 2 }] };
  for (let times = 1; times <= 3; times += 1) {
    await asked(day, result);
    assert.equal(calls.length, times);
  }
  const rejected = await asked('2024-02-30T00:00:00Z', result);
  assert.match(
    String(rejected.errors?.[0]?.message),
    /^Variable "\$start" got invalid value .+RFC 3339/,
  );
  assert.equal(calls.length, 3);
  const failed = await asked(day, { ...result, fails: true, value: new Error('a fault') });
  assert.equal(failed.data, null);
  assert.equal(calls.length, 4);
});

test('errors are GraphQL’s own, which have extensions even where none were given', async () => {
  const document = parse(`{ field: chatBusierHourly(start: "${day}") { hour } }`);
  const value = new TypeError('a fault of the gateway');
  const run = { variables: {}, results: { field: { turns: 0, fails: true, value } } };
  const executor = compilingExecutor(schema);
  await warmUp(executor, document, run);
  const { errors } = await executor(document, {}, { ...run, calls: [] });
  assert.equal(errors?.length, 1);
  assert.ok(errors[0] instanceof GraphQLError);
  assert.equal(errors[0].originalError, value);
  assert.deepEqual({ ...errors[0].extensions }, {});
});

describe('what a stranger sends before the executor has asked who it is', () => {
  const run = { variables: {}, results: {} };

  test('is never run as code', async () => {
    // Graphql-jit marks dates with this text on their way into its code, and trusts the mark.
    const mark = '__MAGIC_DATE__33a9e76d_02e0_4128_8e92_3530ad3da74d';
    const search = `${mark}0), code: (globalThis.ranAsCode = true), date: new Date(0`;
    const document = parse(`{
      channels(start: "${day}", end: "${day}", search: "${search}") { total }
    }`);
    assert.deepEqual(validate(schema, document), []);
    const executor = compilingExecutor(schema);
    await warmUp(executor, document, run);
    await executor(document, {}, { ...run, calls: [] });
    assert.equal('ranAsCode' in globalThis, false);
    await compare(executor, document, run);
  });

  test('costs no more than its length, however fragments stand in each other', async () => {
    const depth = 14;
    const fragments = Array.from(
      { length: depth },
      (_, index) => `fragment F${index} on DailyCounts { ...F${index + 1} ...F${index + 1} }`,
    );
    const document = parse(`{
      newUsers(start: "${day}", end: "${day}") { ...F0 }
    }
    ${fragments.join('\n')}
    fragment F${depth} on DailyCounts { period { count } }`);
    assert.deepEqual(validate(schema, document), []);
    let readings = 0;
    const innermost = document.definitions.at(-1) as FragmentDefinitionNode;
    const { selectionSet } = innermost;
    Object.defineProperty(innermost, 'selectionSet', {
      get: () => {
        readings += 1;
        return selectionSet;
      },
    });
    const executor = compilingExecutor(schema);
    for (let asked = 0; asked < 3; asked += 1) await executor(document, {}, { ...run, calls: [] });
    assert.ok(readings < 100, `${readings} readings of the innermost fragment`);
  });
});

test('only what is asked repeatedly is compiled, and what has not been asked for long is forgotten', async () => {
  const executor = compilingExecutor(schema);
  const run = { variables: { start: day }, results: {} };
  const document = () =>
    parse('query ($start: Instant!) { chatBusierHourly(start: $start) { hour } }');
  const first = document();
  await warmUp(executor, first, run);
  assert.equal(await compare(executor, first, run), true);
  for (let other = 0; other < 500; other += 1)
    await executor(document(), run.variables, { ...run, calls: [] });
  assert.equal(await compare(executor, first, run), false);
});

test('a document of several operations is executed by the name that is asked for', async () => {
  const document = parse(`
    query Hourly { field: chatBusierHourly(start: "${day}") { hour } }
    query Weekly { field: chatBusierWeekly(start: "${day}") { day } }
  `);
  const executor = compilingExecutor(schema);
  const value = [{ hour: 2, day: 5 }];
  const seen = { results: { field: { turns: 0, fails: false, value } }, calls: [] };
  for (let asked = 0; asked < 4; asked += 1) {
    const [hourly, weekly] = [
      await executor(document, {}, seen, 'Hourly'),
      await executor(document, {}, seen, 'Weekly'),
    ];
    assert.equal(JSON.stringify(hourly.data), '{"field":[{"hour":2}]}');
    assert.equal(JSON.stringify(weekly.data), '{"field":[{"day":5}]}');
    const unknown = await executor(document, {}, seen, 'Monthly');
    assert.equal(unknown.errors?.[0]?.message, 'Unknown operation named "Monthly".');
  }
});
