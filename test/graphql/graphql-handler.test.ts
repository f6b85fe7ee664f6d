import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fastify from 'fastify';
import { buildSchema } from 'graphql';
import type { Context } from '../../graphql/context.js';
import { compilingExecutor } from '../../graphql/executor.js';
import { createApolloServer } from '../../graphql/apollo-server.js';
import { graphqlHandler } from '../../graphql/graphql-handler.js';
import { createLog } from '../../http/log.js';
import { badUserInput, tooManyRequests } from '../../schema/errors.js';

const form = 'application/x-www-form-urlencoded';
const query = 'query Double($of: Int!) { double(of: $of) }';

/** A request as clients send it; each row below changes something about it. */
const usual = {
  headers: { 'content-type': 'application/json' } as Record<string, string>,
  body: { query, variables: { of: 4 } } as Record<string, unknown>,
};

type Sent = Partial<typeof usual>;

/** What is asked once `usual` is known, and whether Apollo has to see it. */
const requests: [promise: string, request: Sent, byApollo: boolean][] = [
  ['the same again', {}, false],
  ['other variables', { body: { query, variables: { of: 7 } } }, false],
  [
    'a type with its charset',
    { headers: { 'content-type': 'application/json; charset=utf-8' } },
    false,
  ],
  ['variables of the wrong type', { body: { query, variables: { of: 'four' } } }, true],
  ['missing variables', { body: { query } }, true],
  ['variables that are null', { body: { query, variables: null } }, true],
  ['variables as a text', { body: { query, variables: '{"of":4}' } }, true],
  ['variables as a list', { body: { query, variables: [4] } }, true],
  ['a resolver that fails', { body: { query, variables: { of: 13 } } }, true],
  ['a viewer over a limit', { headers: { ...usual.headers, 'x-over': 'yes' } }, true],
  ['the name of the operation', { body: { ...usual.body, operationName: 'Double' } }, true],
  ['the name of another operation', { body: { ...usual.body, operationName: 'Triple' } }, true],
  ['an empty name', { body: { ...usual.body, operationName: '' } }, true],
  ['no name', { body: { ...usual.body, operationName: null } }, false],
  ['a name that is no text', { body: { ...usual.body, operationName: 5 } }, true],
  ['extensions', { body: { ...usual.body, extensions: {} } }, true],
  [
    'another media type of the answer',
    { headers: { ...usual.headers, accept: 'application/graphql-response+json' } },
    true,
  ],
  ['a media type that there is not', { headers: { ...usual.headers, accept: 'text/csv' } }, true],
  ['a host that there is not', { headers: { ...usual.headers, host: 'a b' } }, false],
  ['a text that differs', { body: { ...usual.body, query: `${query} ` } }, true],
  ['a list of requests', { body: [usual.body] as never }, true],
  ['what a page of another origin can send', { headers: { 'content-type': form } }, true],
];

describe('a request that differs from a known one', () => {
  for (const [promise, request, byApollo] of requests) {
    test(`by ${promise} is answered as if nothing were known`, async () => {
      await using fresh = await startDoor();
      await using asked = await startDoor();
      await asked.send(usual);
      const results: unknown[] = [];
      // Whatever is remembered of the first time must not change the second.
      for (let time = 0; time < 2; time += 1) {
        const [seen, ran] = [asked.seenByApollo(), asked.executions()];
        const result = await asked.send({ ...usual, ...request });
        if (time === 0) assert.equal(asked.seenByApollo() > seen, byApollo);
        results.push({ result, executions: asked.executions() - ran });
      }
      const result = await fresh.send({ ...usual, ...request });
      assert.deepEqual(results, Array(2).fill({ result, executions: fresh.executions() }));
    });
  }
});

