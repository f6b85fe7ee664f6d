import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import type { Source } from '../../analytics/metric.js';
import * as operations from '../../operations/operations.generated.js';
import { storedAnswer } from '../support/answers.js';
import { arbitraryCase, timeZones, type Case } from '../support/arbitrary-workspaces.js';
import { sourcesOf, startTestDatabase, type TestDatabase } from '../support/database.js';
import { activeUsers } from '../references/active-users.js';
import { channels } from '../references/channels.js';
import { chatBusierHourly } from '../references/chat-busier-hourly.js';
import { chatBusierWeekly } from '../references/chat-busier-weekly.js';
import { messageOrigins } from '../references/message-origins.js';
import { messagesSent } from '../references/messages-sent.js';
import { newUsers } from '../references/new-users.js';
import { popularChannels } from '../references/popular-channels.js';
import { usersByTimeOfDay } from '../references/users-by-time-of-day.js';

/** How many random workspaces each query runs on; `npm test` takes a part of what CI takes. */
const runs = Number(process.env.RANDOM_WORKSPACES ?? 60);

const metrics = [
  { document: operations.ChatBusierHourlyDocument, reference: chatBusierHourly },
  { document: operations.ChatBusierWeeklyDocument, reference: chatBusierWeekly },
  { document: operations.UsersByTimeOfDayDocument, reference: usersByTimeOfDay },
  { document: operations.ActiveUsersDocument, reference: activeUsers },
  { document: operations.NewUsersDocument, reference: newUsers },
  { document: operations.MessagesSentDocument, reference: messagesSent },
  { document: operations.MessageOriginsDocument, reference: messageOrigins },
  { document: operations.PopularChannelsDocument, reference: popularChannels },
  { document: operations.ChannelsDocument, reference: channels },
] as const;

describe('every number has a reference implementation', () => {
  for (const timeZone of timeZones) {
    describe(`a server in ${timeZone}`, () => {
      let db: TestDatabase;
      before(async () => {
        db = await startTestDatabase({ timeZone });
      });
      after(() => db[Symbol.asyncDispose]());

      it('answers as a plain count over the same documents', async () => {
        await fc.assert(
          fc.asyncProperty(arbitraryCase(timeZone), async (random) => {
            await db.fill(random.documents);
            const cached = sourcesOf(db.database);
            const uncached = sourcesOf(db.database, { maxBytes: 0 });
            // Without a cache of days, with an empty one, and with a filled one.
            for (const sourceOfRun of [uncached, cached, cached]) {
              await Promise.all(metrics.map((metric) => compare(sourceOfRun(), metric, random)));
            }
          }),
          { numRuns: Math.ceil(runs / timeZones.length) },
        );
      });
    });
  }
});

async function compare(
  source: Source,
  { document, reference }: (typeof metrics)[number],
  { documents, window, paging }: Case,
): Promise<void> {
  const parameters = { ...window, ...paging, timeZone: source.timeZone };
  const expected = reference(documents, parameters);
  const actual = await storedAnswer(source, document, {
    start: window.start.toISOString(),
    end: window.end.toISOString(),
    ...paging,
  });
  if (expected === 'rejected') assert.match(String(actual), /two days or more before/);
  else assert.deepEqual(actual, JSON.parse(JSON.stringify(expected)));
}
