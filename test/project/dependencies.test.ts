import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, test } from 'node:test';
import * as graphql from 'graphql';
import { protectedSchema } from '../../auth/shield.js';
import { executableSchema } from '../../resolvers/executable-schema.js';
import { version } from '../../config/version.js';

interface Manifest {
  readonly version: string;
  readonly dependencies: Record<string, string>;
  readonly devDependencies: Record<string, string>;
  readonly overrides: Record<string, string>;
  readonly engines: { readonly node: string };
}

interface Lock {
  readonly packages: Record<string, { readonly engines?: { readonly node?: string } | string[] }>;
}

const readJson = (name: string): unknown => JSON.parse(readFileSync(name, 'utf8'));
const manifest = readJson('package.json') as Manifest;
const { packages } = readJson('package-lock.json') as Lock;
const own = createRequire(import.meta.url);

describe('one copy of graphql is loaded', () => {
  for (const name of [
    'graphql-shield',
    'graphql-middleware',
    'type-graphql',
    '@apollo/server',
    '@as-integrations/fastify',
  ]) {
    test(`${name} requires the one that is imported here`, () => {
      const theirs = createRequire(own.resolve(name))('graphql') as typeof graphql;
      assert.equal(theirs.GraphQLSchema, graphql.GraphQLSchema);
      assert.equal(theirs.GraphQLError, graphql.GraphQLError);
    });
  }

  test('it makes the schema, and the protected one', () => {
    const schema = executableSchema();
    assert.ok(schema instanceof graphql.GraphQLSchema);
    assert.ok(protectedSchema(schema) instanceof graphql.GraphQLSchema);
  });

  test('no other is locked', () => {
    const copies = Object.keys(packages).filter((path) =>
      /(^|\/)node_modules\/graphql$/.test(path),
    );
    assert.deepEqual(copies, ['node_modules/graphql']);
  });
});

test('the gateway has the version of its package', () => {
  assert.equal(version, manifest.version);
});

test('versions are exact, so that an installation today is the one that was tested', () => {
  const exact = /^(\d+\.\d+\.\d+(-[\w.]+)?|file:.+)$/;
  const loose = [
    ...Object.entries(manifest.dependencies),
    ...Object.entries(manifest.devDependencies),
    ...Object.entries(manifest.overrides).filter(([, version]) => !version.startsWith('$')),
  ].filter(([, version]) => !exact.test(version));
  assert.deepEqual(loose, []);
});

test('every locked package runs on the oldest Node that the manifest promises', () => {
  const oldest = versionOf(manifest.engines.node.replace('>=', ''));
  assert.deepEqual(oldest, [20, 19, 0]);
  const rejecting = Object.entries(packages).flatMap(([path, { engines }]) => {
    const range = engines && !Array.isArray(engines) ? engines.node : undefined;
    return range === undefined || admits(range, oldest) ? [] : [`${path}: ${range}`];
  });
  assert.deepEqual(rejecting, []);
});

describe('ranges of versions as the lock file writes them', () => {
  const rows: [range: string, admitted: boolean][] = [
    ['*', true],
    ['>= 0.4', true],
    ['>=20.19', true],
    ['>=20.20', false],
    ['^20.17.0 || >=22.9.0', true],
    ['^18.18.0 || >=22', false],
    ['20 || >=22', true],
    ['6.* || 8.* || >= 10.*', true],
    ['>=18 <20', false],
    ['~20.18.1', false],
    ['18.x', false],
  ];
  for (const [range, admitted] of rows) {
    test(`${range} ${admitted ? 'admits' : 'excludes'} 20.19.0`, () => {
      assert.equal(admits(range, [20, 19, 0]), admitted);
    });
  }
});

type Version = readonly [number, number, number];

function versionOf(text: string): Version {
  const [major = 0, minor = 0, patch = 0] = text
    .split('.')
    .map((part) => Number.parseInt(part) || 0);
  return [major, minor, patch];
}

/** Whether a range admits a version: as much of npm's notation as stands in lock files. */
function admits(range: string, version: Version): boolean {
  return range.split('||').some((alternative) =>
    alternative
      .replace(/([<>=^~])\s+/g, '$1')
      .trim()
      .split(/\s+/)
      .every((comparator) => meets(comparator, version)),
  );
}

function meets(comparator: string, version: Version): boolean {
  const [, operator = '', text = ''] = /^([<>=^~]*)v?([\d.*x]*)$/.exec(comparator) ?? [];
  const wanted = versionOf(text);
  const difference = version.map((part, at) => part - (wanted[at] ?? 0)).find((part) => part !== 0);
  const order = Math.sign(difference ?? 0);
  const given = text.split('.').filter((part) => /^\d+$/.test(part)).length;
  const shares = (parts: number) =>
    version.slice(0, parts).every((part, at) => part === wanted[at]);
  switch (operator) {
    case '>=':
      return order >= 0;
    case '>':
      return order > 0;
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '^':
      return shares(1) && order >= 0;
    case '~':
      return shares(Math.min(given, 2)) && order >= 0;
    default:
      return shares(given);
  }
}
