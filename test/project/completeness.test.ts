import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import {
  execute,
  extendSchema,
  isEnumType,
  isInputObjectType,
  isObjectType,
  isSpecifiedScalarType,
  Kind,
  parse,
  type DocumentNode,
  type GraphQLNamedType,
} from 'graphql';
import { queryRules } from '../../auth/permissions.js';
import type { AuthContext } from '../../auth/rules.js';
import { protectedSchema } from '../../auth/shield.js';
import { permissionNames } from '../../auth/viewer.js';
import { executableSchema } from '../../resolvers/executable-schema.js';
import { base, routes } from '../../rest/routes.js';

/** Fields of `Query` that Rocket.Chat has no path for, each with the reason. */
const withoutPath: Readonly<Record<string, string>> = {};

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

for (const { name } of fields) {
  const file = kebab(name);
  describe(`${name} is complete`, () => {
    test('it has a rule', () => {
      assert.equal(typeof queryRules[name], 'function');
    });

    test('one path or a written exemption stands for it', () => {
      const rows = routes.filter(({ operation }) => selectedFields(operation).includes(name));
      assert.equal(rows.length, name in withoutPath ? 0 : 1);
    });

    test('its stored operation selects it alone', () => {
      const stored = readFileSync(`operations/${file}.graphql`, 'utf8');
      assert.deepEqual(selectedFields(parse(stored)), [name]);
    });

    test('a question of its name computes it', async () => {
      const exported = (await import(`../../analytics/rocketchat/${file}.js`)) as object;
      const question = (exported as Record<string, unknown>)[name] as Record<string, unknown>;
      assert.equal(question.name, name);
      assert.equal(typeof question.answer, 'function');
    });

    test('a resolver and a second witness stand in files of its name', () => {
      for (const folder of ['resolvers', 'test/references']) {
        assert.ok(existsSync(`${folder}/${file}.ts`), `${folder}/${file}.ts`);
      }
      const numbers = readFileSync('test/analytics/numbers.test.ts', 'utf8');
      assert.match(numbers, new RegExp(`witness: ${name}\\b`));
    });
  });
}

test('no rule and no exemption names a field that is not there', () => {
  const known = fields.map(({ name }) => name);
  const named = [...Object.keys(queryRules), ...Object.keys(withoutPath)];
  assert.deepEqual(
    named.filter((name) => !known.includes(name)),
    [],
  );
});

test('the paths are the nine documented ones', () => {
  assert.deepEqual(routes.map(({ path }) => `${base}${path}`).sort(), documentedPaths);
});

test('the schema only answers questions: there is no mutation and no subscription', () => {
  assert.equal(schema.getMutationType() ?? schema.getSubscriptionType(), undefined);
});

test('whatever a client reads of the schema has a description', () => {
  const types = Object.values(schema.getTypeMap()).filter(
    (type) =>
      !type.name.startsWith('__') &&
      !isSpecifiedScalarType(type) &&
      // The root is described by its fields.
      type !== schema.getQueryType(),
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
    isObjectType(type) || isInputObjectType(type)
      ? Object.values(type.getFields())
      : isEnumType(type)
        ? type.getValues()
        : [];
  return [
    { path: type.name, description: type.description },
    ...parts.map(({ name, description }) => ({ path: `${type.name}.${name}`, description })),
  ];
}

describe('a field that nobody wrote a rule for', () => {
  const extended = extendSchema(schema, parse('extend type Query { secret: String }'));
  const secret = extended.getQueryType()?.getFields().secret;
  let resolved = 0;
  if (secret) {
    secret.resolve = () => {
      resolved += 1;
      return 'told';
    };
  }
  const guarded = protectedSchema(extended);

  test('is refused, even to an administrator, and never resolved', async () => {
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
    assert.equal(resolved, 0);
  });

  test('shuts no other field: one with a rule still answers', async () => {
    const { data, errors } = await execute({
      schema: guarded,
      document: parse('{ chatBusierHourly(start: "2024-03-05T13:05:00Z") { users } }'),
      contextValue: { ...administrator, ask: () => Promise.resolve([{ users: 7, hour: 22 }]) },
    });
    assert.equal(errors, undefined);
    assert.equal(JSON.stringify(data), '{"chatBusierHourly":[{"users":7}]}');
  });
});
