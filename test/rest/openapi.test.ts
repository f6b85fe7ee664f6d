import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { matchParameters } from '../../rest/match.js';
import { openApiDocument } from '../../rest/openapi.js';
import { channelsVariables } from '../../rest/paging.js';
import { base, routes } from '../../rest/routes.js';
import { faults, readOpenApi, type Operation } from '../support/openapi.js';

const usual = { listInactiveChannels: false };
const document = openApiDocument();
const { info, paths } = await readOpenApi(document);

function operationOf(path: string): Operation {
  const { get } = paths[`${base}${path}`] ?? {};
  assert.ok(get, path);
  return get;
}

describe('the description of the paths', () => {
  test('has the version of the package', () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    assert.equal(info.version, version);
  });

  test('has every path of the table, by GET, and no other', () => {
    assert.deepEqual(
      Object.entries(paths)
        .filter(([path]) => !path.startsWith('/export/'))
        .map(([path, methods]) => [path, Object.keys(methods)]),
      routes.map(({ path }) => [`${base}${path}`, ['get']]),
    );
  });

  test('says in a message and in full what each path and parameter is about', () => {
    for (const { path } of routes) {
      const { summary, description, parameters } = operationOf(path);
      assert.match(summary, /^[A-Z][^*`]{10,}[^.;]$/);
      assert.ok(description.length > summary.length, path);
      for (const one of parameters) assert.match(one.description, /^[A-Z].+\.$/);
    }
  });

  test('gives examples that it would itself accept', () => {
    for (const { path } of routes) {
      for (const { content } of Object.values(operationOf(path).responses)) {
        for (const one of Object.values(content)) {
          if (one.example) assert.deepEqual(faults(one.schema, one.example), []);
        }
      }
    }
  });
});

describe('the parameters that it describes', () => {
  for (const { path, parameters } of routes) {
    test(`of ${path} are those of the table, the dates required`, () => {
      assert.deepEqual(
        operationOf(path).parameters.map(({ name, required = false }) => [name, required]),
        [
          ...parameters.dates.map((name) => [name, true]),
          ...parameters.texts.map((name) => [name, false]),
        ],
      );
    });
  }

  const date = operationOf('/channels/list').parameters[0]?.schema ?? {};
  const isTaken = (text: string) =>
    'parameters' in
    matchParameters(new URLSearchParams({ start: text }).toString(), {
      dates: ['start'],
      texts: [],
    });

  test('admit every date that the paths take', () => {
    fc.assert(
      fc.property(fc.date({ noInvalidDate: true }), (instant) => {
        const text = instant.toISOString();
        assert.deepEqual([isTaken(text), faults(date, text)], [true, []]);
      }),
    );
  });

  const noDates = [
    '',
    '2024-03-05',
    '2024-03-05T00:00:00Z',
    '2024-03-05T00:00:00.000+00:00',
    '2024-03-05t00:00:00.000z',
    '2024-13-05T00:00:00.000Z',
    '2024-03-32T00:00:00.000Z',
    '2024-03-05T24:00:00.000Z',
    ' 2024-03-05T00:00:00.000Z',
    '2024-03-05T00:00:00.000Z\n',
    '02024-03-05T00:00:00.000Z',
  ];
  for (const text of noDates) {
    test(`reject ${JSON.stringify(text)} as the paths do`, () => {
      assert.equal(isTaken(text), false);
      assert.notDeepEqual(faults(date, text), []);
    });
  }

  const numberLike = fc.oneof(
    fc.string(),
    fc.integer().map(String),
    fc.stringMatching(/^\s?[-+]?0{0,2}[0-9a]{0,3}(\.\d)?$/),
  );
  for (const name of ['offset', 'count']) {
    test(`reject the texts for ${name} that the path rejects, and no others`, () => {
      const { schema: described = {} } =
        operationOf('/channels/list').parameters.find((one) => one.name === name) ?? {};
      fc.assert(
        fc.property(numberLike, (text) => {
          const read = () => channelsVariables({ [name]: text }, usual);
          if (faults(described, text).length > 0) assert.throws(read);
          else read();
        }),
        { numRuns: 1000 },
      );
    });
  }

  test('have the defaults of the path', () => {
    const defaults = operationOf('/channels/list').parameters.flatMap(({ name, schema }) =>
      schema.default === undefined ? [] : [[name, schema.default]],
    );
    assert.equal(defaults.length, 3);
    assert.deepEqual(
      channelsVariables(Object.fromEntries(defaults) as Record<string, string>, usual),
      channelsVariables({}, usual),
    );
  });
});
