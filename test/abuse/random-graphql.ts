import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { OperationTypeNode } from 'graphql';
import { executableSchema } from '../../resolvers/executable-schema.js';
import { arbitraryOperation } from '../support/arbitrary-operations.js';
import { administrator, type TestGateway } from '../support/gateway.js';
import {
  engagementVariables,
  everyArgument,
  everyEngagementArgument,
  text,
  validEngagementVariables,
  value,
  variables,
} from './arbitrary-values.js';
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

    it('in random subscriptions, also where no stream is accepted', () => {
      const { SUBSCRIPTION } = OperationTypeNode;
      const operation = arbitraryOperation(executableSchema(), { isBare: false, of: SUBSCRIPTION });
      return check(operation, async ({ source, executions }) => {
        const body = { query: source, variables: executions[0]?.variables };
        assertAnswered(await post(victim.gateway, body, administrator));
        assertAnswered(await firstEvent(victim.gateway, body));
      });
    });

    it('with random values for every argument', () =>
      check(variables, async (values) => {
        const body = { query: everyArgument, variables: values };
        assertAnswered(await post(victim.gateway, body, administrator));
      }));

    it('with random values for every argument of an engagement and of today', () =>
      check(engagementVariables, async (values) => {
        const body = { query: everyEngagementArgument, variables: values };
        assertAnswered(await post(victim.gateway, body, administrator));
      }));

    it('with valid values for every argument of an engagement and of today', async () => {
      const body = { query: everyEngagementArgument, variables: validEngagementVariables };
      const { status, errors } = await post(victim.gateway, body, administrator);
      assert.deepEqual([status, errors], [200, undefined]);
    });

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

/** The first event of a subscription, or the error response; the stream is closed then. */
async function firstEvent({ url }: TestGateway, body: object) {
  const { status, body: stream } = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'text/event-stream',
      ...administrator,
    },
    body: JSON.stringify(body),
  });
  let text = '';
  for await (const part of stream?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += part;
    if (text.includes('\n\n')) break;
  }
  return { status, text };
}
