import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';
import { test } from 'node:test';
import ts from 'typescript';

/** What each folder may import of ours beside itself; `types` only by `import type`. */
const mayImport: Record<string, { values?: RegExp; types?: RegExp }> = {
  schema: { values: /^config\/time-zone\.ts$/ },
  operations: {},
  config: {},
  data: {},
  analytics: { types: /^data\// },
  resolvers: { values: /^(analytics|schema)\// },
  auth: { values: /^schema\//, types: /^data\// },
  engine: { values: /^(analytics|auth|config|data|schema)\//, types: /^resolvers\// },
  graphql: { values: /^(auth|engine|operations|schema)\//, types: /^http\// },
  rest: { values: /^(auth|engine|operations|schema)\// },
  // Its errors have the form of GraphQL's.
  export: { values: /^(auth|engine|operations|schema)\/|^graphql\/response-errors\.ts$/ },
  http: { types: /^(analytics|config|data|engine)\// },
  history: { values: /^(analytics|config)\//, types: /^(data|http)\// },
  dashboard: {},
  embedded: { values: /^data\/workspace\.ts$/ },
  server: { values: /^(?!bench|test)/ },
  bench: { values: /^(?!server\/)/ },
  test: { values: /./ },
};

/** Packages that belong to one place, beside tests and measurements. */
const belongsTo: Record<string, RegExp> = {
  mongodb: /^data\//,
  'graphql-shield': /^auth\/shield\.ts$/,
  'graphql-middleware': /^auth\/shield\.ts$/,
  'type-graphql': /^(schema|resolvers)\//,
  mingo: /^embedded\//,
  '@apollo/server': /^graphql\//,
  'graphql-jit': /^graphql\//,
  redis: /^engine\//,
  esbuild: /^http\/build-dashboard\.ts$/,
  preact: /^dashboard\//,
  'd3-array': /^dashboard\//,
  'd3-scale': /^dashboard\//,
  'd3-shape': /^dashboard\//,
  'd3-time': /^dashboard\//,
  hyparquet: /^history\//,
  'csv-stringify': /^export\//,
  'hyparquet-writer': /^history\//,
  aws4fetch: /^history\//,
};

interface Import {
  readonly specifier: string;
  readonly typeOnly: boolean;
}

interface Source {
  /** Its path from the root, with slashes. */
  readonly path: string;
  readonly folder: string;
  readonly imports: readonly Import[];
  readonly readsEnvironment: boolean;
}

const notOurs = /^(\.|node_modules$|dist$|coverage$)/;
const files = filesBelow('');
const sources = files.filter((path) => /\/.+\.tsx?$/.test(path)).map(readSource);
const ownFolders = new Set(sources.map(({ folder }) => folder));

/** Files and folders, from the root, with slashes. */
function filesBelow(folder: string): string[] {
  return readdirSync(join('.', folder), { withFileTypes: true })
    .filter(({ name }) => !notOurs.test(name))
    .flatMap((entry) => {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      return entry.isDirectory() ? [path, ...filesBelow(path)] : [path];
    });
}

function readSource(path: string): Source {
  const text = readFileSync(path, 'utf8');
  const imports: Import[] = [];
  const environment: ts.Node[] = [];
  const add = (node: ts.Node | undefined, typeOnly: boolean) => {
    if (node && ts.isStringLiteralLike(node)) imports.push({ specifier: node.text, typeOnly });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) {
      add(node.moduleSpecifier, node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword);
    } else if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly);
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      add(node.argument.literal, true);
    } else if (ts.isCallExpression(node)) {
      // Whatever is called with the name of a module alone: `import`, `require`, or a `require` made.
      if (node.arguments.length === 1 && !ts.isPropertyAccessExpression(node.expression)) {
        add(node.arguments[0], false);
      }
    } else if (ts.isPropertyAccessExpression(node)) {
      if (/^(globalThis\.)?process\.env$/.test(node.getText())) environment.push(node);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true));
  const importsProcess = imports.some(({ specifier }) => /^(node:)?process$/.test(specifier));
  const [folder = ''] = path.split('/');
  return { path, folder, imports, readsEnvironment: environment.length > 0 || importsProcess };
}

/** The file of ours that an import means, or `undefined` for a package. */
function target({ path }: Source, { specifier }: Import): string | undefined {
  if (!/^\.\.?\//.test(specifier)) return undefined;
  const file = join(dirname(path), specifier).split(sep).join('/');
  return file.replace(/\.js$/, existsSync(file.replace(/\.js$/, '.tsx')) ? '.tsx' : '.ts');
}

function packageOf({ specifier }: Import): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

test('every folder of source has its place in the order of imports', () => {
  assert.deepEqual(
    [...ownFolders].filter((folder) => !(folder in mayImport)),
    [],
  );
});

test('the tests of every folder are run', () => {
  const folders = files.flatMap((path) => /^test\/(\w+)\/.+\.test\.ts$/.exec(path)?.[1] ?? []);
  const forgotten = [...new Set(folders)].filter(
    // `npm run test:mongo` runs those of test/mongo, each in a process of its own.
    (folder) =>
      folder !== 'mongo' &&
      // A browser takes long: `npm run test:dashboard` runs these.
      folder !== 'dashboard' &&
      !readFileSync(`test/${folder}.test.ts`, 'utf8').includes(`('${folder}')`),
  );
  assert.deepEqual(forgotten, []);
});

test('relative imports name files that are there', () => {
  const broken = sources.flatMap((source) =>
    source.imports.flatMap((one) => {
      const path = target(source, one);
      return path === undefined || existsSync(path) ? [] : [`${source.path} → ${path}`];
    }),
  );
  assert.deepEqual(broken, []);
});

for (const [folder, { values, types }] of Object.entries(mayImport)) {
  test(`${folder} imports only what it may know`, () => {
    const allowed = (path: string, typeOnly: boolean) =>
      [new RegExp(`^${folder}/`), values, typeOnly ? types : undefined].some((one) =>
        one?.test(path),
      );
    const forbidden = sources
      .filter((source) => source.folder === folder)
      .flatMap((source) =>
        source.imports.flatMap((one) => {
          const path = target(source, one);
          if (path === undefined || allowed(path, one.typeOnly)) return [];
          return [`${source.path} → ${path}${one.typeOnly ? ' (types)' : ''}`];
        }),
      );
    assert.deepEqual(forbidden, []);
  });
}

for (const [name, place] of Object.entries(belongsTo)) {
  test(`${name} is imported where it belongs alone`, () => {
    const users = sources.filter(({ imports }) => imports.some((one) => packageOf(one) === name));
    assert.ok(users.some(({ path }) => place.test(path)));
    assert.deepEqual(
      users
        .map(({ path }) => path)
        .filter((path) => !place.test(path) && !/^(test|bench)\//.test(path)),
      [],
    );
  });
}

test('how numbers are computed knows neither GraphQL nor HTTP nor the driver', () => {
  const forbiddenPackages = /graphql|apollo|fastify|mongodb|^node:(http|net)/;
  const found = sources
    .filter(({ folder }) => folder === 'analytics')
    .flatMap(({ path, imports }) =>
      imports
        .filter((one) => forbiddenPackages.test(packageOf(one)))
        .map((one) => `${path}: ${one.specifier}`),
    );
  assert.deepEqual(found, []);
});

test('a reference implementation shares no code with what it checks', () => {
  const references = sources.filter(({ path }) => /^test\/references\/[^.]+\.ts$/.test(path));
  assert.notEqual(references.length, 0);
  const shared = references.flatMap((source) =>
    source.imports
      .filter(({ typeOnly }) => !typeOnly)
      .map((one) => target(source, one) ?? '')
      .filter((path) => path !== '' && !path.startsWith('test/'))
      .map((path) => `${source.path} → ${path}`),
  );
  assert.deepEqual(shared, []);
});

test('the programs in server/ alone read the environment', () => {
  const readers = sources
    .filter(({ folder, readsEnvironment }) => readsEnvironment && !/^(test|bench)$/.test(folder))
    .map(({ path }) => path);
  assert.deepEqual(readers.sort(), ['server/history.ts', 'server/main.ts']);
});

test('server/ has at most 450 lines, since it only composes', () => {
  const lines = sources
    .filter(({ folder }) => folder === 'server')
    .map(({ path }) => readFileSync(path, 'utf8').split('\n').length - 1);
  assert.ok(lines.reduce((sum, one) => sum + one, 0) <= 450);
});

test('no file imports itself by way of others, not even for types', () => {
  const graph = new Map(
    sources.map((source) => [
      source.path,
      source.imports.flatMap((one) => target(source, one) ?? []),
    ]),
  );
  const cycles: string[] = [];
  const state = new Map<string, 'open' | 'done'>();
  const walk = (path: string, trail: readonly string[]): void => {
    if (state.get(path) === 'done') return;
    if (state.get(path) === 'open') {
      cycles.push([...trail.slice(trail.indexOf(path)), path].join(' → '));
      return;
    }
    state.set(path, 'open');
    for (const next of graph.get(path) ?? []) walk(next, [...trail, path]);
    state.set(path, 'done');
  };
  for (const path of graph.keys()) walk(path, []);
  assert.deepEqual(cycles, []);
});

test('no file or folder has a name that could hold anything', () => {
  const vague = /^(utils?|helpers?|common|types?|misc|shared)(\.|$)/i;
  assert.deepEqual(
    files.filter((path) => vague.test(basename(path))),
    [],
  );
});
