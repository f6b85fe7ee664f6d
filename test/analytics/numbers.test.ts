import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import type { Workspace } from '../../data/workspace.js';
import * as operations from '../../operations/operations.generated.js';
import { storedAnswer } from '../support/answers.js';
import { arbitraryCase, timeZones, type Case } from '../support/arbitrary-workspaces.js';
import { startTestDatabase, type TestDatabase } from '../support/database.js';
import { activeUsers } from '../references/active-users.js';
import { channels } from '../references/channels.js';
import { chatBusierHourly } from '../references/chat-busier-hourly.js';
import { chatBusierWeekly } from '../references/chat-busier-weekly.js';
import { messageOrigins } from '../references/message-origins.js';
import { messagesSent } from '../references/messages-sent.js';
import { newUsers } from '../references/new-users.js';
import { popularChannels } from '../references/popular-channels.js';
import { usersByTimeOfDay } from '../references/users-by-time-of-day.js';

/** How many random workspaces each question is asked of; `npm test` takes a part of what CI takes. */
const runs = Number(process.env.RANDOM_WORKSPACES ?? 60);

/** Set by `test/independent/run`, whose server has no `$unionWith` and takes equal lists for two groups. */
const isIndependent = process.env.INDEPENDENT_SERVER !== undefined;

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

const asked = metrics.filter(
  ({ reference }) => !isIndependent || (reference as unknown) !== popularChannels,
);

describe('every number has a second witness', () => {
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
            const workspace = db.database.within({ deadline: Date.now() + 60_000 });
            await Promise.all(asked.map((metric) => compare(workspace, metric, random)));
          }),
          { numRuns: Math.ceil(runs / timeZones.length) },
        );
      });
    });
  }
});

async function compare(
  workspace: Workspace,
  { document, reference }: (typeof metrics)[number],
  { documents, window, paging: anyPaging }: Case,
): Promise<void> {
  const paging = isIndependent ? { ...anyPaging, hideRoomsWithNoActivity: true } : anyPaging;
  const parameters = { ...window, ...paging, timeZone: workspace.timeZone };
  const expected = reference(documents, parameters);
  const actual = await storedAnswer(workspace, document, {
    start: window.start.toISOString(),
    end: window.end.toISOString(),
    ...paging,
  });
  if (expected === 'refused') assert.match(String(actual), /two days or more before/);
  else assert.deepEqual(unordered(actual), unordered(JSON.parse(JSON.stringify(expected))));
}

/** Lists whose order Rocket.Chat leaves open, sorted. */
function unordered(body: unknown): unknown {
  if (typeof body !== 'object' || body === null) return body;
  if ('origins' in body) return { origins: sorted(body.origins as unknown[]) };
  if (!('month' in body)) return body;
  return {
    month: (body.month as { usersList?: unknown[] }[]).map((row) =>
      row.usersList ? { ...row, usersList: sorted(row.usersList) } : row,
    ),
  };
}

function sorted(items: readonly unknown[]): unknown[] {
  return [...items].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}
