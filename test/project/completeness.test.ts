import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import {
  execute,
  extendSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isSpecifiedScalarType,
  Kind,
  parse,
  subscribe,
  type DocumentNode,
  type GraphQLNamedType,
} from 'graphql';
import type { Metric } from '../../analytics/metric.js';
import { rootRules } from '../../auth/permissions.js';
import type { AuthContext } from '../../auth/rules.js';
import { protectedSchema } from '../../auth/shield.js';
import { permissionNames } from '../../auth/viewer.js';
import { executableSchema } from '../../resolvers/executable-schema.js';
import { base, routes } from '../../rest/routes.js';
import { metrics } from '../http/metrics.js';
import { engagementFields } from '../support/engagement-queries.js';

/** The paths that Rocket.Chat documents. */
const documentedPaths = [
  '/v1/engagement-dashboard/channels/list',
  '/v1/engagement-dashboard/messages/messages-sent',
  '/v1/engagement-dashboard/messages/origin',
  '/v1/engagement-dashboard/messages/top-five-popular-channels',
  '/v1/engagement-dashboard/users/active-users',
  '/v1/engagement-dashboard/users/chat-busier/hourly-data',
  '/v1/engagement-dashboard/users/chat-busier/weekly-data',
  '/v1/engagement-dashboard/users/new-users',
  '/v1/engagement-dashboard/users/users-by-time-of-the-day-in-a-week',
];

const schema = executableSchema();
const fields = Object.values(schema.getQueryType()?.getFields() ?? {});
const administrator: AuthContext = {
  viewer: { userId: 'admin', permissions: new Set(permissionNames) },
};

/** Of the root fields, and of the fields of an engagement. */
const indexTables = readFileSync('docs/database.md', 'utf8').split('### Fields of `engagement`');

