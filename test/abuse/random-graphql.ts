import { after, afterEach, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { executableSchema } from '../../resolvers/executable-schema.js';
import { arbitraryOperation } from '../support/arbitrary-operations.js';
import { administrator } from '../support/gateway.js';
import { everyArgument, text, value, variables } from './arbitrary-values.js';
import { get, post, send } from './requests.js';
import { assertAnswered, share, startVictim, type Victim } from './unharmed.js';

describe('random GraphQL', () => {
  let victim: Victim;
  before(async () => {
    victim = await startVictim();
  });
  after(() => victim[Symbol.asyncDispose]());
  afterEach(() => victim.assertUnharmed());

  const check = <Value>(arbitrary: fc.Arbitrary<Value>, run: (value: Value) => Promise<void>) =>
    fc.assert(fc.asyncProperty(arbitrary, run), share);

  describe('the GraphQL endpoint answers every operation', () => {
    it('in random documents of the schema', () =>
      check(
        arbitraryOperation(executableSchema(), { isBare: false }),
        async ({ source, executions }) => {
          const body = { query: source, variables: executions[0]?.variables };
          assertAnswered(await post(victim.gateway, body, administrator));
        },
      ));

    it('with random values for every argument', () =>
      check(variables, async (values) => {
        const body = { query: everyArgument, variables: values };
        assertAnswered(await post(victim.gateway, body, administrator));
      }));

    it('in bodies of random shape', () => {
      const parameter = fc.oneof(
        { arbitrary: fc.constant('{ __typename }'), weight: 3 },
        { arbitrary: value, weight: 1 },
      );
      const named = fc.record(
        { query: parameter, variables: value, operationName: value, extensions: value },
        { requiredKeys: [] },
      );
      return check(fc.oneof(named, value), async (body) => {
        assertAnswered(await post(victim.gateway, JSON.stringify(body), administrator));
      });
    });

    it('in random bytes', () =>
      check(fc.uint8Array({ maxLength: 500 }), async (bytes) => {
        const headers = { 'content-type': 'application/json', ...administrator };
        assertAnswered(
          await send(victim.gateway, '/graphql', { method: 'POST', headers, body: bytes }),
        );
      }));

    it('in random texts that look like documents', () => {
      const sign = fc.constantFrom(
        '{',
        '}',
        '(',
        ')',
        ':',
        '$',
        '!',
        '@',
        '...',
        ' on ',
        'query ',
        'fragment ',
        'a',
        'channels',
        '__typename',
        '"',
        '"""',
        '\\u{110000}',
        '#',
        '\n',
        '1e9',
        '-',
        '[',
        ']',
        '\ufeff',
        '\0',
      );
      const document = fc
        .array(fc.oneof(sign, text), { maxLength: 30 })
        .map((signs) => signs.join(''));
      return check(document, async (query) => {
        assertAnswered(await post(victim.gateway, { query }, administrator));
      });
    });

    it('in random addresses', () => {
      const parameters = fc.record(
        {
          query: fc.oneof(fc.constant('{ __typename }'), text),
          variables: fc.oneof(fc.json(), text),
          operationName: text,
          extensions: fc.oneof(fc.json(), text),
        },
        { requiredKeys: [] },
      );
      // What has no place in an address, a lone half of a pair, is written as what stands for it.
      const written = fc
        .tuple(parameters, text)
        .map(([given, more]) => ({ ...given, [more]: more }));
      return check(written, async (parameters) => {
        const headers = { 'apollo-require-preflight': 'true', ...administrator };
        assertAnswered(await get(victim.gateway, parameters, headers));
      });
    });
  });
});
