import assert from 'node:assert/strict';
import { after, before, describe, it, mock } from 'node:test';
import fc from 'fast-check';
import { graphql } from 'graphql';
import type { Source } from '../../analytics/metric.js';
import { InvalidArgument } from '../../analytics/invalid-argument.js';
import { engagementPeriods } from '../../analytics/series/engagement-periods.js';
import type { ResolverContext } from '../../resolvers/context.js';
import { executableSchema } from '../../resolvers/executable-schema.js';
import { arbitraryEngagement, type Question } from '../support/arbitrary-engagement.js';
import { sourcesOf, startTestDatabase, type TestDatabase } from '../support/database.js';
import { expectedAnswer, operationOf } from '../support/engagement-questions.js';

/** How many random questions are asked; `npm test` takes a part of what CI takes. */
const runs = Number(process.env.RANDOM_SERIES ?? 300);
const questionsEach = 10;
const limits = { maxWindowDays: 400, maxBuckets: 10_000 };
const schema = executableSchema();

describe('every series agrees with a count minute by minute', () => {
  const databases = new Map<string, TestDatabase>();
  before(() => {
    mock.timers.enable({ apis: ['Date'] });
  });
  after(async () => {
    mock.timers.reset();
    for (const db of databases.values()) await db[Symbol.asyncDispose]();
  });

  it('in any zone, period, bucket and comparison', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryEngagement(questionsEach), async (random) => {
        const { documents, zone, now, timeZone, questions } = random;
        mock.timers.setTime(now);
        const db = databases.get(zone) ?? (await startTestDatabase({ timeZone: zone }));
        databases.set(zone, db);
        await db.fill(documents);
        // With days from the cache, and read past it.
        const sources = [sourcesOf(db.database), sourcesOf(db.database, { maxBytes: 0 })] as const;
        for (const [index, question] of questions.entries()) {
          const source = sources[index % 2 === 0 ? 0 : 1]();
          const actual = await answer(source, question, timeZone);
          const expected = expectedAnswer(question, { documents, zone, now }, timeZone);
          assert.deepEqual(actual, expected);
        }
      }),
      { numRuns: Math.ceil(runs / questionsEach) },
    );
  });
});

async function answer(source: Source, question: Question, timeZone: string): Promise<unknown> {
  const { query, variables } = operationOf(question, timeZone);
  const contextValue = {
    run: (metric, args) => metric.run(source, args),
    periodsOf: (args) => engagementPeriods(args, source.timeZone, limits),
    workspaceTimeZone: source.timeZone,
    followToday: () => {
      throw new Error('Nothing is followed.');
    },
    viewer: undefined,
  } satisfies ResolverContext;
  const { data, errors } = await graphql({
    schema,
    source: query,
    variableValues: variables,
    contextValue,
  });
  if (errors?.[0]?.originalError instanceof InvalidArgument) return 'rejected';
  assert.equal(errors, undefined);
  return JSON.parse(JSON.stringify(data));
}