function selectedFields(operation: DocumentNode): string[] {
  return operation.definitions.flatMap((definition) =>
    definition.kind === Kind.OPERATION_DEFINITION
      ? definition.selectionSet.selections.map((one) =>
          one.kind === Kind.FIELD ? one.name.value : '',
        )
      : [],
  );
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

// @ts-expect-error A metric that does not declare its period does not compile: nothing would limit it.
export const unlimited: Metric<object, void> = {
  name: '',
  settles: false,
  cost: () => 0,
  run: () => Promise.resolve(),
};

for (const route of routes) {
  const [name = ''] = selectedFields(route.operation);
  const file = kebab(name);
  describe(`${name}, which has a documented path, is complete`, () => {
    test('its stored operation selects it alone', () => {
      const stored = readFileSync(`operations/${file}.graphql`, 'utf8');
      assert.deepEqual(selectedFields(parse(stored)), [name]);
    });

    test('a metric of its name computes it', async () => {
      const exported = (await import(`../../analytics/rocketchat/${file}.js`)) as object;
      const metric = (exported as Record<string, unknown>)[name] as Record<string, unknown>;
      assert.equal(metric.name, name);
      assert.equal(typeof metric.run, 'function');
    });

    test('a resolver and a reference implementation have files of its name', () => {
      for (const folder of ['resolvers', 'test/references']) {
        assert.ok(existsSync(`${folder}/${file}.ts`), `${folder}/${file}.ts`);
      }
      const numbers = readFileSync('test/analytics/numbers.test.ts', 'utf8');
      assert.match(numbers, new RegExp(`reference: ${name}\\b`));
    });

    test('the tests of the role, of faults and of indexes send it', () => {
      assert.ok(metrics.some(({ path, field }) => path === route.path && field === name));
    });

    test('the documentation has a row of its indexes', () => {
      assert.match(indexTables[0] ?? '', new RegExp(`^\\|.*\`${name}\``, 'm'));
    });
  });
}

for (const name of engagementFields) {
  const file = kebab(name);
  test(`${name} of an engagement has a metric and a resolver in files of its name`, async () => {
    const exported = (await import(`../../analytics/series/${file}.js`)) as object;
    const metric = (exported as Record<string, unknown>)[name] as Record<string, unknown>;
    assert.equal(metric.name, `engagement.${name}`);
    assert.ok(existsSync(`resolvers/engagement/${file}.ts`));
  });
}

for (const name of engagementFields) {
  test(`${name} of an engagement is compared on random workspaces`, () => {
    const random = readFileSync('test/support/arbitrary-engagement.ts', 'utf8');
    assert.match(random, new RegExp(`argsOf\\('${name}'`));
  });

  test(`the indexes of ${name} of an engagement are documented and tested`, () => {
    assert.match(indexTables[1] ?? '', new RegExp(`^\\|.*\`${name}\``, 'm'));
    const tested = readFileSync('test/mongo/indexes.test.ts', 'utf8');
    assert.match(tested, new RegExp(`\\[[\`']${name}\\b`));
  });
}

test('every metric of an engagement has a reference implementation', () => {
  const engagement = schema.getType('Engagement');
  assert.ok(isObjectType(engagement));
  const notMetrics = ['period', 'timeZone', 'comparedPeriod'];
  assert.deepEqual(
    Object.keys(engagement.getFields())
      .filter((name) => !notMetrics.includes(name))
      .sort(),
    [...engagementFields].sort(),
  );
});

test('every field of a root type has a rule, and every rule a field', () => {
  const rootTypes = [schema.getQueryType(), schema.getSubscriptionType()];
  for (const [index, type] of (['Query', 'Subscription'] as const).entries()) {
    assert.deepEqual(
      Object.keys(rootRules[type]).sort(),
      Object.keys(rootTypes[index]?.getFields() ?? {}).sort(),
    );
  }
});

test('every documented path has a route', () => {
  const paths = new Set(routes.map(({ path }) => `${base}${path}`));
  assert.deepEqual(
    documentedPaths.filter((path) => !paths.has(path)),
    [],
  );
});

test('the schema writes nothing: there is no mutation', () => {
  assert.equal(schema.getMutationType(), undefined);
});

test('whatever a client reads of the schema has a description', () => {
  const types = Object.values(schema.getTypeMap()).filter(
    (type) =>
      !type.name.startsWith('__') &&
      !isSpecifiedScalarType(type) &&
      // The root is described by its fields.
      type !== schema.getQueryType() &&
      type !== schema.getSubscriptionType(),
  );
  const described = [
    ...types.flatMap(describedParts),
    ...fields.flatMap(({ name, description, args }) => [
      { path: `Query.${name}`, description },
      ...args.map((argument) => ({
        path: `Query.${name}(${argument.name})`,
        description: argument.description,
      })),
    ]),
  ];
  assert.deepEqual(
    described.filter(({ description }) => !description?.trim()).map(({ path }) => path),
    [],
  );
});

interface Described {
  readonly description?: string | null | undefined;
}

function describedParts(type: GraphQLNamedType): (Described & { readonly path: string })[] {
  const parts: readonly (Described & { readonly name: string })[] =
    isObjectType(type) || isInputObjectType(type) || isInterfaceType(type)
      ? Object.values(type.getFields())
      : isEnumType(type)
        ? type.getValues()
        : [];
  const args = isObjectType(type)
    ? Object.values(type.getFields()).flatMap((field) =>
        field.args.map(({ name, description }) => ({
          name: `${field.name}(${name})`,
          description,
        })),
      )
    : [];
  return [
    { path: type.name, description: type.description },
    ...[...parts, ...args].map(({ name, description }) => ({
      path: `${type.name}.${name}`,
      description,
    })),
  ];
}

describe('a root field without a rule', () => {
  const extended = extendSchema(
    schema,
    parse(`
      extend type Query { secret: String }
      ${schema.getSubscriptionType() ? 'extend ' : ''}type Subscription { secret: String }
      ${schema.getSubscriptionType() ? '' : 'extend schema { subscription: Subscription }'}
    `),
  );
  let started = 0;
  const secret = extended.getQueryType()?.getFields().secret;
  const secrets = extended.getSubscriptionType()?.getFields().secret;
  assert.ok(secret && secrets);
  secret.resolve = () => {
    started += 1;
    return 'shown';
  };
  secrets.subscribe = async function* () {
    started += 1;
    yield await Promise.resolve({ secret: 'shown' });
  };
  // As type-graphql gives a subscription both.
  secrets.resolve = () => 'shown';
  const guarded = protectedSchema(extended);

  test('of Query is denied, even to an administrator, and never resolved', async () => {
    const { data, errors } = await execute({
      schema: guarded,
      document: parse('{ secret }'),
      contextValue: { ...administrator },
    });
    assert.deepEqual({ ...data }, { secret: null });
    assert.deepEqual(
      errors?.map(({ extensions }) => extensions.code),
      ['FORBIDDEN'],
    );
    assert.equal(started, 0);
  });

  test('of Subscription is denied before its source starts', async () => {
    const result = await subscribe({
      schema: guarded,
      document: parse('subscription { secret }'),
      contextValue: { ...administrator },
    });
    assert.ok('errors' in result);
    assert.deepEqual(
      result.errors.map(({ extensions }) => extensions.code),
      ['FORBIDDEN'],
    );
    assert.equal(started, 0);
  });

  test('leaves other fields alone: one with a rule still has a result', async () => {
    const { data, errors } = await execute({
      schema: guarded,
      document: parse('{ chatBusierHourly(start: "2024-03-05T13:05:00Z") { users } }'),
      contextValue: { ...administrator, run: () => Promise.resolve([{ users: 7, hour: 22 }]) },
    });
    assert.equal(errors, undefined);
    assert.equal(JSON.stringify(data), '{"chatBusierHourly":[{"users":7}]}');
  });
});
