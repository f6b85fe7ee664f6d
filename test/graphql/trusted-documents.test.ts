import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import {
  execute,
  GraphQLError,
  isInputType,
  parse,
  typeFromAST,
  type ExecutionResult,
  type FieldNode,
  type GraphQLResolveInfo,
  type NamedTypeNode,
  OperationTypeNode,
  type OperationDefinitionNode,
} from 'graphql';
import { trustedDocuments, type TrustedDocument } from '../../graphql/trusted-documents.js';
import { ManifestError } from '../../operations/manifest.js';
import { storedDocuments } from '../../operations/stored-documents.generated.js';
import { executableSchema } from '../../resolvers/executable-schema.js';
import { routes } from '../../rest/routes.js';
import { fieldOf } from '../../rest/stored-operation.js';
import {
  arbitraryAnswer,
  arbitraryJson,
  type RandomAnswer,
} from '../support/arbitrary-operations.js';

/** What resolvers have seen of one execution. */
interface Seen {
  readonly results: Readonly<Record<string, RandomAnswer>>;
  readonly calls: unknown[];
  isCompiled: boolean;
}

type Variables = Record<string, unknown>;

/** The fields that Rocket.Chat's paths select. */
const restFields = new Set(routes.map(({ operation }) => fieldOf(operation).name.value));

const day = '2024-03-05T00:00:00Z';
const schema = executableSchema();
const rootFields = schema.getQueryType()?.getFields() ?? {};
for (const field of Object.values(rootFields)) {
  field.resolve = async (
    _parent,
    given: unknown,
    seen: Seen,
    { fieldName, path }: GraphQLResolveInfo,
  ) => {
    // Graphql-js says in a path to which type a field belongs; graphql-jit does not.
    seen.isCompiled ||= path.typename === undefined;
    seen.calls.push({ fieldName, arguments: structuredClone(given) });
    const { turns, fails, value } = seen.results[path.key] ?? {
      turns: 0,
      fails: false,
      value: undefined,
    };
    for (let turn = 0; turn < turns; turn += 1) await setImmediate();
    if (fails) throw value as Error;
    return value;
  };
}

/** The document of a text, compiled if it can be. */
async function compiled(text: string): Promise<TrustedDocument> {
  const documents = trustedDocuments(schema, [['id', text]]);
  await documents.compile();
  const document = documents.byId('id');
  assert.ok(document);
  return document;
}

/** Executes by graphql-js and as the gateway does; returns whether the document is compiled. */
async function compare(
  document: TrustedDocument,
  variables: Variables,
  results: Seen['results'],
): Promise<boolean> {
  const [plain, trusted] = [0, 1].map((): Seen => ({ results, calls: [], isCompiled: false })) as [
    Seen,
    Seen,
  ];
  const expected = await execute({
    schema,
    document: document.document,
    variableValues: variables,
    contextValue: plain,
  });
  const actual = await document.execute(variables, trusted);
  assert.deepEqual(trusted.calls, plain.calls);
  assert.equal(JSON.stringify(actual.data), JSON.stringify(expected.data));
  assertSameErrors(actual, expected);
  return trusted.isCompiled;
}

/**
 * Message, locations, path and extensions of each error. Where data is null because of an error,
 * the compiled form may report more errors below that place: it goes on to the end where graphql-js
 * stops at the first.
 */
function assertSameErrors(actual: ExecutionResult, expected: ExecutionResult): void {
  const reported = shownErrors(actual);
  const due = shownErrors(expected);
  const places = new Set(due.map(({ place }) => place));
  assert.deepEqual(
    reported.filter((error) => !places.has(error.place)),
    [],
  );
  const texts = reported.map((error) => JSON.stringify(error));
  for (const error of due) assert.ok(texts.includes(JSON.stringify(error)), texts.join('\n'));
}

function shownErrors({ data, errors = [] }: ExecutionResult) {
  return errors.map((error) => {
    assert.ok(error instanceof GraphQLError);
    const { message, locations, path, extensions } = error.toJSON();
    return {
      message: extensions?.code ? message : withoutQuotes(message),
      locations: locations ?? [],
      path,
      extensions,
      place: nulledPlace(data, error.path ?? []),
    };
  });
}

/** Bugs, which no client is shown: graphql-jit words them with fewer quotes and more field names. */
function withoutQuotes(message: string): string {
  return message.replaceAll('"', '').replace(/\((\w+)(?:,\1)*\)/, '$1');
}

/** How far the path leads before the data is null. */
function nulledPlace(data: unknown, path: readonly (string | number)[]): string {
  let value = data;
  const steps = path.findIndex((key) => {
    if (typeof value !== 'object' || value === null) return true;
    value = (value as Variables)[key];
    return false;
  });
  return JSON.stringify(steps === -1 ? path : path.slice(0, steps));
}

