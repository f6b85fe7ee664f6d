import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { smallWorkspace } from '../http/small-workspace.js';
import { administrator, startTestGateway, type TestGateway } from '../support/gateway.js';
import { get, post, send, times } from './requests.js';

const day = '2024-03-05T00:00:00Z';
const window = `start: "${day}", end: "${day}"`;

/** Names of the schema that no request here has in it. */
const ofTheSchema = /DailyCounts|ChannelPage|UsersOfDay|previousMessages|popularChannels|usersList/;

describe('the schema, in production', () => {
  let gateway: TestGateway;
  before(async () => {
    gateway = await startTestGateway();
    await gateway.db.fill(smallWorkspace);
  });
  after(() => gateway[Symbol.asyncDispose]());

  describe('the schema is shown to no client', () => {
    const deep = `{ __schema { types { ${times(6, 'fields { type {')} name ${times(6, '} }')} } } }`;
    for (const [what, query] of [
      ['__schema', '{ __schema { queryType { name } } }'],
      ['__type', '{ __type(name: "Query") { fields { name } } }'],
      [
        'both under other names',
        '{ a: __schema { types { name } } b: __type(name: "Query") { name } }',
      ],
      ['a fragment', '{ ...F } fragment F on Query { __schema { types { name } } }'],
      ['nested introspection', deep],
    ] as const) {
      it(`by ${what}`, async () => {
        for (const result of [
          await post(gateway, { query }, administrator),
          await get(gateway, { query }),
        ]) {
          assert.equal(result.data, undefined);
          assert.match(result.text, /introspection is not allowed/);
          assert.doesNotMatch(result.text, ofTheSchema);
        }
      });
    }

    const sort = `query ($sort: ChannelSort!) { channels(${window}, sort: $sort) { total } }`;
    const misspelled: [what: string, query: string, meant: RegExp, variables?: object][] = [
      ['a query', '{ newUser { days } }', /newUsers/],
      ['a field', `{ channels(${window}) { totl } }`, /total/],
      ['an argument', `{ chatBusierHourly(strat: "${day}") { hour } }`, /Did you mean/],
      [
        'a type of a variable',
        'query ($a: Instan!) { chatBusierHourly(start: $a) { hour } }',
        /Instant/,
      ],
      [
        'a type of a fragment',
        `{ channels(${window}) { ... on ChannelPag { total } } }`,
        /ChannelPage/,
      ],
      ['a directive', '{ __typename @skp(if: true) }', /skip/],
      ['an enum value', `{ channels(${window}, sort: { by: MESSAGE }) { total } }`, /MESSAGES/],
      [
        'a field of an argument',
        `{ channels(${window}, sort: { by: NAME, directio: A }) { total } }`,
        /direction/,
      ],
      ['an enum value in a variable', sort, /MESSAGES/, { sort: { by: 'MESSAGE' } }],
      ['a field in a variable', sort, /direction/, { sort: { by: 'NAME', directio: 'ASCENDING' } }],
      [
        'a variable',
        `query ($abc: Instant!) { chatBusierHourly(start: $abd) { hour } }`,
        /Did you mean/,
      ],
    ];
    for (const [what, query, meant, variables] of misspelled) {
      it(`by correcting ${what}`, async () => {
        const { text, errors } = await post(gateway, { query, variables }, administrator);
        assert.ok(errors);
        assert.doesNotMatch(text, /Did you mean/i);
        assert.doesNotMatch(text, meant);
      });
    }

    it('by a page to write queries', async () => {
      for (const path of [
        '/graphql',
        '/graphql?query=',
        '/graphql/',
        '/graphql/ide/',
        '/graphiql',
        '/playground',
      ]) {
        const { status, headers, text } = await send(gateway, path, {
          headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' },
        });
        assert.ok(status >= 400 && status < 500, `${path}: ${status}`);
        assert.match(headers.get('content-type') ?? '', /^application\/json/);
        assert.doesNotMatch(text, /<html|<script/i);
      }
    });
  });
});