describe('an operation', () => {
  test('without variables is refused with variables of another form', async () => {
    for (const variables of [[4], 'four', 4]) {
      await using endpoint = await startDoor();
      const body = { query: '{ double(of: 4) }' };
      assert.equal((await endpoint.send({ ...usual, body })).status, 200);
      assert.equal((await endpoint.send({ ...usual, body: { ...body, variables } })).status, 400);
    }
  });

  test('that was answered with an error is not known', async () => {
    await using endpoint = await startDoor();
    const failing = { ...usual, body: { query, variables: { of: 13 } } };
    await endpoint.send(failing);
    await endpoint.send(usual);
    assert.equal(endpoint.seenByApollo(), 2);
    await endpoint.send(usual);
    assert.equal(endpoint.seenByApollo(), 2);
  });

  test('is known by its media type too', async () => {
    await using endpoint = await startDoor();
    const typed = (accept: string) => ({ ...usual, headers: { ...usual.headers, accept } });
    const types = [
      '*/*',
      'application/graphql-response+json',
      '*/*',
      'application/graphql-response+json',
    ];
    const logFields: unknown[] = [];
    for (const accept of types) logFields.push((await endpoint.send(typed(accept))).type);
    assert.deepEqual(logFields, [...logFields.slice(2), ...logFields.slice(0, 2)]);
    assert.notEqual(logFields[0], logFields[1]);
    assert.equal(endpoint.seenByApollo(), 2);
  });

  test('tells since when its answers are known', async () => {
    await using endpoint = await startDoor();
    const first = await endpoint.send(usual);
    assert.deepEqual(await endpoint.send(usual), first);
    assert.match(
      first.text,
      /^\{"data":\{"double":8\},"extensions":\{"computedAt":\{"double":"2024-/,
    );
  });

  test('is not run under a name that another text begins with', async () => {
    await using endpoint = await startDoor();
    const text = '\nquery N { double(of: 4) }';
    const named = { ...usual, body: { operationName: 'N', query: `#\0${text}` } };
    assert.equal((await endpoint.send(named)).status, 200);
    const split = { ...usual, body: { operationName: 'N\0#', query: text } };
    assert.match((await endpoint.send(split)).text, /Unknown operation named/);
  });

  test('of comments alone fills no memory, however often it comes in other words', async () => {
    await using endpoint = await startDoor();
    const comments = '#\n'.repeat(33_000);
    const run = async (name: string) => {
      const body = { query: `query ${name} { double(of: 4) }${comments}` };
      assert.equal((await endpoint.send({ ...usual, body })).status, 200);
    };
    await run('First');
    const before = heapMB();
    // Parsed, each takes some three megabytes.
    for (let time = 0; time < 40; time += 1) await run(`Again${time}`);
    const grownMB = heapMB() - before;
    assert.ok(grownMB < 60, `${grownMB} MB`);
  });

  test('as long as a page is never known, so that memory is bounded', async () => {
    await using endpoint = await startDoor();
    const long = { ...usual, body: { ...usual.body, query: `${query}#${'x'.repeat(10_000)}` } };
    for (let time = 0; time < 3; time += 1) assert.equal((await endpoint.send(long)).status, 200);
    assert.equal(endpoint.seenByApollo(), 3);
  });
});

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function heapMB(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed / 1024 / 1024;
}

interface Endpoint extends AsyncDisposable {
  send(request: typeof usual): Promise<{ status: number; type: unknown; text: string }>;
  seenByApollo(): number;
  executions(): number;
}

/** The door alone, over a schema of its own, with counters. */
async function startDoor(): Promise<Endpoint> {
  const schema = buildSchema('type Query { double(of: Int!): Int! }');
  const log = createLog('silent', process.stdout);
  let executions = 0;
  let seen = 0;
  const double = schema.getQueryType()?.getFields().double;
  assert.ok(double);
  double.resolve = (_parent, { of }: { of: number }, { computedAt }: Context) => {
    executions += 1;
    if (of === 13) throw badUserInput('expected luck.');
    (computedAt as Map<string, number>).set('double', Date.UTC(2024, 2, 5));
    return 2 * of;
  };
  const execute = compilingExecutor(schema);
  const limits = { maxTokens: 100, maxDepth: 5, maxCost: 1000, maxAliases: 5, maxDirectives: 5 };
  const apollo = createApolloServer({
    schema,
    execute,
    config: { development: false, ...limits },
    log,
  });
  await apollo.start();
  const executeByApollo = apollo.executeHTTPGraphQLRequest.bind(apollo);
  apollo.executeHTTPGraphQLRequest = (request) => {
    seen += 1;
    return executeByApollo(request);
  };
  const app = fastify();
  // The gateway has none; if one came, its bodies would still be Apollo's to judge.
  app.addContentTypeParser(form, { parseAs: 'string' }, app.getDefaultJsonParser('error', 'error'));
  app.post(
    '/',
    graphqlHandler({
      apollo,
      execute,
      contextOf: (request) => {
        const over = tooManyRequests('Too many.', 1000);
        if (request.headers['x-over']) return Promise.reject(over);
        const computedAt = new Map<string, number>();
        const run = () => Promise.reject(new Error('Nothing is asked.'));
        return Promise.resolve({ viewer: undefined, run, computedAt, log, execution: {} });
      },
    }),
  );
  return {
    seenByApollo: () => seen,
    executions: () => executions,
    async send({ headers, body }) {
      const result = await app.inject({
        method: 'POST',
        url: '/',
        headers,
        payload: JSON.stringify(body),
      });
      return { status: result.statusCode, type: result.headers['content-type'], text: result.body };
    },
    async [Symbol.asyncDispose]() {
      await app.close();
      await apollo.stop();
    },
  };
}
