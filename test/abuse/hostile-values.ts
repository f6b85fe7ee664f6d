import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { administrator } from '../support/gateway.js';
import { post, restBase, send } from './requests.js';
import { assertAnswered, startVictim, type Victim } from './unharmed.js';

describe('hostile values', () => {
  let victim: Victim;
  before(async () => {
    victim = await startVictim();
  });
  after(() => victim[Symbol.asyncDispose]());
  afterEach(() => victim.assertUnharmed());

  const deep = 10_000;
  const nested = (open: string, close: string) => `${open.repeat(deep)}1${close.repeat(deep)}`;
  const channels = `query ($start: Instant!, $search: String, $types: [RoomType!], $sort: ChannelSort! = { by: NAME }) {
  channels(start: $start, end: $start, search: $search, types: $types, sort: $sort) { total channels { room { name } } }
}`;
  const day = '2024-03-05T00:00:00Z';

  /** Sends variables that are text, since not all of it could be made from a value. */
  const run = (variables: string) =>
    post(
      victim.gateway,
      `{"query":${JSON.stringify(channels)},"variables":${variables}}`,
      administrator,
    );

  describe('JSON that is nested ten thousand levels deep is answered', () => {
    for (const [where, body] of Object.entries({
      'as the body': nested('[', ']'),
      'as an object': nested('{"a":', '}'),
      'as the query': `{"query":${nested('[', ']')}}`,
      'as a variable': `{"query":"{ __typename }","variables":{"a":${nested('[', ']')}}}`,
      'as the extensions': `{"query":"{ __typename }","extensions":${nested('{"a":', '}')}}`,
    })) {
      it(where, async () => {
        assertAnswered(await post(victim.gateway, body, administrator));
      });
    }

    it('as a variable of each kind', async () => {
      for (const name of ['start', 'search', 'types', 'sort']) {
        for (const value of [nested('[', ']'), nested('{"by":', '}')]) {
          const result = await run(`{"start":"${day}","${name}":${value}}`);
          assertAnswered(result);
          assert.equal(result.errors?.[0]?.extensions.code, 'BAD_USER_INPUT');
        }
      }
    });

    it('as a document', async () => {
      for (const query of [
        '{a'.repeat(deep),
        '['.repeat(deep),
        `{ a(b: ${nested('[', ']')}) }`,
        `{ a(b: ${nested('{c:', '}')}) }`,
      ]) {
        assertAnswered(await post(victim.gateway, { query }, administrator));
      }
    });
  });

  describe('keys that every object has reach no object but their own', () => {
    const keys = [
      '{"__proto__":{"polluted":1}}',
      '{"constructor":{"prototype":{"polluted":1}}}',
      '{"\\u005f_proto__":{"polluted":1}}',
    ];
    for (const value of keys) {
      it(value, async () => {
        for (const body of [
          value,
          `{"query":"{ __typename }","variables":${value}}`,
          `{"query":"{ __typename }","extensions":${value}}`,
          `{"query":"{ __typename }",${value.slice(1)}`,
        ]) {
          assertAnswered(await post(victim.gateway, body, administrator));
        }
        assertAnswered(await run(`{"start":"${day}","sort":${value}}`));
        const parameters = new URLSearchParams({
          query: '{ __typename }',
          variables: value,
          extensions: value,
        });
        const headers = { 'apollo-require-preflight': 'true', ...administrator };
        assertAnswered(
          await send(victim.gateway, `/graphql?${parameters.toString()}`, { headers }),
        );
      });
    }

    it('as aliases and names of a document', async () => {
      for (const query of [
        '{ __proto__: __typename constructor: __typename }',
        'query __proto__ { __typename }',
        '{ ...__proto__ }',
        'query ($__proto__: Int) { __typename @skip(if: $__proto__) }',
        '{ __proto__ { constructor } }',
      ]) {
        assertAnswered(await post(victim.gateway, { query }, administrator));
      }
    });

    it('in query strings of the REST paths', async () => {
      for (const query of [
        '__proto__[polluted]=1',
        '__proto__.polluted=1',
        'constructor[prototype][polluted]=1',
        'start[__proto__][polluted]=1',
      ]) {
        assertAnswered(
          await send(victim.gateway, `${restBase}/messages/origin?${query}`, {
            headers: administrator,
          }),
        );
      }
    });
  });

  describe('an operator of the database is no value', () => {
    const operators = [
      '{"$gt":""}',
      '{"$ne":null}',
      '{"$regex":".*"}',
      '{"$where":"sleep(10000)"}',
      '["$gt"]',
    ];

    it('of a variable', async () => {
      for (const operator of operators) {
        for (const name of ['start', 'search', 'sort']) {
          const { status, errors } = await run(`{"start":"${day}","${name}":${operator}}`);
          assert.ok(status < 500);
          assert.equal(errors?.[0]?.extensions.code, 'BAD_USER_INPUT', `${name}: ${operator}`);
        }
      }
    });

    it('of a query string', async () => {
      for (const query of [
        'start[$gt]=',
        'start[$ne]=x',
        'start=%7B%22$gt%22:%22%22%7D',
        'start=2024-03-05T00:00:00.000Z&start[$gt]=',
      ]) {
        for (const path of [
          '/users/chat-busier/hourly-data',
          '/messages/origin',
          '/channels/list',
        ]) {
          const { status, text } = await send(victim.gateway, `${restBase}${path}?${query}`, {
            headers: administrator,
          });
          assert.equal(status, 400, `${path}?${query}: ${text}`);
        }
      }
    });

    it('of a credential', async () => {
      for (const operator of operators) {
        for (const headers of [
          { 'x-user-id': operator, 'x-auth-token': operator },
          { ...administrator, 'x-auth-token': operator },
          { ...administrator, 'x-user-id': operator },
        ]) {
          assert.equal(
            (await send(victim.gateway, `${restBase}/messages/origin`, { headers })).status,
            401,
          );
        }
      }
    });

    it('of a name that is searched for, nor is a pattern', async () => {
      for (const search of ['.*', '^', '(?i)general', 'gener[a]l', '$', '(a+)+$', '\\', '[']) {
        const { data, errors } = await run(JSON.stringify({ start: day, search }));
        assert.equal(errors, undefined, search);
        assert.deepEqual(data?.channels, { total: 0, channels: [] }, search);
      }
    });

    it('of what may be null', async () => {
      const { data, errors } = await run(`{"start":"${day}","search":null,"types":null}`);
      assert.equal(errors, undefined);
      assert.equal((data?.channels as { total: number }).total, 4);
    });

    it('of a name, in whatever letters', async () => {
      for (const search of [
        '\ud800',
        '\udfff\ud800',
        '\u202e',
        '\ufeff',
        '🐢'.repeat(100),
        'ß',
        'İ',
        '\u0000',
        'a\u0301'.repeat(100),
      ]) {
        assertAnswered(await run(JSON.stringify({ start: day, search })));
      }
    });
  });
});
