import assert from 'node:assert/strict';
import { after, before, describe, it, mock } from 'node:test';
import fc from 'fast-check';
import { arbitraryEngagement } from '../support/arbitrary-engagement.js';
import { sourcesOf, startTestDatabase, type TestDatabase } from '../support/database.js';
import { engagementResult, expectedAnswer } from '../support/engagement-queries.js';

/** How many random queries are run; `npm test` takes a part of what CI takes. */
const runs = Number(process.env.RANDOM_SERIES ?? 300);
const queriesEach = 10;

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
      fc.asyncProperty(arbitraryEngagement(queriesEach), async (random) => {
        const { documents, zone, now, timeZone, queries } = random;
        mock.timers.setTime(now);
        const db = databases.get(zone) ?? (await startTestDatabase({ timeZone: zone }));
        databases.set(zone, db);
        await db.fill(documents);
        // With days from the cache, and read past it.
        const sources = [sourcesOf(db.database), sourcesOf(db.database, { maxBytes: 0 })] as const;
        for (const [index, query] of queries.entries()) {
          const source = sources[index % 2 === 0 ? 0 : 1]();
          const actual = await engagementResult(source, query, timeZone);
          const expected = expectedAnswer(query, { documents, zone, now }, timeZone);
          assert.deepEqual(actual, expected);
        }
      }),
      { numRuns: Math.ceil(runs / queriesEach) },
    );
  });
});