describe('stored operations that Rocket.Chat’s paths run', () => {
  for (const text of storedDocuments.values()) {
    const [operation] = parse(text).definitions as [OperationDefinitionNode];
    const [field] = operation.selectionSet.selections as [FieldNode];
    const type = rootFields[field.name.value]?.type;
    if (
      operation.operation !== OperationTypeNode.QUERY ||
      !restFields.has(field.name.value) ||
      !type
    )
      continue;

    test(`${operation.name?.value ?? ''} is compiled, with the results of plain execution`, async () => {
      const document = await compiled(text);
      const variables = {
        start: day,
        end: day,
        offset: 0,
        count: 1,
        hideRoomsWithNoActivity: true,
      };
      assert.equal(await compare(document, variables, {}), true);
      const runs = fc.record({
        variables: arbitraryVariables(operation),
        results: fc.record({ [(field.alias ?? field.name).value]: arbitraryAnswer(type) }),
      });
      await fc.assert(
        fc.asyncProperty(runs, async ({ variables, results }) => {
          await compare(document, variables, results);
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
  return fc.record<Variables>(Object.fromEntries(values), { requiredKeys: [] });
}

describe('a document of a manifest has the results of plain execution', () => {
  const rows: readonly [promise: string, text: string, value: unknown, variables?: Variables][] = [
    [
      'with a default value',
      `query ($start: Instant = "${day}") { field: chatBusierHourly(start: $start) { hour } }`,
      [{ hour: 2 }],
    ],
    [
      'with a variable in an input object that is left out',
      `query ($direction: SortDirection) {
        field: channels(start: "${day}", end: "${day}", sort: { by: NAME, direction: $direction }) { total }
      }`,
      { total: 1 },
    ],
    [
      'with null where null is not allowed',
      `query ($offset: Int) { field: channels(start: "${day}", end: "${day}", offset: $offset) { total } }`,
      { total: 1 },
      { offset: null },
    ],
    [
      'with a condition that is null',
      `query ($flag: Boolean = true) {
        field: chatBusierHourly(start: "${day}") { hour users @include(if: $flag) }
      }`,
      [{ hour: 2, users: 1 }],
      { flag: null },
    ],
    [
      'with a fragment that one place skips and another does not',
      `query {
        field: newUsers(start: "${day}", end: "${day}") {
          period { variation ...counts @skip(if: true) }
          yesterday { ...counts }
        }
      }
      fragment counts on ComparedCount { count }`,
      { yesterday: { count: 1 }, period: { count: 2, variation: 1 } },
    ],
    [
      'with a field selected twice that has no value',
      `query ($start: Instant!) { field: chatBusierHourly(start: $start) { hour hour } }`,
      [{ hour: null }],
      { start: day },
    ],
    [
      'with a field called __proto__',
      `query ($start: Instant!) { field: chatBusierHourly(start: $start) { __proto__: hour } }`,
      [{ hour: 2 }],
      { start: day },
    ],
    [
      'with a list variable',
      `query ($types: [RoomType!]) {
        field: channels(start: "${day}", end: "${day}", types: $types) { total }
      }`,
      { total: 1 },
      { types: 'c' },
    ],
  ];
  for (const [promise, text, value, variables = {}] of rows) {
    test(promise, async () => {
      const results = { field: { turns: 0, fails: false, value } };
      await compare(await compiled(text), variables, results);
    });
  }
});

test('the error about a variable is the one of graphql-js, and no resolver runs for it', async () => {
  const document = await compiled(
    'query ($start: Instant!) { field: chatBusierHourly(start: $start) { hour } }',
  );
  const seen: Seen = { results: {}, calls: [], isCompiled: false };
  const { data, errors } = await document.execute({ start: '2024-02-30T00:00:00Z' }, seen);
  assert.equal(data, undefined);
  assert.match(String(errors?.[0]?.message), /^Variable "\$start" got invalid value .+RFC 3339/);
  assert.deepEqual(seen.calls, []);
});

describe('a manifest', () => {
  const text = 'query Hours($start: Instant!) { chatBusierHourly(start: $start) { hour } }';
  const hash = createHash('sha256').update(text).digest('hex');

  test('names its documents by its own ids, their SHA-256, their text and their name', () => {
    const documents = trustedDocuments(schema, [['my-id', text]]);
    const document = documents.byId('my-id');
    assert.ok(document);
    const others = [
      documents.byId(hash),
      documents.byId(`sha256:${hash}`),
      documents.byText(text),
      documents.byName('Hours'),
    ];
    for (const other of others) assert.equal(other, document);
    assert.equal(documents.byId('constructor'), undefined);
    assert.equal(documents.byText(`${text} #`), undefined);
  });

  const invalid: [what: string, text: string, message: RegExp][] = [
    ['does not parse', 'query {', /document my-id: Syntax Error/],
    ['selects an unknown field', '{ secrets }', /document my-id: Cannot query field "secrets"/],
    ['has two operations', `${text} query Other { __typename }`, /exactly one operation/],
  ];
  for (const [what, document, message] of invalid) {
    test(`whose document ${what} is rejected`, () => {
      assert.throws(
        () => trustedDocuments(schema, [['my-id', document]]),
        (error) => error instanceof ManifestError && message.test(error.message),
      );
    });
  }
});
